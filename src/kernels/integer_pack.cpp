#include <algorithm>

#include "kernels/integer_packed.h"
#include "kernels/winograd.h"

namespace zeropoint {

namespace {

using packed::Differences;

void pack_epilogue(const ConvShape& s, const IntegerConvWeights& weights, std::byte* out) {
  std::fill_n(out, packed::epilogue_bytes(s), std::byte{0});
  auto* bias = reinterpret_cast<std::int32_t*>(out);
  auto* multipliers = reinterpret_cast<float*>(out) + packed::lanes(s);
  for (std::size_t o = 0; o < s.out_c; ++o) {
    const std::size_t lane = packed::lane(s, o);
    if (!weights.bias.empty()) bias[lane] = weights.bias[o];
    if (!weights.multipliers.empty()) multipliers[lane] = weights.multipliers[o];
  }
}

void pack_plain(const ConvShape& s, const Differences& difference, std::int16_t* out) {
  for (std::size_t o = 0; o < s.out_c; ++o) {
    for (std::size_t k = 0; k < s.depth(); ++k) *out++ = difference(o, k);
  }
}

std::size_t direct_size(const ConvShape& s) { return packed::lanes(s) / packed::panel * packed::Runs(s).panel_size(); }

void pack_direct(const ConvShape& s, const Differences& difference, std::int16_t* out) {
  const packed::Runs runs(s);
  std::fill_n(out, direct_size(s), std::int16_t{0});
  for (std::size_t o = 0; o < s.out_c; ++o) {
    const std::size_t lane = packed::lane(s, o);
    std::int16_t* to = out + lane / packed::panel * runs.panel_size() + lane % packed::panel * 2;
    for (std::size_t run = 0, k = 0; run < runs.count; ++run, to += runs.pairs * 2 * packed::panel) {
      for (std::size_t place = 0; place < runs.length; ++place, ++k) to[place / 2 * 2 * packed::panel + place % 2] = difference(o, k);
    }
  }
}

std::size_t depthwise_size(const ConvShape& s) { return packed::panels(s.out_c) * packed::RowPairs(s).block_size(); }

void pack_depthwise(const ConvShape& s, const Differences& difference, std::int16_t* out) {
  const packed::RowPairs pairs(s);
  std::fill_n(out, depthwise_size(s), std::int16_t{0});
  for (std::size_t c = 0; c < s.out_c; ++c) {
    for (std::size_t shift = 0; shift < 2; ++shift) {
      std::int16_t* to = out + c / packed::panel * pairs.block_size() + shift * pairs.shift_size() + c % packed::panel * 2;
      for (std::size_t k = 0; k < s.depth(); ++k) {
        const std::size_t row = k / s.kernel_w * s.dilation_h + shift;
        to[(row / 2 * s.kernel_w + k % s.kernel_w) * 2 * packed::panel + row % 2] = difference(c, k);
      }
    }
  }
}

template <int T>
std::uint64_t winograd_size(const ConvShape& s) {
  return std::uint64_t{winograd::positions<T>} * winograd::Parts(s.in_c, 1).channels * packed::panels(s.out_c) * packed::panel;
}

// As many filters at a time as lie side by side: [4 pairs of input channels][8 output channels][2].
constexpr std::size_t block_channels = 8;
constexpr std::size_t block = block_channels * packed::panel;

// Those of outputs from o on and input channels from c on, as [9 taps][block]; 0 beyond the last.
void load_filters(const ConvShape& s, const Differences& difference, std::size_t o, std::size_t c, std::int16_t (&out)[9][block]) {
  for (auto& tap : out) std::ranges::fill(tap, std::int16_t{0});
  for (std::size_t i = 0; i < std::min(packed::panel, s.out_c - o); ++i) {
    for (std::size_t tap = 0; tap < 9; ++tap) {
      for (std::size_t k = 0; k < std::min(block_channels, s.in_c - c); ++k) {
        out[tap][k / 2 * 2 * packed::panel + i * 2 + k % 2] = difference(o + i, tap * s.in_c + c + k);
      }
    }
  }
}

// factors · (a, b, c) for each filter: a row of G times a column, at most 7·255 and then 49·255.
void combine(const std::int32_t (&factors)[3], const std::int16_t* a, const std::int16_t* b, const std::int16_t* c, std::int16_t* out) {
  const auto f = static_cast<std::int16_t>(factors[0]), g = static_cast<std::int16_t>(factors[1]), h = static_cast<std::int16_t>(factors[2]);
  for (std::size_t i = 0; i < block; ++i) out[i] = static_cast<std::int16_t>(f * a[i] + g * b[i] + h * c[i]);
}

// G g Gᵀ of a block of filters, a block for each position at out + position · pitch.
template <int T>
void transform_filters(const std::int16_t (&filters)[9][block], std::int16_t* out, std::size_t pitch) {
  const auto& rows = winograd::Rules<T>::weights;
  for (const auto& row : rows) {
    std::int16_t half[3][block];
    for (std::size_t kw = 0; kw < 3; ++kw) combine(row, filters[kw], filters[3 + kw], filters[6 + kw], half[kw]);
    for (const auto& column : rows) {
      combine(column, half[0], half[1], half[2], out);
      out += pitch;
    }
  }
}

template <int T>
void pack_winograd(const ConvShape& s, const Differences& difference, std::size_t wanted_parts, std::int16_t* out) {
  const winograd::Parts parts(s.in_c, wanted_parts);
  const std::size_t outputs = packed::panels(s.out_c) * packed::panel;
  for (std::size_t part = 0; part < parts.count; ++part) {
    const std::size_t begin = parts.begin(part), length = parts.end(part) - begin;
    std::int16_t* to = out + begin * winograd::positions<T> * outputs;
    for (std::size_t o = 0; o < outputs; o += packed::panel) {
      for (std::size_t c = begin; c < begin + length; c += block_channels, to += block) {
        std::int16_t filters[9][block];
        load_filters(s, difference, o, c, filters);
        transform_filters<T>(filters, to, outputs * length);
      }
    }
  }
}

std::uint64_t rows_bytes(const ConvShape& s) {
  const std::size_t groups = (s.out_c + packed::Rows::panels * packed::panel - 1) / (packed::Rows::panels * packed::panel);
  return packed::lanes(s) * sizeof(std::int32_t) + std::uint64_t{groups} * packed::Rows(s).group_bytes();
}

void pack_rows(const ConvShape& s, const IntegerConvWeights& weights, std::byte* out) {
  constexpr std::size_t outputs = packed::Rows::panels * packed::panel;
  const packed::Rows rows(s);
  std::fill_n(out, rows_bytes(s), std::byte{0});
  const std::int32_t shift = weights.is_signed ? 0 : 128;
  auto* zeros = reinterpret_cast<std::int32_t*>(out);
  auto* codes = reinterpret_cast<std::byte*>(zeros + packed::lanes(s));
  for (std::size_t o = 0; o < s.out_c; ++o) {
    zeros[o] = (weights.zero_points.empty() ? 0 : weights.zero_points[o]) - shift;
    std::byte* to = codes + o / outputs * rows.group_bytes() + o % outputs * 2;
    // 128 less flips the first bit.
    for (std::size_t k = 0; k < s.in_c; ++k) to[k / 2 * packed::Rows::pair_bytes + k % 2] = weights.codes[o * s.in_c + k] ^ static_cast<std::byte>(shift);
  }
}

}  // namespace

std::uint64_t packed_integer_conv_size(const IntegerConvLayer& layer, const ConvChoice& choice) noexcept {
  const ConvShape& s = layer.shape;
  std::uint64_t elements = 0;
  switch (choice.algorithm) {
    case ConvAlgorithm::direct: elements = direct_size(s); break;
    case ConvAlgorithm::depthwise: elements = depthwise_size(s); break;
    case ConvAlgorithm::rows: return packed::epilogue_bytes(s) + rows_bytes(s);
    case ConvAlgorithm::dot:
    case ConvAlgorithm::dot_depthwise:
    case ConvAlgorithm::dot_pairs: return packed::epilogue_bytes(s) + packed::dot_bytes(s, choice.algorithm);
    case ConvAlgorithm::winograd_2x2: elements = winograd_size<2>(s); break;
    case ConvAlgorithm::winograd_4x4: elements = winograd_size<4>(s); break;
    default: elements = std::uint64_t{s.out_c} * s.depth(); break;
  }
  return packed::epilogue_bytes(s) + elements * sizeof(std::int16_t);
}

void pack_integer_conv(const IntegerConvLayer& layer, const IntegerConvWeights& weights, const ConvChoice& choice, std::byte* out) noexcept {
  const ConvShape& s = layer.shape;
  pack_epilogue(s, weights, out);
  const Differences difference{weights, s.depth()};
  auto* to = reinterpret_cast<std::int16_t*>(out + packed::epilogue_bytes(s));
  switch (choice.algorithm) {
    case ConvAlgorithm::direct: pack_direct(s, difference, to); break;
    case ConvAlgorithm::depthwise: pack_depthwise(s, difference, to); break;
    case ConvAlgorithm::rows: pack_rows(s, weights, out + packed::epilogue_bytes(s)); break;
    case ConvAlgorithm::winograd_2x2: pack_winograd<2>(s, difference, choice.parts, to); break;
    case ConvAlgorithm::winograd_4x4: pack_winograd<4>(s, difference, choice.parts, to); break;
    case ConvAlgorithm::dot:
    case ConvAlgorithm::dot_depthwise:
    case ConvAlgorithm::dot_pairs: packed::pack_dot(layer, difference, choice, out); break;
    default: pack_plain(s, difference, to); break;
  }
}

}  // namespace zeropoint

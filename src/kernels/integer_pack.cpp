#include <algorithm>

#include "kernels/integer_packed.h"

namespace zeropoint {

namespace {

// q_w − Z_w by output channel and place in its filter.
struct Differences {
  const IntegerConvWeights& weights;
  std::size_t depth;

  std::int16_t operator()(std::size_t output, std::size_t k) const {
    const std::byte code = weights.codes[output * depth + k];
    const std::int32_t q = weights.is_signed ? std::int32_t{static_cast<std::int8_t>(code)} : std::int32_t{static_cast<std::uint8_t>(code)};
    return static_cast<std::int16_t>(q - (weights.zero_points.empty() ? 0 : weights.zero_points[output]));
  }
};

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

}  // namespace

std::uint64_t packed_integer_conv_size(const IntegerConvLayer& layer, const ConvChoice&) noexcept {
  const ConvShape& s = layer.shape;
  return packed::epilogue_bytes(s) + std::uint64_t{s.out_c} * s.depth() * sizeof(std::int16_t);
}

void pack_integer_conv(const IntegerConvLayer& layer, const IntegerConvWeights& weights, const ConvChoice&, std::byte* out) noexcept {
  const ConvShape& s = layer.shape;
  pack_epilogue(s, weights, out);
  const Differences difference{weights, s.depth()};
  auto* to = reinterpret_cast<std::int16_t*>(out + packed::epilogue_bytes(s));
  for (std::size_t o = 0; o < s.out_c; ++o) {
    for (std::size_t k = 0; k < s.depth(); ++k) *to++ = difference(o, k);
  }
}

}  // namespace zeropoint

// Image quantization, the specification.
#include <algorithm>
#include <cstdlib>

#include "kernels/image_rules.h"
#include "kernels/scalar/scalar.h"

namespace zeropoint::scalar {

namespace {

void minmax(std::span<const std::uint8_t> rgba, RgbRange& range) noexcept {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) {
      range.min[c] = std::min(range.min[c], rgba[i + c]);
      range.max[c] = std::max(range.max[c], rgba[i + c]);
    }
  }
}

void histogram(std::span<const std::uint8_t> rgba, RgbHistogram& counts) noexcept {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) ++counts[c][rgba[i + c]];
  }
}

void map(std::span<const std::uint8_t> rgba, const RgbTable& table, std::uint8_t* out) noexcept {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) out[i + c] = table[c][rgba[i + c]];
    out[i + 3] = rgba[i + 3];
  }
}

void map_stochastic(std::span<const std::uint8_t> rgba, const StochasticTable& table, std::uint32_t key,
                          std::uint32_t first_pixel, std::uint8_t* codes, std::uint8_t* shown) noexcept {
  std::uint32_t counter = 4 * first_pixel;
  for (std::size_t i = 0; i < rgba.size(); i += 4, counter += 4) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint8_t v = rgba[i + c];
      const std::uint32_t bits = random_u32(key, counter + static_cast<std::uint32_t>(c)) >> 8;
      const bool up = bits >= table.threshold[c][v];
      codes[i + c] = static_cast<std::uint8_t>(table.code[c][v] + up);
      shown[i + c] = up ? table.shown_up[c][v] : table.shown[c][v];
    }
    codes[i + 3] = shown[i + 3] = rgba[i + 3];
  }
}

void diffuse(std::span<const std::uint8_t> rgba, const std::array<QParams, 3>& p, float* errors, float* below,
                   std::uint8_t* codes, std::uint8_t* shown) noexcept {
  namespace part = floyd_steinberg;
  for (std::size_t i = 0; i < rgba.size(); i += 4, errors += 4, below += 4) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float r = dequantize_value(rgba[i + c], byte_qparams);
      const auto [q, error] = diffuse_value(r, errors[c], p[c]);
      errors[c + 4] += error * part::right;
      below[static_cast<std::ptrdiff_t>(c) - 4] += error * part::below_left;
      below[c] += error * part::below;
      below[c + 4] += error * part::below_right;
      codes[i + c] = static_cast<std::uint8_t>(q);
      shown[i + c] = static_cast<std::uint8_t>(quantize_value(dequantize_value(q, p[c]), byte_qparams));
    }
    codes[i + 3] = shown[i + 3] = rgba[i + 3];
  }
}

void error_sums(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                      RgbErrorSums& sums) noexcept {
  for (std::size_t i = 0; i < original.size(); i += 4) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::int32_t error = std::abs(shown[i + c] - original[i + c]);
      sums.squared[c] += static_cast<std::uint64_t>(error * error);
      sums.max_abs[c] = std::max(sums.max_abs[c], error);
    }
  }
}

void error_map(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                     const ErrorColours& colours, std::uint8_t* out) noexcept {
  for (std::size_t i = 0; i < original.size(); i += 4) {
    std::int32_t sum = ErrorColours::zero;
    for (std::size_t c = 0; c < 3; ++c) sum += colours.weight[c] * (shown[i + c] - original[i + c]);
    const auto& colour = colours.colours[static_cast<std::size_t>(sum)];
    std::copy(colour.begin(), colour.end(), out + i);
  }
}

}  // namespace

constinit const ImageKernels image_kernels{
    .minmax = minmax,
    .histogram = histogram,
    .map = map,
    .map_stochastic = map_stochastic,
    .diffuse = diffuse,
    .error_sums = error_sums,
    .error_map = error_map,
};

}  // namespace zeropoint::scalar

#include <algorithm>

#include "kernels/float_conv.h"

namespace zeropoint {

namespace {

// b + 0 turns −0 into +0; see the rule in float_conv.h.
float bias_at(std::span<const float> bias, std::size_t output) { return (bias.empty() ? 0.0F : bias[output]) + 0.0F; }

// One group: [panels][1 + depth][8]; at(k, o) is weight k of output o. Returns the end.
template <class At, class BiasAt>
float* pack_panels(std::size_t outputs, std::size_t depth, At&& at, BiasAt&& bias, float* out) {
  for (std::size_t first = 0; first < outputs; first += packed::panel) {
    const std::size_t lanes = std::min(packed::panel, outputs - first);
    std::fill_n(out, (1 + depth) * packed::panel, 0.0F);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      out[lane] = bias(first + lane);
      for (std::size_t k = 0; k < depth; ++k) out[(1 + k) * packed::panel + lane] = at(k, first + lane);
    }
    out += (1 + depth) * packed::panel;
  }
  return out;
}

}  // namespace

std::uint64_t packed_conv_size(const ConvShape& shape) noexcept {
  if (shape.depthwise()) return std::uint64_t{1 + shape.kernel_h * shape.kernel_w} * shape.out_c;
  return std::uint64_t{shape.groups} * packed::panels(shape.group_out()) * (1 + shape.depth()) * packed::panel;
}

void pack_conv(const ConvShape& shape, std::span<const float> weights, std::span<const float> bias,
               float* out) noexcept {
  const std::size_t depth = shape.depth();
  if (shape.depthwise()) {
    for (std::size_t c = 0; c < shape.out_c; ++c) {
      out[c] = bias_at(bias, c);
      for (std::size_t k = 0; k < depth; ++k) out[(1 + k) * shape.out_c + c] = weights[c * depth + k];
    }
    return;
  }
  const std::size_t outputs = shape.group_out();
  for (std::size_t g = 0; g < shape.groups; ++g) {
    out = pack_panels(
        outputs, depth, [&](std::size_t k, std::size_t o) { return weights[(g * outputs + o) * depth + k]; },
        [&](std::size_t o) { return bias_at(bias, g * outputs + o); }, out);
  }
}

std::uint64_t packed_gemm_size(const FloatGemmShape& shape) noexcept {
  return std::uint64_t{1} * packed::panels(shape.columns) * (1 + shape.depth) * packed::panel;
}

void pack_gemm(const FloatGemmShape& shape, std::span<const float> b, bool transposed, std::span<const float> bias,
               float* out) noexcept {
  pack_panels(
      shape.columns, shape.depth,
      [&](std::size_t k, std::size_t o) { return transposed ? b[o * shape.depth + k] : b[k * shape.columns + o]; },
      [&](std::size_t o) { return bias_at(bias, o); }, out);
}

}  // namespace zeropoint

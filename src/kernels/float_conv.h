// Float convolution and matrix product: shapes, packed weights and the rule of summation; one of the groups of
// NetworkKernels.
//
// Rule: with x the input (NHWC), w the weights (OHWI) and b the bias, every output element is
//   acc = fl(b + 0);  for kh, kw, ci ascending:  acc = fl(acc + fl(x · w));  y = clamp(acc, lo, hi)
// in one float32 accumulator, in every back end. Tiles and vectors run over pixels and output channels, never
// along a sum. Taps in the padding are left out. Weights are finite, so a back end may instead multiply
// them by zeros: acc is never −0 (b + 0 is not, and a sum that rounds to nearest is −0 only when both terms
// are), and acc + ±0 is then acc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "kernels/conv_shape.h"

namespace zeropoint {

// y[rows][columns] = a[rows][depth] · b[depth][columns] + bias[columns]: a convolution of 1 × 1 taps.
struct FloatGemmShape {
  std::size_t rows = 1, depth = 1, columns = 1;
};

struct FloatClamp {
  float lo = -std::numeric_limits<float>::infinity();
  float hi = std::numeric_limits<float>::infinity();
};

// NaN stays NaN.
inline float clamp(float x, const FloatClamp& to) {
  const float raised = x < to.lo ? to.lo : x;
  return to.hi < raised ? to.hi : raised;
}

// Packed weights, the same for all back ends:
//   depthwise: [1 + kh·kw][channels]; the first row is the bias;
//   otherwise: [groups][panels][1 + depth][8], output channels in panels of 8; the first row of a panel is
//   the bias, the lanes beyond the group's last output channel are 0.
std::uint64_t packed_conv_size(const ConvShape& shape) noexcept;
// weights OHWI, bias [out_c] or empty; `out` has packed_conv_size floats.
void pack_conv(const ConvShape& shape, std::span<const float> weights, std::span<const float> bias,
               float* out) noexcept;

std::uint64_t packed_gemm_size(const FloatGemmShape& shape) noexcept;
// b is [depth][columns], or [columns][depth] when `transposed`; bias [columns] or empty.
void pack_gemm(const FloatGemmShape& shape, std::span<const float> b, bool transposed, std::span<const float> bias,
               float* out) noexcept;

struct FloatConvKernels {
  // Convolution by the rule above; `weights` as pack_conv made them, y has room for the output.
  void (*conv)(const ConvShape& shape, std::span<const float> x, std::span<const float> weights,
               const FloatClamp& to, float* y) noexcept;
  // y[rows][columns] = a · b + bias by the same rule; `b` as pack_gemm made it.
  void (*gemm)(const FloatGemmShape& shape, std::span<const float> a, std::span<const float> b, const FloatClamp& to,
               float* y) noexcept;
};

}  // namespace zeropoint

#pragma once

#include <span>

#include "kernels/float_conv.h"

namespace zeropoint::simd128 {

// FloatConvKernels::conv where shape.depthwise() holds.
void conv_depthwise(const ConvShape& shape, std::span<const float> x, std::span<const float> weights,
                    const FloatClamp& to, float* y) noexcept;

}  // namespace zeropoint::simd128

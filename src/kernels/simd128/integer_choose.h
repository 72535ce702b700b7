#pragma once

#include "kernels/integer_conv.h"

namespace zeropoint::simd128 {

// The algorithm with the least estimated time, from the layer and its weights alone: the same on every machine.
ConvChoice choose_conv(const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept;

// The time of a layer by `direct` or Winograd, in products of tiles.
double conv_cost(const ConvShape& shape, const ConvChoice& choice) noexcept;

}  // namespace zeropoint::simd128

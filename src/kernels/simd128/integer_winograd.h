#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/integer_conv.h"

namespace zeropoint::simd128 {

// ConvAlgorithm::winograd_2x2 and winograd_4x4.
std::uint64_t winograd_scratch(const IntegerConvLayer& layer, const ConvChoice& choice);
void conv_winograd(const IntegerConvLayer& layer, const ConvChoice& choice, const std::byte* x, const std::byte* packed, std::byte* scratch,
                   std::byte* y);

}  // namespace zeropoint::simd128

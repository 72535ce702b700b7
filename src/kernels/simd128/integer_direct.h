#pragma once

#include <cstddef>
#include <span>

#include "kernels/integer_conv.h"

namespace zeropoint::simd128 {

// ConvAlgorithm::direct.
std::uint64_t direct_scratch(const IntegerConvLayer& layer);
void conv_direct(const IntegerConvLayer& layer, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y);

}  // namespace zeropoint::simd128

#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/integer_conv.h"

namespace zeropoint::simd128 {

// ConvAlgorithm::rows.
std::uint64_t rows_scratch(const IntegerConvLayer& layer);
void conv_rows(const IntegerConvLayer& layer, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y);

}  // namespace zeropoint::simd128

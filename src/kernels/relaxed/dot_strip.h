// Strips of bytes: as simd128/integer_strip.h has them of int16, with q_x + x_offset in them, and padding as Z_x + x_offset.
#pragma once

#include <span>

#include "kernels/simd128/integer_strip.h"

namespace zeropoint::relaxed {

void fill_strip(const IntegerConvLayer& layer, std::int32_t x_offset, const simd128::Strip& strip, std::size_t first, std::size_t count,
                const std::byte* x, std::byte* out);

// Of each pixel the sum of its first n bytes, which are signed with x_offset added.
void sum_pixels(const std::byte* base, std::span<const std::int32_t> pixels, std::size_t n, std::int32_t x_offset, std::int32_t* sums);

}  // namespace zeropoint::relaxed

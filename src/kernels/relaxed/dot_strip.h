// Strips of bytes: as simd128/integer_strip.h has them of int16, with q_x + x_offset in them, and padding as Z_x + x_offset.
#pragma once

#include "kernels/simd128/integer_strip.h"

namespace zeropoint::relaxed {

void fill_strip(const IntegerConvLayer& layer, std::int32_t x_offset, const simd128::Strip& strip, std::size_t first, std::size_t count,
                const std::byte* x, std::byte* out);

}  // namespace zeropoint::relaxed

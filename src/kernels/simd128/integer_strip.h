// A strip: some rows of a picture as int16 differences q_x − Z_x with their padding, so that the loops over them need not
// ask where the picture ends.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/integer_conv.h"

namespace zeropoint::simd128 {

// out[i] = q_x − Z_x of n neighbouring codes.
void widen(const IntegerConvLayer& layer, const std::byte* x, std::size_t n, std::int16_t* out);

// One axis of a strip: position p holds the input's p·step − pad.
struct StripAxis {
  std::size_t length = 1;  // of the strip
  std::size_t step = 1;
  std::size_t pad = 0;
  std::size_t input = 1;  // length of the input

  std::size_t first_inside() const { return (pad + step - 1) / step; }
  std::size_t end_inside() const {  // at most length
    const std::size_t end = (input + pad + step - 1) / step;
    return end < length ? end : length;
  }
};

struct Strip {
  StripAxis rows, columns;   // rows.length: of all strips together
  std::size_t channels = 1;  // of the input that are taken
  std::size_t pixel = 1;     // int16 from pixel to pixel; channels, or more, which are 0
  std::size_t pitch() const { return columns.length * pixel; }
};

// Rows first … first + count − 1; x is the first taken channel of the picture's first pixel.
void fill_strip(const IntegerConvLayer& layer, const Strip& strip, std::size_t first, std::size_t count, const std::byte* x,
                std::int16_t* out);

}  // namespace zeropoint::simd128

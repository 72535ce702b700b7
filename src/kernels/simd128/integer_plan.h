// How direct convolution walks over a layer: in strips of rows, in which the taps of a row lie side by side.
#pragma once

#include <cstddef>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_strip.h"

namespace zeropoint::simd128 {

// How the taps of a tile move over the strip, and the strip's extents.
struct DirectPlan {
  ConvShape shape;  // of the layer, or of all its pixels in a column if it is pointwise
  std::size_t element;  // bytes of a value in the strip
  Strip strip;
  std::size_t step_h, step_w;  // positions of the strip from one output to the next
  std::size_t rows;            // of output in one strip
  packed::Runs runs;

  std::size_t strip_rows(std::size_t output_rows) const { return (output_rows - 1) * step_h + (shape.kernel_h - 1) * shape.dilation_h + 1; }
  std::size_t strip_bytes() const { return (strip_rows(rows) * strip.pitch() * element + overrun + 15) / 16 * 16; }
  std::size_t pixels() const { return rows * shape.out_w; }
  // From a pixel's first tap to its runs, in values.
  void set_offsets(std::ptrdiff_t* offsets) const;

  static constexpr std::size_t overrun = 16;  // bytes behind a strip that its last tile may read
};

DirectPlan direct_plan(const IntegerConvLayer& layer, std::size_t element);

}  // namespace zeropoint::simd128

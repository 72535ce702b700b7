#include "kernels/simd128/integer_plan.h"

#include <algorithm>

namespace zeropoint::simd128 {

namespace {

constexpr std::size_t tile_pixels = 4;

// Strips small enough for the first cache, but long enough that the weights are not read too often.
std::size_t rows_of(const DirectPlan& p) {
  const ConvShape& s = p.shape;
  const std::size_t weights = s.groups == 1 ? s.out_c * s.depth() * p.element : 0;
  const std::size_t budget = std::clamp<std::size_t>(weights / 2, 24 << 10, 256 << 10);
  const std::size_t row = p.step_h * p.strip.pitch() * p.element;
  std::size_t rows = std::clamp<std::size_t>(budget / std::max<std::size_t>(1, row), 1, s.out_h);
  // Whole tiles, if it costs little.
  while (rows > 4 && rows < s.out_h && rows * s.out_w % tile_pixels != 0) --rows;
  return rows;
}

}  // namespace

void DirectPlan::set_offsets(std::ptrdiff_t* offsets) const {
  const std::size_t columns = runs.count / shape.kernel_h;
  for (std::size_t run = 0; run < runs.count; ++run) {
    offsets[run] = static_cast<std::ptrdiff_t>(run / columns * shape.dilation_h * strip.pitch() + run % columns * shape.dilation_w * strip.pixel);
  }
}

DirectPlan direct_plan(const IntegerConvLayer& layer, std::size_t element) {
  DirectPlan p{.shape = layer.shape, .element = element, .strip = {}, .step_h = 1, .step_w = 1, .rows = 1, .runs = packed::Runs(layer.shape)};
  ConvShape& s = p.shape;
  if (s.pointwise()) {
    s.in_h = s.out_h = s.batch * s.in_h * s.in_w;
    s.batch = s.in_w = s.out_w = 1;
  }
  // Where an axis has one tap, what lies between its outputs is left out of the strip.
  p.step_h = s.kernel_h == 1 ? 1 : s.stride_h;
  p.step_w = s.kernel_w == 1 ? 1 : s.stride_w;
  p.strip.rows = {p.strip_rows(s.out_h), s.kernel_h == 1 ? s.stride_h : 1, s.pad_top, s.in_h};
  p.strip.columns = {(s.out_w - 1) * p.step_w + (s.kernel_w - 1) * s.dilation_w + 1, s.kernel_w == 1 ? s.stride_w : 1, s.pad_left, s.in_w};
  p.strip.channels = p.strip.pixel = s.group_in();
  p.rows = rows_of(p);
  return p;
}

}  // namespace zeropoint::simd128

// One axis of a Resize as tables: which input elements each output element is made of.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/buffer.h"
#include "kernels/float_pool.h"

namespace zeropoint::operations {

// coordinate_transformation_mode. `simple` of Rounding is that of opset 10, as ONNX Runtime has it: floor, but ceil where
// the axis shrinks.
enum class Coordinates { half_pixel, half_pixel_symmetric, pytorch_half_pixel, align_corners, asymmetric, tf_half_pixel_for_nn, tf_crop_and_resize };
enum class Rounding { simple, prefer_floor, prefer_ceil, floor, ceil };

struct AxisResize {
  std::size_t in = 1, out = 1;
  float scale = 1;
  float roi_start = 0, roi_end = 1;  // of tf_crop_and_resize, as parts of in − 1
};

// The place of output element i on the input's axis, in float32 as ONNX Runtime computes it.
float original_coordinate(Coordinates mode, const AxisResize& axis, std::size_t i);
std::int64_t nearest(Rounding rounding, float x, bool shrinks);

struct AxisTables {
  Buffer<std::uint32_t> low, high;
  Buffer<float> keep, weight;
  Buffer<bool> outside;  // whether the place is beyond the input, for tf_crop_and_resize; otherwise empty

  ResizeAxis view() const { return {low.span(), high.span(), keep.span(), weight.span()}; }
};

// Precondition: in is at least 1 and below 2^31.
Result<AxisTables> nearest_tables(Coordinates mode, Rounding rounding, const AxisResize& axis);
Result<AxisTables> linear_tables(Coordinates mode, const AxisResize& axis);

}  // namespace zeropoint::operations

#include "runtime/operations/resize_axis.h"

#include <cmath>

namespace zeropoint::operations {

namespace {

Result<AxisTables> empty_tables(Coordinates mode, std::size_t out) {
  AxisTables t;
  ZP_TRY(t.low, Buffer<std::uint32_t>::make(out));
  ZP_TRY(t.high, Buffer<std::uint32_t>::make(out));
  ZP_TRY(t.keep, Buffer<float>::make(out, 1));
  ZP_TRY(t.weight, Buffer<float>::make(out, 0));
  if (mode == Coordinates::tf_crop_and_resize) {
    ZP_TRY(t.outside, Buffer<bool>::make(out));
  }
  return t;
}

// Within the input; NaN, which a region may give, is its beginning.
float clamped(float x, const AxisResize& axis) {
  const auto last = static_cast<float>(axis.in - 1);
  return x > 0 ? (x < last ? x : last) : 0.0F;
}

void mark(AxisTables& tables, std::size_t i, float x, const AxisResize& axis) {
  if (!tables.outside.empty()) tables.outside[i] = !(x >= 0 && x <= static_cast<float>(axis.in - 1));
}

}  // namespace

float original_coordinate(Coordinates mode, const AxisResize& axis, std::size_t i) {
  const auto x = static_cast<float>(i), in = static_cast<float>(axis.in), out = static_cast<float>(axis.out);
  const float half_pixel = (x + 0.5F) / axis.scale - 0.5F;
  switch (mode) {
    case Coordinates::half_pixel: return half_pixel;
    case Coordinates::half_pixel_symmetric: {
      const float adjustment = out / (axis.scale * in);
      return in / 2 * (1 - adjustment) + half_pixel;
    }
    case Coordinates::pytorch_half_pixel: return axis.out > 1 ? half_pixel : 0.0F;
    case Coordinates::align_corners: return axis.out > 1 ? x * (in - 1) / (out - 1) : 0.0F;
    case Coordinates::asymmetric: return x / axis.scale;
    case Coordinates::tf_half_pixel_for_nn: return (x + 0.5F) / axis.scale;
    case Coordinates::tf_crop_and_resize:
      if (axis.out <= 1) return 0.5F * (axis.roi_start + axis.roi_end) * (in - 1);
      return axis.roi_start * (in - 1) + x * (axis.roi_end - axis.roi_start) * (in - 1) / (out - 1);
  }
  return 0;
}

std::int64_t nearest(Rounding rounding, float x, bool shrinks) {
  const float floor = std::floor(x);
  const auto up = [&](bool yes) { return static_cast<std::int64_t>(floor) + (yes ? 1 : 0); };
  switch (rounding) {
    case Rounding::simple: return up(shrinks && x > floor);
    case Rounding::prefer_floor: return up(x - floor > 0.5F);
    case Rounding::prefer_ceil: return up(x - floor >= 0.5F);
    case Rounding::floor: return up(false);
    case Rounding::ceil: return up(x > floor);
  }
  return 0;
}

Result<AxisTables> nearest_tables(Coordinates mode, Rounding rounding, const AxisResize& axis) {
  ZP_TRY(AxisTables tables, empty_tables(mode, axis.out));
  for (std::size_t i = 0; i < axis.out; ++i) {
    const float x = original_coordinate(mode, axis, i);
    mark(tables, i, x, axis);
    const std::int64_t at = nearest(rounding, clamped(x, axis), axis.scale < 1);
    tables.low[i] = tables.high[i] = static_cast<std::uint32_t>(std::min(at, static_cast<std::int64_t>(axis.in) - 1));
  }
  return tables;
}

Result<AxisTables> linear_tables(Coordinates mode, const AxisResize& axis) {
  ZP_TRY(AxisTables tables, empty_tables(mode, axis.out));
  for (std::size_t i = 0; i < axis.out; ++i) {
    const float x = original_coordinate(mode, axis, i);
    mark(tables, i, x, axis);
    const float within = clamped(x, axis), low = std::floor(within);
    tables.low[i] = static_cast<std::uint32_t>(std::min(static_cast<std::int64_t>(low), static_cast<std::int64_t>(axis.in) - 1));
    tables.high[i] = std::min(tables.low[i] + 1, static_cast<std::uint32_t>(axis.in - 1));
    tables.weight[i] = within - low;
    tables.keep[i] = 1 - tables.weight[i];
  }
  return tables;
}

}  // namespace zeropoint::operations

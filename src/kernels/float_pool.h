// Pooling and resizing of NHWC floats; one of the groups of NetworkKernels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/pool_shape.h"

namespace zeropoint {

// One axis of a resize: output i is (1 − w)·input[low[i]] + w·input[high[i]], with keep[i] = 1 − w.
struct ResizeAxis {
  std::span<const std::uint32_t> low, high;
  std::span<const float> keep, weight;
};

struct FloatPoolKernels {
  // m = m < x ? x : m over kh, kw ascending from −infinity: NaN is passed over.
  void (*max)(const PoolShape& shape, std::span<const float> x, float* y) noexcept;
  // The sum over kh, kw ascending from +0, divided by the number of taps. With count_include_pad those in the padding
  // count, those beyond it do not.
  void (*average)(const PoolShape& shape, std::span<const float> x, float* y) noexcept;
  // y[channels]: x [pixels][channels], the sum over pixels ascending from +0, divided by their number.
  void (*mean)(std::span<const float> x, std::size_t channels, float* y) noexcept;
  void (*largest)(std::span<const float> x, std::size_t channels, float* y) noexcept;  // as max

  // One image x [in_h][in_w][channels]; y [rows.low.size()][columns.low.size()][channels].
  // Of the rows low and high, t = keep·left + weight·right along the columns; then keep·t_low + weight·t_high along the
  // rows.
  void (*resize_linear)(const ResizeAxis& rows, const ResizeAxis& columns, std::span<const float> x, std::size_t in_w,
                        std::size_t channels, float* y) noexcept;

  // y[columns][rows] from x[rows][columns]: NCHW to NHWC and back, image by image.
  void (*transpose)(std::size_t rows, std::size_t columns, std::span<const float> x, float* y) noexcept;
};

}  // namespace zeropoint

// Pooling and resizing of NHWC floats; one of the groups of NetworkKernels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace zeropoint {

// Windows as those of ConvShape, each of which touches the input. ONNX's ceil_mode only changes out_h and
// out_w; a window may then reach beyond the padding.
struct FloatPoolShape {
  std::size_t batch = 1;
  std::size_t in_h = 1, in_w = 1, channels = 1;
  std::size_t out_h = 1, out_w = 1;
  std::size_t kernel_h = 1, kernel_w = 1;
  std::size_t stride_h = 1, stride_w = 1;
  std::size_t dilation_h = 1, dilation_w = 1;
  std::size_t pad_top = 0, pad_left = 0;
  std::size_t pad_bottom = 0, pad_right = 0;
  bool count_include_pad = false;  // averages only: taps in the padding count, those beyond it do not
};

// The taps of a window along one axis that lie in [0, length), as [begin, end), and how many lie in the padded input.
struct PoolTaps {
  std::size_t begin = 0, end = 0, padded = 0;
};

inline PoolTaps pool_taps(std::size_t out, std::size_t stride, std::size_t dilation, std::size_t kernel,
                          std::size_t pad_before, std::size_t length, std::size_t pad_after) {
  PoolTaps taps{kernel, 0, 0};
  for (std::size_t k = 0; k < kernel; ++k) {
    const std::size_t at = out * stride + k * dilation;  // of the padded input
    if (at < pad_before + length + pad_after) ++taps.padded;
    if (at < pad_before || at >= pad_before + length) continue;
    if (taps.begin > k) taps.begin = k;
    taps.end = k + 1;
  }
  return taps;
}

// One axis of a resize: output i is (1 − w)·input[low[i]] + w·input[high[i]], with keep[i] = 1 − w.
struct ResizeAxis {
  std::span<const std::uint32_t> low, high;
  std::span<const float> keep, weight;
};

struct FloatPoolKernels {
  // m = m < x ? x : m over kh, kw ascending from −infinity: NaN is passed over.
  void (*max)(const FloatPoolShape& shape, std::span<const float> x, float* y) noexcept;
  // The sum over kh, kw ascending from +0, divided by the number of taps.
  void (*average)(const FloatPoolShape& shape, std::span<const float> x, float* y) noexcept;
  // y[channels]: x [pixels][channels], the sum over pixels ascending from +0, divided by their number.
  void (*mean)(std::span<const float> x, std::size_t channels, float* y) noexcept;
  void (*largest)(std::span<const float> x, std::size_t channels, float* y) noexcept;  // as max

  // One image x [in_h][in_w][channels]; y [rows.low.size()][columns.low.size()][channels].
  // nearest: input (rows.low, columns.low). linear: of the rows low and high, t = keep·left + weight·right along the
  // columns; then keep·t_low + weight·t_high along the rows.
  void (*resize_nearest)(const ResizeAxis& rows, const ResizeAxis& columns, std::span<const float> x, std::size_t in_w,
                         std::size_t channels, float* y) noexcept;
  void (*resize_linear)(const ResizeAxis& rows, const ResizeAxis& columns, std::span<const float> x, std::size_t in_w,
                        std::size_t channels, float* y) noexcept;

  // y[columns][rows] from x[rows][columns]: NCHW to NHWC and back, image by image.
  void (*transpose)(std::size_t rows, std::size_t columns, std::span<const float> x, float* y) noexcept;
};

}  // namespace zeropoint

// The windows of a pool, of floats and of codes alike.
#pragma once

#include <cstddef>

namespace zeropoint {

// Input [batch][in_h][in_w][channels], output likewise. Windows as those of ConvShape, each of which touches the
// input. ONNX's ceil_mode only changes out_h and out_w; a window may then reach beyond the padding.
struct PoolShape {
  std::size_t batch = 1;
  std::size_t in_h = 1, in_w = 1, channels = 1;
  std::size_t out_h = 1, out_w = 1;
  std::size_t kernel_h = 1, kernel_w = 1;
  std::size_t stride_h = 1, stride_w = 1;
  std::size_t dilation_h = 1, dilation_w = 1;
  std::size_t pad_top = 0, pad_left = 0;
  std::size_t pad_bottom = 0, pad_right = 0;
  bool count_include_pad = false;  // averages only
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

// What a window has of its picture, in pixels: rows × columns of them, the first one at `first`.
struct PoolWindow {
  std::size_t first = 0, rows = 0, columns = 0, row_step = 0, column_step = 0;
  std::size_t padded = 0;  // taps that lie in the padded input

  // Calls pixel(index) row by row.
  template <class Pixel>
  void for_each(Pixel&& pixel) const {
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) pixel(first + r * row_step + c * column_step);
    }
  }
};

// Calls window(its number, what it has) for every window of all pictures; pixels are counted over all of them too.
template <class Window>
void for_each_window(const PoolShape& s, Window&& window) {
  std::size_t out = 0;
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t oy = 0; oy < s.out_h; ++oy) {
      const PoolTaps rows = pool_taps(oy, s.stride_h, s.dilation_h, s.kernel_h, s.pad_top, s.in_h, s.pad_bottom);
      const std::size_t top = oy * s.stride_h + rows.begin * s.dilation_h - s.pad_top;
      for (std::size_t ox = 0; ox < s.out_w; ++ox, ++out) {
        const PoolTaps columns = pool_taps(ox, s.stride_w, s.dilation_w, s.kernel_w, s.pad_left, s.in_w, s.pad_right);
        const std::size_t left = ox * s.stride_w + columns.begin * s.dilation_w - s.pad_left;
        window(out, PoolWindow{.first = (n * s.in_h + top) * s.in_w + left,
                               .rows = rows.end - rows.begin,
                               .columns = columns.end - columns.begin,
                               .row_step = s.dilation_h * s.in_w,
                               .column_step = s.dilation_w,
                               .padded = rows.padded * columns.padded});
      }
    }
  }
}

}  // namespace zeropoint

// The loops of FloatPoolKernels. A back end adds `Ops`, which works on all channels of a pixel at once:
//   fill(y, value, n)   y = value             max_into(y, x, n)   y = y < x ? x : y
//   add_into(y, x, n)   y = y + x             divide(y, by, n)    y = y / by
//   mix(keep, weight, corners, n, y)          the linear mean of four
#pragma once

#include <limits>

#include "kernels/float_pool.h"

namespace zeropoint::pool_loops {

struct Corners {
  const float* top_left;
  const float* top_right;
  const float* bottom_left;
  const float* bottom_right;
};

struct Weights {
  float keep_x, weight_x, keep_y, weight_y;
};

// Calls at(y, rows, columns) for every window, and each(x) for its pixels in the input, between begin and end.
template <class Begin, class Each, class End>
void windows(const PoolShape& s, std::span<const float> x, float* y, Begin&& begin, Each&& each, End&& end) {
  for_each_window(s, [&](std::size_t out, const PoolWindow& window) {
    float* at = y + out * s.channels;
    begin(at);
    window.for_each([&](std::size_t pixel) { each(at, x.data() + pixel * s.channels); });
    end(at, s.count_include_pad ? window.padded : window.rows * window.columns);
  });
}

template <class Ops>
void max(const PoolShape& s, std::span<const float> x, float* y) noexcept {
  windows(
      s, x, y, [&](float* out) { Ops::fill(out, -std::numeric_limits<float>::infinity(), s.channels); },
      [&](float* out, const float* pixel) { Ops::max_into(out, pixel, s.channels); }, [](float*, std::size_t) {});
}

template <class Ops>
void average(const PoolShape& s, std::span<const float> x, float* y) noexcept {
  windows(
      s, x, y, [&](float* out) { Ops::fill(out, 0, s.channels); },
      [&](float* out, const float* pixel) { Ops::add_into(out, pixel, s.channels); },
      [&](float* out, std::size_t count) { Ops::divide(out, static_cast<float>(count), s.channels); });
}

template <class Ops>
void mean(std::span<const float> x, std::size_t channels, float* y) noexcept {
  Ops::fill(y, 0, channels);
  for (std::size_t i = 0; i < x.size(); i += channels) Ops::add_into(y, x.data() + i, channels);
  Ops::divide(y, static_cast<float>(x.size() / channels), channels);
}

template <class Ops>
void largest(std::span<const float> x, std::size_t channels, float* y) noexcept {
  Ops::fill(y, -std::numeric_limits<float>::infinity(), channels);
  for (std::size_t i = 0; i < x.size(); i += channels) Ops::max_into(y, x.data() + i, channels);
}

template <class Ops>
void resize_linear(const ResizeAxis& rows, const ResizeAxis& columns, std::span<const float> x, std::size_t in_w,
                   std::size_t channels, float* y) noexcept {
  for (std::size_t r = 0; r < rows.low.size(); ++r) {
    const float* top = x.data() + rows.low[r] * in_w * channels;
    const float* bottom = x.data() + rows.high[r] * in_w * channels;
    for (std::size_t c = 0; c < columns.low.size(); ++c, y += channels) {
      const std::size_t left = columns.low[c] * channels;
      const std::size_t right = columns.high[c] * channels;
      Ops::mix({columns.keep[c], columns.weight[c], rows.keep[r], rows.weight[r]},
               {top + left, top + right, bottom + left, bottom + right}, channels, y);
    }
  }
}

}  // namespace zeropoint::pool_loops

// The specification of FloatPoolKernels: channel by channel.
#include "kernels/float_pool_loops.h"
#include "kernels/scalar/network_scalar.h"

namespace zeropoint::scalar {

namespace {

struct Ops {
  static void fill(float* y, float value, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] = value;
  }
  static void max_into(float* y, const float* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] = y[i] < x[i] ? x[i] : y[i];
  }
  static void add_into(float* y, const float* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] += x[i];
  }
  static void divide(float* y, float by, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] /= by;
  }
  static void mix(const pool_loops::Weights& w, const pool_loops::Corners& x, std::size_t n, float* y) {
    for (std::size_t i = 0; i < n; ++i) {
      const float top = w.keep_x * x.top_left[i] + w.weight_x * x.top_right[i];
      const float bottom = w.keep_x * x.bottom_left[i] + w.weight_x * x.bottom_right[i];
      y[i] = w.keep_y * top + w.weight_y * bottom;
    }
  }
};

void transpose(std::size_t rows, std::size_t columns, std::span<const float> x, float* y) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) y[column * rows + row] = x[row * columns + column];
  }
}

}  // namespace

constinit const FloatPoolKernels float_pool_kernels{
    .max = pool_loops::max<Ops>,
    .average = pool_loops::average<Ops>,
    .mean = pool_loops::mean<Ops>,
    .largest = pool_loops::largest<Ops>,
    .resize_linear = pool_loops::resize_linear<Ops>,
    .transpose = transpose,
};

}  // namespace zeropoint::scalar

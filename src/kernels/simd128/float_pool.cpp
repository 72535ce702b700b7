// Pooling, resizing and transposing on 128-bit vectors: four channels at a time, each as
// kernels/scalar/float_pool.cpp has it.
#include "kernels/float_pool_loops.h"
#include "kernels/simd128/simd.h"
#include "kernels/simd128/network_simd128.h"

namespace zeropoint::simd128 {

namespace {

struct Ops {
  static void fill(float* y, float value, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] = value;
  }
  static void max_into(float* y, const float* x, std::size_t n) {
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) wasm_v128_store(y + i, wasm_f32x4_pmax(wasm_v128_load(y + i), wasm_v128_load(x + i)));
    for (; i < n; ++i) y[i] = y[i] < x[i] ? x[i] : y[i];
  }
  static void add_into(float* y, const float* x, std::size_t n) {
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) wasm_v128_store(y + i, wasm_f32x4_add(wasm_v128_load(y + i), wasm_v128_load(x + i)));
    for (; i < n; ++i) y[i] += x[i];
  }
  static void divide(float* y, float by, std::size_t n) {
    const v128_t divisor = wasm_f32x4_splat(by);
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) wasm_v128_store(y + i, wasm_f32x4_div(wasm_v128_load(y + i), divisor));
    for (; i < n; ++i) y[i] /= by;
  }

  static v128_t mixed(v128_t keep, v128_t a, v128_t weight, v128_t b) {
    return wasm_f32x4_add(wasm_f32x4_mul(keep, a), wasm_f32x4_mul(weight, b));
  }
  static void mix(const pool_loops::Weights& w, const pool_loops::Corners& x, std::size_t n, float* y) {
    const v128_t keep_x = wasm_f32x4_splat(w.keep_x);
    const v128_t weight_x = wasm_f32x4_splat(w.weight_x);
    const v128_t keep_y = wasm_f32x4_splat(w.keep_y);
    const v128_t weight_y = wasm_f32x4_splat(w.weight_y);
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
      const v128_t top = mixed(keep_x, wasm_v128_load(x.top_left + i), weight_x, wasm_v128_load(x.top_right + i));
      const v128_t bottom = mixed(keep_x, wasm_v128_load(x.bottom_left + i), weight_x, wasm_v128_load(x.bottom_right + i));
      wasm_v128_store(y + i, mixed(keep_y, top, weight_y, bottom));
    }
    for (; i < n; ++i) {
      const float top = w.keep_x * x.top_left[i] + w.weight_x * x.top_right[i];
      const float bottom = w.keep_x * x.bottom_left[i] + w.weight_x * x.bottom_right[i];
      y[i] = w.keep_y * top + w.weight_y * bottom;
    }
  }
};

// A block of 4 × 4: rows of x become columns of y.
void transpose_4x4(const float* x, std::size_t columns, float* y, std::size_t rows) {
  const v128_t a = wasm_v128_load(x);
  const v128_t b = wasm_v128_load(x + columns);
  const v128_t c = wasm_v128_load(x + 2 * columns);
  const v128_t d = wasm_v128_load(x + 3 * columns);
  const v128_t ab_low = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
  const v128_t ab_high = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
  const v128_t cd_low = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5);
  const v128_t cd_high = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
  wasm_v128_store(y, wasm_i64x2_shuffle(ab_low, cd_low, 0, 2));
  wasm_v128_store(y + rows, wasm_i64x2_shuffle(ab_low, cd_low, 1, 3));
  wasm_v128_store(y + 2 * rows, wasm_i64x2_shuffle(ab_high, cd_high, 0, 2));
  wasm_v128_store(y + 3 * rows, wasm_i64x2_shuffle(ab_high, cd_high, 1, 3));
}

void transpose(std::size_t rows, std::size_t columns, std::span<const float> x, float* y) noexcept {
  const std::size_t whole_rows = rows / 4 * 4;
  const std::size_t whole_columns = columns / 4 * 4;
  for (std::size_t row = 0; row < whole_rows; row += 4) {
    for (std::size_t column = 0; column < whole_columns; column += 4) {
      transpose_4x4(x.data() + row * columns + column, columns, y + column * rows + row, rows);
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = row < whole_rows ? whole_columns : 0; column < columns; ++column) {
      y[column * rows + row] = x[row * columns + column];
    }
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

}  // namespace zeropoint::simd128

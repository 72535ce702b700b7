#include "kernels/simd128/integer_winograd_transform.h"

#include "kernels/winograd.h"

namespace zeropoint::simd128 {

namespace {

using winograd::extent;

v128_t times4(v128_t v) { return wasm_i16x8_shl(v, 2); }

// Bᵀ d on int16. T = 4:  4 0 −5 0 1 0 / 0 −4 −4 1 1 0 / 0 4 −4 −1 1 0 / 0 −2 −1 2 1 0 / 0 2 −1 −2 1 0 / 0 4 0 −5 0 1.
template <int T>
void input_axis(const v128_t* d, v128_t* out) {
  if constexpr (T == 2) {
    out[0] = wasm_i16x8_sub(d[0], d[2]);
    out[1] = wasm_i16x8_add(d[1], d[2]);
    out[2] = wasm_i16x8_sub(d[2], d[1]);
    out[3] = wasm_i16x8_sub(d[1], d[3]);
  } else {
    const v128_t d42 = wasm_i16x8_sub(d[4], d[2]), d31 = wasm_i16x8_sub(d[3], d[1]);
    const v128_t even = wasm_i16x8_sub(d[4], times4(d[2])), odd = wasm_i16x8_sub(d[3], times4(d[1]));
    const v128_t twice = wasm_i16x8_add(d31, d31);
    out[0] = wasm_i16x8_add(times4(wasm_i16x8_sub(d[0], d[2])), d42);
    out[1] = wasm_i16x8_add(even, odd);
    out[2] = wasm_i16x8_sub(even, odd);
    out[3] = wasm_i16x8_add(d42, twice);
    out[4] = wasm_i16x8_sub(d42, twice);
    out[5] = wasm_i16x8_sub(wasm_i16x8_sub(d[5], d[3]), times4(d31));
  }
}

// Aᵀ m on int32. T = 4, with its columns scaled:  1 4 4 1 1 0 / 0 4 −4 2 −2 0 / 0 4 4 4 4 0 / 0 4 −4 8 −8 4.
template <int T>
void output_axis(const v128_t* m, v128_t* out) {
  if constexpr (T == 2) {
    out[0] = wasm_i32x4_add(wasm_i32x4_add(m[0], m[1]), m[2]);
    out[1] = wasm_i32x4_sub(wasm_i32x4_sub(m[1], m[2]), m[3]);
  } else {
    const v128_t s = wasm_i32x4_add(m[1], m[2]), d = wasm_i32x4_sub(m[1], m[2]);
    const v128_t p = wasm_i32x4_add(m[3], m[4]), q = wasm_i32x4_sub(m[3], m[4]);
    const v128_t twice = wasm_i32x4_add(q, q);
    out[0] = wasm_i32x4_add(wasm_i32x4_add(m[0], wasm_i32x4_shl(s, 2)), p);
    out[1] = wasm_i32x4_add(wasm_i32x4_shl(d, 2), twice);
    out[2] = wasm_i32x4_shl(wasm_i32x4_add(s, p), 2);
    out[3] = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_add(d, twice), m[5]), 2);
  }
}

template <int T>
v128_t divided(v128_t v) {
  if constexpr (winograd::Rules<T>::inverse != 1) v = wasm_i32x4_mul(v, wasm_i32x4_splat(winograd::Rules<T>::inverse));
  return wasm_i32x4_shr(v, winograd::Rules<T>::shift);
}

// Adds the sums of four channels; m has one position every 8 elements.
template <int T>
void add_sums(const std::int32_t* m, int half, Accumulators<T> (&sums)[T]) {
  constexpr int n = extent<T>;
  v128_t rows[T][n];
  for (int j = 0; j < n; ++j) {
    v128_t column[n], out[T];
    for (int i = 0; i < n; ++i) column[i] = wasm_v128_load(m + (i * n + j) * 8 + half * 4);
    output_axis<T>(column, out);
    for (int i = 0; i < T; ++i) rows[i][j] = out[i];
  }
  for (int i = 0; i < T; ++i) {
    v128_t out[T];
    output_axis<T>(rows[i], out);
    for (int j = 0; j < T; ++j) sums[i].of[j][half] = wasm_i32x4_add(sums[i].of[j][half], divided<T>(out[j]));
  }
}

}  // namespace

template <int T>
[[gnu::noinline]] void transform_input(const std::int16_t* d, std::size_t pitch, std::size_t channels, std::int16_t* out, std::size_t distance) {
  constexpr int n = extent<T>;
  for (std::size_t c = 0; c < channels; c += 8) {
    v128_t columns[n][n];
    for (int j = 0; j < n; ++j) {
      v128_t column[n], transformed[n];
      for (int i = 0; i < n; ++i) column[i] = wasm_v128_load(d + static_cast<std::size_t>(i) * pitch + static_cast<std::size_t>(j) * channels + c);
      input_axis<T>(column, transformed);
      for (int i = 0; i < n; ++i) columns[i][j] = transformed[i];
    }
    std::int16_t* to = out + c;
    for (int i = 0; i < n; ++i) {
      v128_t row[n];
      input_axis<T>(columns[i], row);
      for (int j = 0; j < n; ++j, to += distance) wasm_v128_store(to, row[j]);
    }
  }
}

template <int T>
[[gnu::noinline]] void transform_output(const std::int32_t* m, std::size_t parts, const Destination& to, std::size_t row,
                                        const std::int32_t* bias, const float* multipliers, std::size_t outputs, const OutputTile& tile) {
  Accumulators<T> sums[T];
  const v128_t bias0 = wasm_v128_load(bias), bias1 = wasm_v128_load(bias + 4);
  for (int i = 0; i < T; ++i) {
    for (int j = 0; j < T; ++j) {
      sums[i].of[j][0] = bias0;
      sums[i].of[j][1] = bias1;
    }
  }
  for (std::size_t part = 0; part < parts; ++part, m += winograd::positions<T> * 8) {
    add_sums<T>(m, 0, sums);
    add_sums<T>(m, 1, sums);
  }
  std::byte* y = tile.y;
  for (std::size_t i = 0; i < tile.rows; ++i, y += row * to.element()) {
    if (tile.columns == T) {
      store_results<T>(to, sums[i], multipliers, outputs, y);
      continue;
    }
    for (std::size_t j = 0; j < tile.columns; ++j) {
      Accumulators<1> one{{{sums[i].of[j][0], sums[i].of[j][1]}}};
      store_results<1>(to, one, multipliers, outputs, y + j * to.pixel * to.element());
    }
  }
}

template void transform_input<2>(const std::int16_t*, std::size_t, std::size_t, std::int16_t*, std::size_t);
template void transform_input<4>(const std::int16_t*, std::size_t, std::size_t, std::int16_t*, std::size_t);
template void transform_output<2>(const std::int32_t*, std::size_t, const Destination&, std::size_t, const std::int32_t*, const float*,
                                  std::size_t, const OutputTile&);
template void transform_output<4>(const std::int32_t*, std::size_t, const Destination&, std::size_t, const std::int32_t*, const float*,
                                  std::size_t, const OutputTile&);

}  // namespace zeropoint::simd128

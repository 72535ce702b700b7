#include "kernels/simd128/integer_winograd_transform.h"

#include <array>

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

// The first half of Aᵀ m A for four channels; m has one position every 8 elements.
template <int T>
[[gnu::always_inline]] inline void output_columns(const std::int32_t* m, v128_t (&rows)[T][extent<T>]) {
  constexpr int n = extent<T>;
  for (int j = 0; j < n; ++j) {
    v128_t column[n], out[T];
    for (int i = 0; i < n; ++i) column[i] = wasm_v128_load(m + (i * n + j) * 8);
    output_axis<T>(column, out);
    for (int i = 0; i < T; ++i) rows[i][j] = out[i];
  }
}

// What is added to the sums of a part: the bias, or the sums of earlier parts with it.
template <int T>
using Base = std::array<Accumulators<T>, T>;

// Calls finish(row, sums of the row) for the tile whose part's sums are m.
template <int T, class Finish>
[[gnu::always_inline]] inline void output_rows(const std::int32_t* m, const Base<T>& base, Finish&& finish) {
  v128_t lower[T][extent<T>], upper[T][extent<T>];
  output_columns<T>(m, lower);
  output_columns<T>(m + 4, upper);
  for (std::size_t i = 0; i < T; ++i) {
    v128_t out[2][T];
    output_axis<T>(lower[i], out[0]);
    output_axis<T>(upper[i], out[1]);
    Accumulators<T> acc;
    for (int j = 0; j < T; ++j) {
      for (int half = 0; half < 2; ++half) acc.of[j][half] = wasm_i32x4_add(base[i].of[j][half], divided<T>(out[half][j]));
    }
    finish(i, acc);
  }
}

template <int T>
[[gnu::noinline]] void add_part(const std::int32_t* m, Base<T>& base) {
  output_rows<T>(m, base, [&](std::size_t i, const Accumulators<T>& acc) { base[i] = acc; });
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
void transform_outputs(const OutputWork& work, std::span<const OutputTile> tiles, const std::int32_t* sums, std::size_t offset) {
  constexpr std::size_t part_size = winograd::positions<T> * 8;
  const Epilogue epilogue(work.to, work.multipliers, work.outputs);
  const std::size_t pixel = work.to.pixel * work.to.element();
  Base<T> only_bias;
  for (Accumulators<T>& row : only_bias) {
    for (auto& of_pixel : row.of) {
      of_pixel[0] = wasm_v128_load(work.bias);
      of_pixel[1] = wasm_v128_load(work.bias + 4);
    }
  }
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    const std::int32_t* m = sums + t * work.tile_sums;
    Base<T> earlier;
    if (work.parts > 1) {
      earlier = only_bias;
      for (std::size_t part = 1; part < work.parts; ++part, m += part_size) add_part<T>(m, earlier);
    }
    output_rows<T>(m, work.parts > 1 ? earlier : only_bias, [&](std::size_t i, const Accumulators<T>& acc) {
      if (i >= tiles[t].rows) return;
      std::byte* y = tiles[t].y + offset + i * work.row * work.to.element();
      if (tiles[t].columns == T) {
        epilogue.store<T>(acc, y);
        return;
      }
      for (std::size_t j = 0; j < tiles[t].columns; ++j) epilogue.store<1>(Accumulators<1>{{{acc.of[j][0], acc.of[j][1]}}}, y + j * pixel);
    });
  }
}

template void transform_input<2>(const std::int16_t*, std::size_t, std::size_t, std::int16_t*, std::size_t);
template void transform_input<4>(const std::int16_t*, std::size_t, std::size_t, std::int16_t*, std::size_t);
template void transform_outputs<2>(const OutputWork&, std::span<const OutputTile>, const std::int32_t*, std::size_t);
template void transform_outputs<4>(const OutputWork&, std::span<const OutputTile>, const std::int32_t*, std::size_t);

}  // namespace zeropoint::simd128

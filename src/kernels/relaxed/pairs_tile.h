// The tile for weights of 4 bits. Plus 8 they are in [0, 15], where the instruction is the same everywhere, and a sum of two products
// with bytes is at most 2·128·15 = 3,840: eight of them fit 16 bits, so that sums are widened once for 32 products. What the 8
// brings in is taken away again:
//   Σ x·w = Σ x·(w + 8) − 8·Σ x.
#pragma once

#include "kernels/integer_packed.h"
#include "kernels/relaxed/dot_tile.h"

namespace zeropoint::relaxed {

// Quads whose pairs of products are summed in 16 bits.
inline constexpr std::size_t narrow_quads = 8;

template <int M>
struct NarrowSums {
  v128_t of[M][2];
};

// At most narrow_quads quads of each pixel; moves the pixels and the weights behind them.
template <class Dot, int M>
[[gnu::always_inline]] inline NarrowSums<M> pairs_block(std::size_t quads, v128_t offset, const std::byte* (&x)[M], const std::byte*& w) {
  NarrowSums<M> acc{};
  for (; quads > 0; --quads, w += 32) {
    const v128_t w0 = wasm_v128_load(w), w1 = wasm_v128_load(w + 16);
    for (int m = 0; m < M; ++m) {
      const v128_t quad = wasm_i8x16_add(wasm_v128_load32_splat(x[m]), offset);
      acc.of[m][0] = wasm_i16x8_add(acc.of[m][0], Dot::pairs(quad, w0));
      acc.of[m][1] = wasm_i16x8_add(acc.of[m][1], Dot::pairs(quad, w1));
      x[m] += 4;
    }
  }
  return acc;
}

template <int M>
[[gnu::always_inline]] inline void add_wide(simd128::Accumulators<M>& acc, const NarrowSums<M>& narrow) {
  const v128_t ones = wasm_i16x8_splat(1);
  for (int m = 0; m < M; ++m) {
    for (int half = 0; half < 2; ++half) acc.of[m][half] = wasm_i32x4_add(acc.of[m][half], wasm_i32x4_dot_i16x8(narrow.of[m][half], ones));
  }
}

template <class Dot>
struct PairsTile {
  static constexpr bool sums_pixels = true;

  // Precondition: one run.
  template <int M>
  [[gnu::always_inline]] static simd128::Accumulators<M> sums(const DotWork& work, const std::byte* base, const std::int32_t* pixels,
                                                              const std::int32_t* pixel_sums, const std::byte* w, v128_t bias0, v128_t bias1) {
    simd128::Accumulators<M> acc;
    const std::byte* x[M];
    for (int m = 0; m < M; ++m) {
      x[m] = base + pixels[m];
      const v128_t brought_in = wasm_i32x4_splat(packed::pairs_offset * pixel_sums[m]);
      acc.of[m][0] = wasm_i32x4_sub(bias0, brought_in);
      acc.of[m][1] = wasm_i32x4_sub(bias1, brought_in);
    }
    const v128_t offset = wasm_i8x16_splat(static_cast<std::int8_t>(work.x_offset));
    std::size_t left = work.quads;
    while (left > 0) {
      const std::size_t quads = left < narrow_quads ? left : narrow_quads;
      add_wide<M>(acc, pairs_block<Dot, M>(quads, offset, x, w));
      left -= quads;
    }
    return acc;
  }
};

}  // namespace zeropoint::relaxed

#include "kernels/simd128/integer_tile.h"

namespace zeropoint::simd128 {

namespace {

// Pair `i` of each pixel with the eight outputs' weights. Both factors have at most 9 bits, so a pair's sum is exact.
template <int M>
inline void step(Accumulators<M>& acc, const std::int16_t* const* x, const std::int16_t* w, std::size_t i) {
  const v128_t w0 = wasm_v128_load(w + 16 * i);
  const v128_t w1 = wasm_v128_load(w + 16 * i + 8);
  for (int m = 0; m < M; ++m) {
    const v128_t pair = wasm_v128_load32_splat(x[m] + 2 * i);
    acc.of[m][0] = wasm_i32x4_add(acc.of[m][0], wasm_i32x4_dot_i16x8(pair, w0));
    acc.of[m][1] = wasm_i32x4_add(acc.of[m][1], wasm_i32x4_dot_i16x8(pair, w1));
  }
}

// A function of its own for each number of pixels: V8 moves hot functions to its optimizing compiler when they are
// called again. 4 × 8 keeps 8 sums, 2 vectors of weights and 1 of pixels in registers, of which x86 has 16.
template <int M>
[[gnu::noinline]] void tile_of(const TileWork& work, const std::int16_t* const* pixels, const std::int16_t* w, const std::int32_t* bias,
                               const float* multipliers, std::size_t outputs, std::byte* y) {
  Accumulators<M> acc;
  for (int m = 0; m < M; ++m) {
    acc.of[m][0] = wasm_v128_load(bias);
    acc.of[m][1] = wasm_v128_load(bias + 4);
  }
  for (std::size_t run = 0; run < work.runs; ++run) {
    const std::int16_t* x[M];
    for (int m = 0; m < M; ++m) x[m] = pixels[m] + work.offsets[run];
    std::size_t left = work.pairs;
    for (; left >= 4; left -= 4) {
      for (std::size_t i = 0; i < 4; ++i) step<M>(acc, x, w, i);
      for (int m = 0; m < M; ++m) x[m] += 8;
      w += 64;
    }
    for (; left > 0; --left) {
      step<M>(acc, x, w, 0);
      for (int m = 0; m < M; ++m) x[m] += 2;
      w += 16;
    }
  }
  store_results<M>(work.to, acc, multipliers, outputs, y);
}

}  // namespace

void tile(const TileWork& work, std::size_t count, const std::int16_t* const* x, const std::int16_t* weights, const std::int32_t* bias,
          const float* multipliers, std::size_t outputs, std::byte* y) {
  switch (count) {
    case 4: tile_of<4>(work, x, weights, bias, multipliers, outputs, y); break;
    case 3: tile_of<3>(work, x, weights, bias, multipliers, outputs, y); break;
    case 2: tile_of<2>(work, x, weights, bias, multipliers, outputs, y); break;
    default: tile_of<1>(work, x, weights, bias, multipliers, outputs, y); break;
  }
}

}  // namespace zeropoint::simd128

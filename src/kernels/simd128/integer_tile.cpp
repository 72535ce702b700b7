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

// 4 × 8 keeps 8 sums, 2 vectors of weights and 1 of pixels in registers, of which x86 has 16; 5 × 8 and 6 × 8 were slower.
template <int M>
[[gnu::always_inline]] inline Accumulators<M> sums(const TileWork& work, const std::int16_t* const* pixels, const std::int16_t* w, v128_t bias0,
                                                   v128_t bias1, const std::int16_t* ahead) {
  Accumulators<M> acc;
  for (int m = 0; m < M; ++m) {
    acc.of[m][0] = bias0;
    acc.of[m][1] = bias1;
  }
  for (std::size_t run = 0; run < work.runs; ++run) {
    const std::int16_t* x[M];
    for (int m = 0; m < M; ++m) x[m] = pixels[m] + work.offsets[run];
    std::size_t left = work.pairs;
    for (; M == 4 && left >= 8; left -= 8) {
      for (std::size_t i = 0; i < 8; ++i) step<M>(acc, x, w, i);
      static_cast<void>(*static_cast<const volatile std::int16_t*>(ahead));
      ahead += 32;
      for (int m = 0; m < M; ++m) x[m] += 16;
      w += 128;
    }
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
  return acc;
}

}  // namespace

// V8 moves a hot function to its optimizing compiler when it is called again: not all of a layer is one call.
void tiles(const TileWork& work, std::size_t count, const std::int16_t* const* x, const std::int16_t* weights, const std::int16_t* next,
           const std::int32_t* bias, const float* multipliers, std::size_t outputs, std::byte* y) {
  const Epilogue epilogue(work.to, multipliers, outputs);
  const v128_t bias0 = wasm_v128_load(bias), bias1 = wasm_v128_load(bias + 4);
  const std::size_t pixel = work.to.pixel * work.to.element();
  // Each tile reads a fourth of the next panel's cache lines ahead.
  const std::size_t fourth = work.runs * work.pairs * 4;
  for (std::size_t i = 0; count >= 4; ++i, count -= 4, x += 4, y += 4 * pixel) {
    epilogue.store<4>(sums<4>(work, x, weights, bias0, bias1, next + i % 4 * fourth), y);
  }
  switch (count) {
    case 3: epilogue.store<3>(sums<3>(work, x, weights, bias0, bias1, next), y); break;
    case 2: epilogue.store<2>(sums<2>(work, x, weights, bias0, bias1, next), y); break;
    case 1: epilogue.store<1>(sums<1>(work, x, weights, bias0, bias1, next), y); break;
    default: break;
  }
}

}  // namespace zeropoint::simd128

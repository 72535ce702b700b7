#include "kernels/simd128/integer_tile.h"

namespace zeropoint::simd128 {

namespace {

// What a call computes; see tiles().
struct PanelWork {
  const std::int16_t *weights, *next;
  const std::int32_t* bias;
  const std::int16_t* const* x;
  std::size_t count;
};

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

// `store` ends a tile. One loop for each way to do so: what one of several ways in a loop needs would take registers from the sums.
template <class Store>
[[gnu::always_inline]] inline void each_tile(const TileWork& work, const PanelWork& panel, std::byte* y, const Store& store) {
  const v128_t bias0 = wasm_v128_load(panel.bias), bias1 = wasm_v128_load(panel.bias + 4);
  const std::size_t pixel = work.to.pixel * work.to.element();
  // Each tile reads a fourth of the next panel's cache lines ahead.
  const std::size_t fourth = work.runs * work.pairs * 4;
  const std::int16_t* const* x = panel.x;
  std::size_t count = panel.count;
  for (std::size_t i = 0; count >= 4; ++i, count -= 4, x += 4, y += 4 * pixel) {
    store(sums<4>(work, x, panel.weights, bias0, bias1, panel.next + i % 4 * fourth), y);
  }
  for (; count > 0; --count, ++x, y += pixel) store(sums<1>(work, x, panel.weights, bias0, bias1, panel.next), y);
}

}  // namespace

// V8 moves a hot function to its optimizing compiler when it is called again: not all of a layer is one call.
void tiles(const TileWork& work, std::size_t count, const std::int16_t* const* x, const std::int16_t* weights, const std::int16_t* next,
           const std::int32_t* bias, const float* multipliers, std::size_t outputs, std::byte* y) {
  const Epilogue epilogue(work.to, multipliers, outputs);
  const PanelWork panel{weights, next, bias, x, count};
  if (epilogue.whole()) {
    each_tile(work, panel, y, [&]<int M>(const Accumulators<M>& acc, std::byte* to) { epilogue.store_whole<M>(acc, to); });
  } else if (epilogue.whole_sums()) {
    each_tile(work, panel, y, [&]<int M>(const Accumulators<M>& acc, std::byte* to) { epilogue.store_sums<M>(acc, to); });
  } else {
    each_tile(work, panel, y, [&]<int M>(const Accumulators<M>& acc, std::byte* to) { epilogue.store<M>(acc, to); });
  }
}

}  // namespace zeropoint::simd128

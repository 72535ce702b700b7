// The tile in which relaxed dot products make sums: up to 4 pixels × 8 output channels, four products at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/simd128/integer_epilogue.h"

namespace zeropoint::relaxed {

// A sum runs over `runs` pieces of 4·quads neighbouring bytes of x, piece r beginning at a pixel's address + offsets[r].
// Weights of a panel are [runs][quads][8 outputs][4]; where a run ends with less than four, they are 0.
struct DotWork {
  const std::ptrdiff_t* offsets = nullptr;
  std::size_t runs = 1;
  std::size_t quads = 0;
  std::int32_t x_offset = 0;  // that tiles of pairs add to bytes of x, modulo 256
  const std::int32_t* pixel_sums = nullptr;  // of the values of each pixel, for tiles that take them
  simd128::Destination to;
};

// 4 × 8 keeps 8 sums, 2 vectors of weights and a quad in registers. One quad a round: compilers for WebAssembly order several of
// them sum by sum, each product waiting for the one before, with more weights than there are registers.
template <class Dot, int M>
[[gnu::always_inline]] inline simd128::Accumulators<M> dot_sums(const DotWork& work, const std::byte* base, const std::int32_t* pixels,
                                                                const std::byte* w, v128_t bias0, v128_t bias1) {
  simd128::Accumulators<M> acc;
  for (int m = 0; m < M; ++m) {
    acc.of[m][0] = bias0;
    acc.of[m][1] = bias1;
  }
  for (std::size_t run = 0; run < work.runs; ++run) {
    const std::byte* x[M];
    for (int m = 0; m < M; ++m) x[m] = base + pixels[m] + work.offsets[run];
    for (std::size_t left = work.quads; left > 0; --left) {
      const v128_t w0 = wasm_v128_load(w), w1 = wasm_v128_load(w + 16);
      for (int m = 0; m < M; ++m) {
        const v128_t quad = wasm_v128_load32_splat(x[m]);
        acc.of[m][0] = Dot::add(w0, quad, acc.of[m][0]);
        acc.of[m][1] = Dot::add(w1, quad, acc.of[m][1]);
      }
      for (int m = 0; m < M; ++m) x[m] += 4;
      w += 32;
    }
  }
  return acc;
}

// One pixel: each sum in four parts, which do not wait for one another.
template <class Dot>
[[gnu::always_inline]] inline simd128::Accumulators<1> dot_sums_of_one(const DotWork& work, const std::byte* pixel, const std::byte* w, v128_t bias0, v128_t bias1) {
  const v128_t zero = wasm_i32x4_splat(0);
  v128_t parts[4][2] = {{bias0, bias1}, {zero, zero}, {zero, zero}, {zero, zero}};
  for (std::size_t run = 0; run < work.runs; ++run) {
    const std::byte* x = pixel + work.offsets[run];
    std::size_t left = work.quads;
    for (; left >= 4; left -= 4, x += 16, w += 128) {
      for (int i = 0; i < 4; ++i) {
        const v128_t quad = wasm_v128_load32_splat(x + 4 * i);
        parts[i][0] = Dot::add(wasm_v128_load(w + 32 * i), quad, parts[i][0]);
        parts[i][1] = Dot::add(wasm_v128_load(w + 32 * i + 16), quad, parts[i][1]);
      }
    }
    for (; left > 0; --left, x += 4, w += 32) {
      const v128_t quad = wasm_v128_load32_splat(x);
      parts[0][0] = Dot::add(wasm_v128_load(w), quad, parts[0][0]);
      parts[0][1] = Dot::add(wasm_v128_load(w + 16), quad, parts[0][1]);
    }
  }
  simd128::Accumulators<1> acc;
  for (int half = 0; half < 2; ++half) {
    acc.of[0][half] = wasm_i32x4_add(wasm_i32x4_add(parts[0][half], parts[1][half]), wasm_i32x4_add(parts[2][half], parts[3][half]));
  }
  return acc;
}

template <class Dot>
struct DotTile {
  static constexpr bool sums_pixels = false;

  template <int M>
  [[gnu::always_inline]] static simd128::Accumulators<M> sums(const DotWork& work, const std::byte* base, const std::int32_t* pixels, const std::int32_t*,
                                                              const std::byte* w, v128_t bias0, v128_t bias1) {
    if constexpr (M == 1) return dot_sums_of_one<Dot>(work, base + pixels[0], w, bias0, bias1);
    else return dot_sums<Dot, M>(work, base, pixels, w, bias0, bias1);
  }
};

// What a panel is computed from: packed weights and bias, and pixels base + pixels[0] … base + pixels[count − 1].
struct PanelWork {
  const std::byte* weights;
  const std::int32_t* bias;
  const std::byte* base;
  const std::int32_t* pixels;
  std::size_t count;
};

template <class Tile, class Store>
[[gnu::always_inline]] inline void each_tile(const DotWork& work, const PanelWork& panel, std::byte* y, const Store& store) {
  const v128_t bias0 = wasm_v128_load(panel.bias), bias1 = wasm_v128_load(panel.bias + 4);
  const std::size_t pixel = work.to.pixel * work.to.element();
  const std::int32_t *pixels = panel.pixels, *pixel_sums = work.pixel_sums;
  std::size_t count = panel.count;
  for (; count >= 4; count -= 4, pixels += 4, y += 4 * pixel) {
    store(Tile::template sums<4>(work, panel.base, pixels, pixel_sums, panel.weights, bias0, bias1), y);
    if constexpr (Tile::sums_pixels) pixel_sums += 4;
  }
  for (; count > 0; --count, ++pixels, y += pixel) {
    store(Tile::template sums<1>(work, panel.base, pixels, pixel_sums, panel.weights, bias0, bias1), y);
    if constexpr (Tile::sums_pixels) ++pixel_sums;
  }
}

// Pixels stand one after the other in y. The epilogue stays in memory, where it leaves registers to the sums.
template <class Tile>
[[gnu::noinline]] void run_tiles(const DotWork& work, const PanelWork& panel, const simd128::Epilogue& epilogue, std::byte* y) {
  if (epilogue.whole()) {
    each_tile<Tile>(work, panel, y, [&]<int M>(const simd128::Accumulators<M>& acc, std::byte* to) { epilogue.store_whole<M>(acc, to); });
  } else {
    each_tile<Tile>(work, panel, y, [&]<int M>(const simd128::Accumulators<M>& acc, std::byte* to) { epilogue.store<M>(acc, to); });
  }
}

}  // namespace zeropoint::relaxed

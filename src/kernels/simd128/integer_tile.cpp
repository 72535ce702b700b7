#include "kernels/simd128/integer_tile.h"

#include "kernels/simd128/integer_epilogue.h"

namespace zeropoint::simd128 {

namespace {

template <int M>
struct Accumulators {
  v128_t of[M][2];
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

template <int M>
void store_codes(const TileWork& work, Accumulators<M>& acc, const float* multipliers, std::size_t outputs, std::byte* y) {
  const Requantizer to(work.y);
  const v128_t m0 = wasm_v128_load(multipliers), m1 = wasm_v128_load(multipliers + 4);
  for (int m = 0; m < M; ++m) {
    acc.of[m][0] = to.codes(acc.of[m][0], m0);
    acc.of[m][1] = to.codes(acc.of[m][1], m1);
  }
  for (int m = 0; m < M; m += 2) {
    const int next = m + 1 < M ? m + 1 : m;
    const v128_t bytes = to.bytes(acc.of[m][0], acc.of[m][1], acc.of[next][0], acc.of[next][1]);
    if (outputs >= 8) {
      wasm_v128_store64_lane(y + static_cast<std::size_t>(m) * work.y_pixel, bytes, 0);
      if (next != m) wasm_v128_store64_lane(y + static_cast<std::size_t>(next) * work.y_pixel, bytes, 1);
    } else {
      store_bytes(y + static_cast<std::size_t>(m) * work.y_pixel, static_cast<std::uint64_t>(wasm_i64x2_extract_lane(bytes, 0)), outputs);
      if (next != m) store_bytes(y + static_cast<std::size_t>(next) * work.y_pixel, static_cast<std::uint64_t>(wasm_i64x2_extract_lane(bytes, 1)), outputs);
    }
  }
}

template <int M>
void store_words(const TileWork& work, Accumulators<M>& acc, const float* multipliers, std::size_t outputs, std::byte* y) {
  for (int m = 0; m < M; ++m) {
    for (std::size_t half = 0; half < 2 && 4 * half < outputs; ++half) {
      v128_t v = acc.of[m][half];
      if (work.result == ConvResult::reals) v = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(v), wasm_v128_load(multipliers + 4 * half));
      std::byte* to = y + 4 * (static_cast<std::size_t>(m) * work.y_pixel + 4 * half);
      if (outputs - 4 * half >= 4) wasm_v128_store(to, v);
      else store_elements(to, v, outputs - 4 * half);
    }
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
  if (work.result == ConvResult::codes) store_codes<M>(work, acc, multipliers, outputs, y);
  else store_words<M>(work, acc, multipliers, outputs, y);
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

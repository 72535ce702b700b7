// Matrix products of few rows: reading the weights is what takes time, so they stay bytes until they are in a register.
// Bytes do not hold q_w − Z_w; with q = q_w or q_w − 128, whichever is signed, and z = Z_w or Z_w − 128,
//   Σ (q_x − Z_x)(q_w − Z_w) = Σ (q_x − Z_x)·q − z·Σ (q_x − Z_x).
#include "kernels/simd128/integer_rows.h"

#include <algorithm>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_epilogue.h"
#include "kernels/simd128/integer_strip.h"

namespace zeropoint::simd128 {

namespace {

constexpr std::size_t panels = packed::Rows::panels;

struct Sums {
  v128_t of[panels][2];
};

// One row × 32 outputs. Behind an odd number of codes any value may stand: its weights are 0.
[[gnu::noinline]] Sums sums_of(const std::int16_t* x, const std::byte* w, std::size_t pairs) {
  Sums acc{};
  for (std::size_t i = 0; i < pairs; ++i, x += 2, w += packed::Rows::pair_bytes) {
    const v128_t pair = wasm_v128_load32_splat(x);
    for (std::size_t p = 0; p < panels; ++p) {
      for (std::size_t half = 0; half < 2; ++half) {
        acc.of[p][half] = wasm_i32x4_add(acc.of[p][half], wasm_i32x4_dot_i16x8(pair, wasm_i16x8_load8x8(w + 16 * p + 8 * half)));
      }
    }
  }
  return acc;
}

std::int32_t sum_of(const std::int16_t* x, std::size_t n) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i];
  return sum;
}

}  // namespace

std::uint64_t rows_scratch(const IntegerConvLayer& layer) { return 2 * packed::Rows(layer.shape).pairs * sizeof(std::int16_t); }

void conv_rows(const IntegerConvLayer& layer, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y) {
  const ConvShape& s = layer.shape;
  const packed::Rows rows(s);
  const packed::Epilogue of_layer(s, packed);
  const auto* zeros = reinterpret_cast<const std::int32_t*>(packed + packed::epilogue_bytes(s));
  const auto* weights = reinterpret_cast<const std::byte*>(zeros + packed::lanes(s));
  auto* row = reinterpret_cast<std::int16_t*>(scratch);
  const Destination to{layer.result, layer.y, s.out_c};
  for (std::size_t n = 0; n < s.batch * s.in_h * s.in_w; ++n, y += s.out_c * to.element()) {
    widen(layer, x + n * layer.x_pixel, s.in_c, row);
    const v128_t sum = wasm_i32x4_splat(sum_of(row, s.in_c));
    for (std::size_t o = 0; o < s.out_c; o += panels * packed::panel) {
      const Sums acc = sums_of(row, weights + o / (panels * packed::panel) * rows.group_bytes(), rows.pairs);
      for (std::size_t p = 0; p < panels && o + p * packed::panel < s.out_c; ++p) {
        const std::size_t lane = o + p * packed::panel;
        Accumulators<1> one;
        for (std::size_t half = 0; half < 2; ++half) {
          const v128_t correction = wasm_i32x4_mul(sum, wasm_v128_load(zeros + lane + 4 * half));
          one.of[0][half] = wasm_i32x4_add(wasm_i32x4_sub(acc.of[p][half], correction), wasm_v128_load(of_layer.bias + lane + 4 * half));
        }
        Epilogue(to, of_layer.multipliers + lane, s.out_c - lane).store<1>(one, y + lane * to.element());
      }
    }
  }
}

}  // namespace zeropoint::simd128

// quantize, dequantize and requantize on 128-bit vectors; kernels/scalar/tensor.cpp says what they compute.
#include <cmath>
#include <limits>

#include "kernels/simd128/code_lanes.h"
#include "kernels/simd128/simd128.h"
#include "quant/requantize.h"

namespace zeropoint::simd128 {

namespace {

template <class Code>
std::size_t quantize(std::span<const float> values, const QParams& p, Code* q) noexcept {
  const float* r = values.data();
  const std::size_t n = values.size();
  const ToCode to_code(p.zero_point, p.qmin, p.qmax);
  const v128_t scale = wasm_f32x4_splat(p.scale);
  v128_t nan = wasm_i32x4_splat(0);
  std::size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const v128_t a = wasm_v128_load(r + i);
    const v128_t b = wasm_v128_load(r + i + 4);
    const v128_t c = wasm_v128_load(r + i + 8);
    const v128_t d = wasm_v128_load(r + i + 12);
    nan = wasm_v128_or(nan, wasm_v128_or(wasm_v128_or(wasm_f32x4_ne(a, a), wasm_f32x4_ne(b, b)),
                                         wasm_v128_or(wasm_f32x4_ne(c, c), wasm_f32x4_ne(d, d))));
    store(q + i, to_code(wasm_f32x4_div(a, scale)), to_code(wasm_f32x4_div(b, scale)),
          to_code(wasm_f32x4_div(c, scale)), to_code(wasm_f32x4_div(d, scale)));
  }
  bool any_nan = wasm_v128_any_true(nan);
  for (; i < n; ++i) {
    any_nan = any_nan || std::isnan(r[i]);
    q[i] = static_cast<Code>(quantize_value(r[i], p));
  }
  if (!any_nan) return n;
  std::size_t first = 0;
  while (!std::isnan(r[first])) ++first;
  return first;
}

template <class Code>
void dequantize(std::span<const Code> codes, const QParams& p, float* r) noexcept {
  const Code* q = codes.data();
  const std::size_t n = codes.size();
  const v128_t scale = wasm_f32x4_splat(p.scale);
  const v128_t zero_point = wasm_i32x4_splat(p.zero_point);
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const Wide x = widen(q + i);
    wasm_v128_store(r + i, wasm_f32x4_mul(scale, wasm_f32x4_convert_i32x4(wasm_i32x4_sub(x.low, zero_point))));
    wasm_v128_store(r + i + 4, wasm_f32x4_mul(scale, wasm_f32x4_convert_i32x4(wasm_i32x4_sub(x.high, zero_point))));
  }
  for (; i < n; ++i) r[i] = dequantize_value(q[i], p);
}

template <class Code>
void requantize(std::span<const std::int32_t> accumulators, const Requantization& to, Code* y) noexcept {
  const std::size_t channels = to.multipliers.size();
  const float* m = to.multipliers.data();
  const ToCode to_code(to.zero_point, to.qmin, to.qmax);
  const auto four = [&](const std::int32_t* acc, std::size_t c) {
    return to_code(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_v128_load(acc + c)), wasm_v128_load(m + c)));
  };
  for (std::size_t row = 0; row < accumulators.size(); row += channels) {
    const std::int32_t* acc = accumulators.data() + row;
    std::size_t c = 0;
    for (; c + 16 <= channels; c += 16) {
      store(y + row + c, four(acc, c), four(acc, c + 4), four(acc, c + 8), four(acc, c + 12));
    }
    for (; c < channels; ++c) y[row + c] = static_cast<Code>(requantize_value(acc[c], m[c], to));
  }
}

MinMax minmax(std::span<const float> values) noexcept {
  if (values.empty()) return {};
  const float* r = values.data();
  const std::size_t n = values.size();
  const v128_t infinity = wasm_f32x4_splat(std::numeric_limits<float>::infinity());
  v128_t low = wasm_f32x4_splat(r[0]);
  v128_t high = low;
  v128_t finite = wasm_i32x4_splat(-1);
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const v128_t x = wasm_v128_load(r + i);
    low = wasm_f32x4_pmin(low, x);
    high = wasm_f32x4_pmax(high, x);
    finite = wasm_v128_and(finite, wasm_f32x4_lt(wasm_f32x4_abs(x), infinity));
  }
  float lows[4];
  float highs[4];
  wasm_v128_store(lows, low);
  wasm_v128_store(highs, high);
  MinMax seen{lows[0], highs[0], wasm_i32x4_all_true(finite)};
  for (int lane = 1; lane < 4; ++lane) {
    seen.min = std::min(seen.min, lows[lane]);
    seen.max = std::max(seen.max, highs[lane]);
  }
  for (; i < n; ++i) {
    seen.min = std::min(seen.min, r[i]);
    seen.max = std::max(seen.max, r[i]);
    seen.finite = seen.finite && std::isfinite(r[i]);
  }
  if (!seen.finite) return {0, 0, false};
  return {seen.min + 0.0F, seen.max + 0.0F, true};  // −0 + 0 = 0: the order of the lanes does not show
}

}  // namespace

constinit const TensorKernels tensor_kernels{
    .minmax = minmax,
    .quantize_u8 = quantize<std::uint8_t>,
    .quantize_i8 = quantize<std::int8_t>,
    .quantize_u16 = quantize<std::uint16_t>,
    .quantize_i16 = quantize<std::int16_t>,
    .dequantize_u8 = dequantize<std::uint8_t>,
    .dequantize_i8 = dequantize<std::int8_t>,
    .dequantize_u16 = dequantize<std::uint16_t>,
    .dequantize_i16 = dequantize<std::int16_t>,
    .requantize_u8 = requantize<std::uint8_t>,
    .requantize_i8 = requantize<std::int8_t>,
};

}  // namespace zeropoint::simd128

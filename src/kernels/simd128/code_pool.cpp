// Pools of 8-bit codes on 128-bit vectors, over channels; kernels/scalar/code_pool.cpp says what they compute.
#include "kernels/code_pool.h"

#include "kernels/simd128/code_lanes.h"
#include "kernels/simd128/network_simd128.h"
#include "quant/integer_rules.h"
#include "quant/requantize.h"

namespace zeropoint::simd128 {

namespace {

// Calls block(c) for `width` channels from c on until all are covered, the last of them twice where they do not
// divide; one(c) for each where there are fewer.
template <std::size_t width, class Block, class One>
void cover(std::size_t channels, Block&& block, One&& one) {
  if (channels < width) {
    for (std::size_t c = 0; c < channels; ++c) one(c);
    return;
  }
  for (std::size_t c = 0; c + width <= channels; c += width) block(c);
  if (channels % width != 0) block(channels - width);
}

template <class Code>
v128_t most_of(v128_t a, v128_t b) {
  return std::is_signed_v<Code> ? wasm_i8x16_max(a, b) : wasm_u8x16_max(a, b);
}

template <class Code>
void max_of(const PoolShape& s, const Code* x, Code* y) {
  constexpr Code lowest = std::is_signed_v<Code> ? -128 : 0;
  for_each_window(s, [&](std::size_t out, const PoolWindow& window) {
    Code* at = y + out * s.channels;
    cover<16>(s.channels, [&](std::size_t c) {
      v128_t most = wasm_i8x16_splat(lowest);
      window.for_each([&](std::size_t pixel) { most = most_of<Code>(most, wasm_v128_load(x + pixel * s.channels + c)); });
      wasm_v128_store(at + c, most);
    }, [&](std::size_t c) {
      Code most = lowest;
      window.for_each([&](std::size_t pixel) { most = std::max(most, x[pixel * s.channels + c]); });
      at[c] = most;
    });
  });
}

template <class Code>
void average_of(const PoolShape& s, const QParams& from, const QParams& to, const Code* x, Code* y) {
  const v128_t scale = wasm_f32x4_splat(from.scale), zero_point = wasm_i32x4_splat(from.zero_point);
  const v128_t y_scale = wasm_f32x4_splat(to.scale);
  const ToShiftedCode to_code(to);
  const auto real = [&](v128_t code) { return wasm_f32x4_mul(scale, wasm_f32x4_convert_i32x4(wasm_i32x4_sub(code, zero_point))); };
  for_each_window(s, [&](std::size_t out, const PoolWindow& window) {
    const std::size_t count = s.count_include_pad ? s.kernel_h * s.kernel_w : window.rows * window.columns;
    const v128_t n = wasm_f32x4_splat(static_cast<float>(count));
    Code* at = y + out * s.channels;
    cover<8>(s.channels, [&](std::size_t c) {
      v128_t low = wasm_f32x4_splat(0), high = low;
      window.for_each([&](std::size_t pixel) {
        const Wide codes = widen(x + pixel * s.channels + c);
        low = wasm_f32x4_add(low, real(codes.low));
        high = wasm_f32x4_add(high, real(codes.high));
      });
      const auto code = [&](v128_t sum) { return to_code(wasm_f32x4_div(wasm_f32x4_div(sum, n), y_scale)); };
      store_eight(at + c, code(low), code(high));
    }, [&](std::size_t c) {
      float sum = 0;
      window.for_each([&](std::size_t pixel) { sum += dequantize_value(x[pixel * s.channels + c], from); });
      at[c] = static_cast<Code>(quantized_average(sum, count, to));
    });
  });
}

// The sums of 16 codes over pixels, which the uint16 lanes hold for 256 of them.
struct Sums {
  v128_t s[4] = {wasm_i32x4_splat(0), wasm_i32x4_splat(0), wasm_i32x4_splat(0), wasm_i32x4_splat(0)};

  void add(v128_t low, v128_t high) {
    s[0] = wasm_i32x4_add(s[0], wasm_u32x4_extend_low_u16x8(low));
    s[1] = wasm_i32x4_add(s[1], wasm_u32x4_extend_high_u16x8(low));
    s[2] = wasm_i32x4_add(s[2], wasm_u32x4_extend_low_u16x8(high));
    s[3] = wasm_i32x4_add(s[3], wasm_u32x4_extend_high_u16x8(high));
  }
};

// Signed codes are q + 128 after flipping their highest bit, as unsigned ones are q.
template <class Code>
void mean_of(std::size_t pixels, std::size_t channels, std::int32_t x_zero_point, float multiplier, const QParams& to, const Code* x, Code* y) {
  constexpr bool is_signed = std::is_signed_v<Code>;
  const v128_t flip = wasm_i8x16_splat(is_signed ? -128 : 0);
  const auto all = static_cast<std::uint32_t>(pixels) * static_cast<std::uint32_t>(x_zero_point + (is_signed ? 128 : 0));
  const v128_t offset = wasm_i32x4_splat(static_cast<std::int32_t>(all)), by = wasm_f32x4_splat(multiplier);
  const ToCode to_code(to.zero_point, to.qmin, to.qmax);
  cover<16>(channels, [&](std::size_t c) {
    Sums sums;
    for (std::size_t first = 0; first < pixels; first += 256) {
      v128_t low = wasm_i16x8_splat(0), high = low;
      for (std::size_t i = first; i < std::min(pixels, first + 256); ++i) {
        const v128_t codes = wasm_v128_xor(wasm_v128_load(x + i * channels + c), flip);
        low = wasm_i16x8_add(low, wasm_u16x8_extend_low_u8x16(codes));
        high = wasm_i16x8_add(high, wasm_u16x8_extend_high_u8x16(codes));
      }
      sums.add(low, high);
    }
    const auto code = [&](v128_t sum) { return to_code(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_i32x4_sub(sum, offset)), by)); };
    store(y + c, code(sums.s[0]), code(sums.s[1]), code(sums.s[2]), code(sums.s[3]));
  }, [&](std::size_t c) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) sum += static_cast<std::uint32_t>(x[i * channels + c] - x_zero_point);
    y[c] = static_cast<Code>(requantize_value(static_cast<std::int32_t>(sum), multiplier, to));
  });
}

const std::int8_t* as_signed(const std::uint8_t* x) { return reinterpret_cast<const std::int8_t*>(x); }
std::int8_t* as_signed(std::uint8_t* x) { return reinterpret_cast<std::int8_t*>(x); }

void max(bool is_signed, const PoolShape& s, const std::uint8_t* x, std::uint8_t* y) noexcept {
  if (is_signed) max_of(s, as_signed(x), as_signed(y));
  else max_of(s, x, y);
}

void average(bool is_signed, const PoolShape& s, const QParams& from, const QParams& to, const std::uint8_t* x,
             std::uint8_t* y) noexcept {
  if (is_signed) average_of(s, from, to, as_signed(x), as_signed(y));
  else average_of(s, from, to, x, y);
}

void mean(bool is_signed, std::size_t pixels, std::size_t channels, std::int32_t x_zero_point, float multiplier, const QParams& to,
          const std::uint8_t* x, std::uint8_t* y) noexcept {
  if (is_signed) mean_of(pixels, channels, x_zero_point, multiplier, to, as_signed(x), as_signed(y));
  else mean_of(pixels, channels, x_zero_point, multiplier, to, x, y);
}

}  // namespace

constinit const CodePoolKernels code_pool_kernels{
    .max = max,
    .average = average,
    .mean = mean,
};

}  // namespace zeropoint::simd128

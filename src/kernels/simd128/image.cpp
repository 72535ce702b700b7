// Image quantization on 128-bit vectors; kernels/scalar/image.cpp says what it computes.
#include <cstring>

#include "kernels/image_rules.h"
#include "kernels/scalar/scalar.h"
#include "kernels/simd128/simd.h"
#include "kernels/simd128/simd128.h"

namespace zeropoint::simd128 {

namespace {

std::uint32_t load_pixel(const std::uint8_t* rgba) {
  std::uint32_t pixel;
  std::memcpy(&pixel, rgba, 4);
  return pixel;
}
void store_pixel(std::uint8_t* rgba, std::uint32_t pixel) { std::memcpy(rgba, &pixel, 4); }

v128_t splat(std::uint32_t x) { return wasm_i32x4_splat(static_cast<std::int32_t>(x)); }

v128_t mix_bits(v128_t x) {
  x = wasm_v128_xor(x, wasm_u32x4_shr(x, 16));
  x = wasm_i32x4_mul(x, splat(0x7FEB352DU));
  x = wasm_v128_xor(x, wasm_u32x4_shr(x, 15));
  x = wasm_i32x4_mul(x, splat(0x846CA68BU));
  return wasm_v128_xor(x, wasm_u32x4_shr(x, 16));
}

void minmax(std::span<const std::uint8_t> rgba, RgbRange& range) noexcept {
  v128_t low = wasm_i8x16_splat(-1);
  v128_t high = wasm_i8x16_splat(0);
  std::size_t i = 0;
  for (; i + 16 <= rgba.size(); i += 16) {
    const v128_t v = wasm_v128_load(rgba.data() + i);
    low = wasm_u8x16_min(low, v);
    high = wasm_u8x16_max(high, v);
  }
  low = wasm_u8x16_min(low, wasm_i64x2_shuffle(low, low, 1, 1));
  low = wasm_u8x16_min(low, wasm_i32x4_shuffle(low, low, 1, 1, 1, 1));
  high = wasm_u8x16_max(high, wasm_i64x2_shuffle(high, high, 1, 1));
  high = wasm_u8x16_max(high, wasm_i32x4_shuffle(high, high, 1, 1, 1, 1));
  std::uint8_t lows[16];
  std::uint8_t highs[16];
  wasm_v128_store(lows, low);
  wasm_v128_store(highs, high);
  for (std::size_t c = 0; c < 3; ++c) {
    range.min[c] = std::min(range.min[c], lows[c]);
    range.max[c] = std::max(range.max[c], highs[c]);
  }
  scalar::image_kernels.minmax(rgba.subspan(i), range);
}

// Counting has nothing to gain from vectors.
void histogram(std::span<const std::uint8_t> rgba, RgbHistogram& counts) noexcept {
  scalar::image_kernels.histogram(rgba, counts);
}

// A table of 256 bytes takes 16 swizzles; the loads of a whole pixel at once are quicker.
void map(std::span<const std::uint8_t> rgba, const RgbTable& table, std::uint8_t* out) noexcept {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    const std::uint32_t v = load_pixel(rgba.data() + i);  // wasm is little-endian: red is the lowest byte
    store_pixel(out + i, table[0][v & 255] | std::uint32_t{table[1][v >> 8 & 255]} << 8 |
                             std::uint32_t{table[2][v >> 16 & 255]} << 16 | (v & 0xFF000000U));
  }
}

void map_stochastic(std::span<const std::uint8_t> rgba, const StochasticTable& table, std::uint32_t key,
                          std::uint32_t first_pixel, std::uint8_t* codes, std::uint8_t* shown) noexcept {
  const v128_t keys = splat(key);
  v128_t counter = wasm_i32x4_add(splat(4 * first_pixel), wasm_i32x4_make(0, 1, 2, 3));
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    std::uint32_t bits[4];
    wasm_v128_store(bits, wasm_u32x4_shr(mix_bits(wasm_v128_xor(mix_bits(counter), keys)), 8));
    counter = wasm_i32x4_add(counter, wasm_i32x4_splat(4));
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint8_t v = rgba[i + c];
      const bool up = bits[c] >= table.threshold[c][v];
      codes[i + c] = static_cast<std::uint8_t>(table.code[c][v] + up);
      shown[i + c] = (up ? table.shown_up : table.shown)[c][v];
    }
    codes[i + 3] = shown[i + 3] = rgba[i + 3];
  }
}

// Lanes: red, green, blue, and a fourth that stays 0. What a pixel hands on to the next stays in registers.
void diffuse(std::span<const std::uint8_t> rgba, const std::array<QParams, 3>& p, float* errors, float* below,
                   std::uint8_t* codes, std::uint8_t* shown) noexcept {
  namespace part = floyd_steinberg;
  if (rgba.empty()) return;
  float scales[4] = {1, 1, 1, 1};
  float steps_lo[4] = {}, steps_hi[4] = {}, lows[4] = {}, highs[4] = {};
  for (std::size_t c = 0; c < 3; ++c) {
    scales[c] = p[c].scale;
    steps_lo[c] = static_cast<float>(p[c].qmin - p[c].zero_point);
    steps_hi[c] = static_cast<float>(p[c].qmax - p[c].zero_point);
    lows[c] = dequantize_value(p[c].qmin, p[c]);
    highs[c] = dequantize_value(p[c].qmax, p[c]);
  }
  const v128_t scale = wasm_v128_load(scales);
  const v128_t step_lo = wasm_v128_load(steps_lo);
  const v128_t step_hi = wasm_v128_load(steps_hi);
  const v128_t low = wasm_v128_load(lows);
  const v128_t high = wasm_v128_load(highs);
  const v128_t zero_point = wasm_i32x4_make(p[0].zero_point, p[1].zero_point, p[2].zero_point, 0);
  const v128_t byte_scale = wasm_f32x4_splat(byte_qparams.scale);
  const v128_t zero = wasm_f32x4_splat(0);
  const v128_t byte_max = wasm_f32x4_splat(255);

  v128_t handed_on = wasm_v128_load(errors);
  v128_t below_left = wasm_v128_load(below - 4);
  v128_t below_here = wasm_v128_load(below);
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    const v128_t pixel = wasm_v128_load32_zero(rgba.data() + i);
    const v128_t bytes = wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(pixel));
    const v128_t r = wasm_f32x4_mul(byte_scale, wasm_f32x4_convert_i32x4(bytes));
    const v128_t x = wasm_f32x4_add(wasm_f32x4_pmin(wasm_f32x4_pmax(low, r), high), handed_on);
    const v128_t nearest = wasm_f32x4_nearest(wasm_f32x4_div(x, scale));
    const v128_t steps = wasm_f32x4_pmin(wasm_f32x4_pmax(step_lo, nearest), step_hi);
    // Where steps is −0 and not the integer 0, the error may be 0 of the other sign: sums that began as +0 do not
    // show it.
    const v128_t dequantized = wasm_f32x4_mul(scale, steps);
    const v128_t error = wasm_f32x4_sub(x, dequantized);

    handed_on = wasm_f32x4_add(wasm_v128_load(errors + i + 4), wasm_f32x4_mul(error, wasm_f32x4_splat(part::right)));
    wasm_v128_store(below + i - 4,
                    wasm_f32x4_add(below_left, wasm_f32x4_mul(error, wasm_f32x4_splat(part::below_left))));
    below_left = wasm_f32x4_add(below_here, wasm_f32x4_mul(error, wasm_f32x4_splat(part::below)));
    below_here =
        wasm_f32x4_add(wasm_v128_load(below + i + 4), wasm_f32x4_mul(error, wasm_f32x4_splat(part::below_right)));

    const v128_t q = wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(steps), zero_point);
    const v128_t displayed = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_pmin(
        wasm_f32x4_pmax(zero, wasm_f32x4_nearest(wasm_f32x4_div(dequantized, byte_scale))), byte_max));
    // The lowest byte of each lane, and alpha from the pixel.
    wasm_v128_store32_lane(codes + i, wasm_i8x16_shuffle(q, pixel, 0, 4, 8, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);
    wasm_v128_store32_lane(
        shown + i, wasm_i8x16_shuffle(displayed, pixel, 0, 4, 8, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);
  }
  wasm_v128_store(errors + rgba.size(), handed_on);
  wasm_v128_store(below + rgba.size() - 4, below_left);
  wasm_v128_store(below + rgba.size(), below_here);
}

void error_sums(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                      RgbErrorSums& sums) noexcept {
  // Two dot products add at most 4·255² to a lane of 32 bits, which is emptied in time.
  constexpr std::size_t bytes_per_block = 16 * 8192;
  v128_t max_abs = wasm_i8x16_splat(0);
  const std::size_t whole = original.size() / 16 * 16;
  for (std::size_t begin = 0; begin < whole; begin += bytes_per_block) {
    const std::size_t end = std::min(whole, begin + bytes_per_block);
    v128_t squared = wasm_i32x4_splat(0);  // red, green, blue, alpha
    for (std::size_t i = begin; i < end; i += 16) {
      const v128_t a = wasm_v128_load(original.data() + i);
      const v128_t b = wasm_v128_load(shown.data() + i);
      const v128_t error = wasm_i8x16_sub(wasm_u8x16_max(a, b), wasm_u8x16_min(a, b));
      max_abs = wasm_u8x16_max(max_abs, error);
      // Two pixels' bytes of a channel side by side.
      const v128_t pairs = wasm_i8x16_shuffle(error, error, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
      const v128_t lo = wasm_u16x8_extend_low_u8x16(pairs);
      const v128_t hi = wasm_u16x8_extend_high_u8x16(pairs);
      squared = wasm_i32x4_add(squared, wasm_i32x4_add(wasm_i32x4_dot_i16x8(lo, lo), wasm_i32x4_dot_i16x8(hi, hi)));
    }
    std::uint32_t lanes[4];
    wasm_v128_store(lanes, squared);
    for (std::size_t c = 0; c < 3; ++c) sums.squared[c] += lanes[c];
  }
  std::uint8_t lanes[16];
  wasm_v128_store(lanes, max_abs);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i % 4 < 3) sums.max_abs[i % 4] = std::max<std::int32_t>(sums.max_abs[i % 4], lanes[i]);
  }
  scalar::image_kernels.error_sums(original.subspan(whole), shown.subspan(whole), sums);
}

void error_map(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                     const ErrorColours& colours, std::uint8_t* out) noexcept {
  const auto& w = colours.weight;
  const v128_t weights = wasm_i16x8_make(w[0], w[1], w[2], 0, w[0], w[1], w[2], 0);
  const v128_t zero = wasm_i32x4_splat(ErrorColours::zero);
  const std::size_t whole = original.size() / 16 * 16;
  for (std::size_t i = 0; i < whole; i += 16) {
    const v128_t a = wasm_v128_load(original.data() + i);
    const v128_t b = wasm_v128_load(shown.data() + i);
    const v128_t lo = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(b), wasm_u16x8_extend_low_u8x16(a));
    const v128_t hi = wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(b), wasm_u16x8_extend_high_u8x16(a));
    const v128_t two = wasm_i32x4_dot_i16x8(lo, weights);  // red + green, blue of two pixels
    const v128_t more = wasm_i32x4_dot_i16x8(hi, weights);
    const v128_t red_green = wasm_i32x4_shuffle(two, more, 0, 2, 4, 6);
    const v128_t sum = wasm_i32x4_add(red_green, wasm_i32x4_shuffle(two, more, 1, 3, 5, 7));
    std::uint32_t index[4];
    wasm_v128_store(index, wasm_i32x4_add(sum, zero));
    for (std::size_t k = 0; k < 4; ++k) std::memcpy(out + i + 4 * k, colours.colours[index[k]].data(), 4);
  }
  scalar::image_kernels.error_map(original.subspan(whole), shown.subspan(whole), colours, out + whole);
}

}  // namespace

constinit const ImageKernels image_kernels{
    .minmax = minmax,
    .histogram = histogram,
    .map = map,
    .map_stochastic = map_stochastic,
    .diffuse = diffuse,
    .error_sums = error_sums,
    .error_map = error_map,
};

}  // namespace zeropoint::simd128

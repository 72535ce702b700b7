#include "kernels/relaxed/dot_strip.h"

#include <algorithm>
#include <cstring>

#include "kernels/simd128/simd.h"

namespace zeropoint::relaxed {

namespace {

[[gnu::noinline]] void move_codes(const std::byte* x, std::size_t n, std::int32_t offset, std::byte* out) {
  if (offset == 0) {
    std::memcpy(out, x, n);
    return;
  }
  const v128_t offsets = wasm_i8x16_splat(static_cast<std::int8_t>(offset));
  std::size_t i = 0;
  for (; i + 16 <= n; i += 16) wasm_v128_store(out + i, wasm_i8x16_add(wasm_v128_load(x + i), offsets));
  for (; i < n; ++i) out[i] = static_cast<std::byte>(static_cast<std::int32_t>(x[i]) + offset);
}

}  // namespace

void fill_strip(const IntegerConvLayer& layer, std::int32_t x_offset, const simd128::Strip& strip, std::size_t first, std::size_t count,
                const std::byte* x, std::byte* out) {
  const std::size_t begin = std::min(strip.columns.first_inside(), strip.columns.length);
  const std::size_t end = std::max(begin, strip.columns.end_inside());
  const std::size_t row_bytes = strip.columns.input * layer.x_pixel;
  const auto zero = static_cast<std::byte>(layer.x.zero_point + x_offset);
  const bool dense = strip.columns.step == 1 && layer.x_pixel == strip.channels;
  for (std::size_t r = first; r < first + count; ++r, out += strip.pitch()) {
    if (r < strip.rows.first_inside() || r >= strip.rows.end_inside()) {
      std::fill_n(out, strip.pitch(), zero);
      continue;
    }
    std::fill_n(out, begin * strip.pixel, zero);
    std::fill(out + end * strip.pixel, out + strip.pitch(), zero);
    const std::byte* from = x + (r * strip.rows.step - strip.rows.pad) * row_bytes + (begin * strip.columns.step - strip.columns.pad) * layer.x_pixel;
    if (dense) {
      move_codes(from, (end - begin) * strip.channels, x_offset, out + begin * strip.pixel);
      continue;
    }
    for (std::size_t c = begin; c < end; ++c, from += strip.columns.step * layer.x_pixel) {
      move_codes(from, strip.channels, x_offset, out + c * strip.pixel);
    }
  }
}

void sum_pixels(const std::byte* base, std::span<const std::int32_t> pixels, std::size_t n, std::int32_t x_offset, std::int32_t* sums) {
  const v128_t offset = wasm_i8x16_splat(static_cast<std::int8_t>(x_offset));
  for (const std::int32_t pixel : pixels) {
    const std::byte* x = base + pixel;
    v128_t wide = wasm_i32x4_splat(0);
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
      const v128_t bytes = wasm_i8x16_add(wasm_v128_load(x + i), offset);
      wide = wasm_i32x4_add(wide, wasm_i32x4_extadd_pairwise_i16x8(wasm_i16x8_extadd_pairwise_i8x16(bytes)));
    }
    std::int32_t sum = wasm_i32x4_extract_lane(wide, 0) + wasm_i32x4_extract_lane(wide, 1) + wasm_i32x4_extract_lane(wide, 2) + wasm_i32x4_extract_lane(wide, 3);
    for (; i < n; ++i) sum += static_cast<std::int8_t>(static_cast<std::int32_t>(x[i]) + x_offset);
    *sums++ = sum;
  }
}

}  // namespace zeropoint::relaxed

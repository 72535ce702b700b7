#include "kernels/simd128/integer_strip.h"

#include <algorithm>

#include "kernels/simd128/simd.h"

namespace zeropoint::simd128 {

namespace {

template <bool is_signed>
[[gnu::noinline]] void widen_codes(const std::byte* x, std::size_t n, std::int32_t zero, std::int16_t* out) {
  const v128_t zeros = wasm_i16x8_splat(static_cast<std::int16_t>(zero));
  const auto eight = [&](std::size_t i) {
    const v128_t codes = is_signed ? wasm_i16x8_load8x8(x + i) : wasm_u16x8_load8x8(x + i);
    wasm_v128_store(out + i, wasm_i16x8_sub(codes, zeros));
  };
  std::size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    eight(i);
    eight(i + 8);
  }
  if (i + 8 <= n) {
    eight(i);
    i += 8;
  }
  if (i < n && n >= 8) {
    eight(n - 8);
    return;
  }
  for (; i < n; ++i) {
    const int code = is_signed ? int{static_cast<std::int8_t>(x[i])} : int{static_cast<std::uint8_t>(x[i])};
    out[i] = static_cast<std::int16_t>(code - zero);
  }
}

}  // namespace

void widen(const IntegerConvLayer& layer, const std::byte* x, std::size_t n, std::int16_t* out) {
  (layer.x_signed ? widen_codes<true> : widen_codes<false>)(x, n, layer.x.zero_point, out);
}

void fill_strip(const IntegerConvLayer& layer, const Strip& strip, std::size_t first, std::size_t count, const std::byte* x,
                std::int16_t* out) {
  const std::size_t begin = std::min(strip.columns.first_inside(), strip.columns.length);
  const std::size_t end = std::max(begin, strip.columns.end_inside());
  const std::size_t row_bytes = strip.columns.input * layer.x_pixel;
  const bool dense = strip.columns.step == 1 && layer.x_pixel == strip.channels && strip.pixel == strip.channels;
  const bool whole = dense && strip.rows.step == 1 && begin == 0 && end == strip.columns.length && end == strip.columns.input;
  for (std::size_t r = first; r < first + count; ++r, out += strip.pitch()) {
    if (r < strip.rows.first_inside() || r >= strip.rows.end_inside()) {
      std::fill_n(out, strip.pitch(), std::int16_t{0});
      continue;
    }
    const std::byte* row = x + (r * strip.rows.step - strip.rows.pad) * row_bytes;
    if (whole) {
      const std::size_t rows = std::min(first + count, strip.rows.end_inside()) - r;
      widen(layer, row, rows * strip.pitch(), out);
      r += rows - 1;
      out += (rows - 1) * strip.pitch();
      continue;
    }
    std::fill_n(out, begin * strip.pixel, std::int16_t{0});
    std::fill(out + end * strip.pixel, out + strip.pitch(), std::int16_t{0});
    const std::byte* from = row + (begin * strip.columns.step - strip.columns.pad) * layer.x_pixel;
    if (dense) {
      widen(layer, from, (end - begin) * strip.channels, out + begin * strip.pixel);
      continue;
    }
    for (std::size_t c = begin; c < end; ++c, from += strip.columns.step * layer.x_pixel) {
      std::int16_t* to = out + c * strip.pixel;
      widen(layer, from, strip.channels, to);
      std::fill(to + strip.channels, to + strip.pixel, std::int16_t{0});
    }
  }
}

}  // namespace zeropoint::simd128

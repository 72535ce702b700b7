// From int32 accumulators to what ConvResult says, eight output channels at a time.
#pragma once

#include <algorithm>
#include <array>

#include "kernels/integer_conv.h"
#include "kernels/simd128/simd.h"

namespace zeropoint::simd128 {

// The second line of (10) on vectors. Clamping before rounding gives the same as after it, since the ends are
// integers. A float v with |v| ≤ 2^22 is rounded half to even by adding 1.5·2^23, whose unit in the last place is 1
// and which is even; the sum's bits are then those of 1.5·2^23 plus rne(v). Codes of a signed type are moved by 128
// on the way, so that they narrow as unsigned ones.
struct Requantizer {
  v128_t lo, hi;   // qmin − Z, qmax − Z
  v128_t offset;   // from the sum's bits to the code, plus 128 for signed ones
  v128_t flip;     // takes the 128 away

  explicit Requantizer(const CodeRange& y)
      : lo(wasm_f32x4_splat(static_cast<float>(y.qmin - y.zero_point))),
        hi(wasm_f32x4_splat(static_cast<float>(y.qmax - y.zero_point))),
        offset(wasm_i32x4_splat(magic_bits - y.zero_point - (y.qmin < 0 ? 128 : 0))),
        flip(wasm_i8x16_splat(y.qmin < 0 ? -128 : 0)) {}

  v128_t codes(v128_t acc, v128_t multiplier) const {
    const v128_t steps = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(acc), multiplier);
    const v128_t clamped = wasm_f32x4_pmin(wasm_f32x4_pmax(steps, lo), hi);
    return wasm_i32x4_sub(wasm_f32x4_add(clamped, wasm_f32x4_splat(magic)), offset);
  }
  v128_t bytes(v128_t a, v128_t b, v128_t c, v128_t d) const {
    return wasm_v128_xor(wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(a, b), wasm_i16x8_narrow_i32x4(c, d)), flip);
  }

  static constexpr float magic = 12582912;
  static constexpr std::int32_t magic_bits = 0x4B400000;
};

// The first `count` of eight bytes, or of a vector's four elements.
inline void store_bytes(std::byte* y, std::uint64_t eight, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] = static_cast<std::byte>(eight >> (8 * i));
}
inline void store_elements(std::byte* y, v128_t v, std::size_t count) {
  alignas(16) std::array<std::byte, 16> bytes;
  wasm_v128_store(bytes.data(), v);
  std::copy_n(bytes.data(), 4 * std::min<std::size_t>(count, 4), y);
}

}  // namespace zeropoint::simd128

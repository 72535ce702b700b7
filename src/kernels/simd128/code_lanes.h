// Between floats and codes on 128-bit vectors: what (2), (10) and the rules of integer operators end with.
#pragma once

#include <cstdint>

#include "kernels/simd128/simd.h"
#include "quant/qparams.h"

namespace zeropoint::simd128 {

// fl(x + magic) is magic + rne(x) for |x| ≤ 2^22, and its low bits hold the integer: rounding and
// conversion in one addition. Clamping first to ends that are integers changes nothing.
inline constexpr float magic = 12582912.0F;  // 1.5·2^23
inline constexpr std::int32_t magic_bits = 0x4B400000;

// Clamps to [qmin − Z, qmax − Z], rounds half to even and adds Z: the common end of (2) and (10).
class ToCode {
 public:
  ToCode(std::int32_t zero_point, std::int32_t qmin, std::int32_t qmax)
      : lo_(wasm_f32x4_splat(static_cast<float>(qmin - zero_point))),
        hi_(wasm_f32x4_splat(static_cast<float>(qmax - zero_point))),
        offset_(wasm_i32x4_splat(zero_point - magic_bits)) {}

  v128_t operator()(v128_t steps) const {
    const v128_t clamped = wasm_f32x4_pmin(wasm_f32x4_pmax(lo_, steps), hi_);  // NaN becomes lo
    return wasm_i32x4_add(wasm_f32x4_add(clamped, wasm_f32x4_splat(magic)), offset_);
  }

 private:
  v128_t lo_, hi_, offset_;
};

// Equations (12) to (14) behind the division by S_y: clamps to [qmin − Z, qmax − Z], adds Z, rounds half to even.
class ToShiftedCode {
 public:
  explicit ToShiftedCode(const QParams& to)
      : lo_(wasm_f32x4_splat(static_cast<float>(to.qmin - to.zero_point))),
        hi_(wasm_f32x4_splat(static_cast<float>(to.qmax - to.zero_point))),
        zero_point_(wasm_f32x4_splat(static_cast<float>(to.zero_point))) {}

  v128_t operator()(v128_t steps) const {
    const v128_t clamped = wasm_f32x4_pmin(wasm_f32x4_pmax(lo_, steps), hi_);
    return wasm_i32x4_sub(wasm_f32x4_add(wasm_f32x4_add(clamped, zero_point_), wasm_f32x4_splat(magic)), wasm_i32x4_splat(magic_bits));
  }

 private:
  v128_t lo_, hi_, zero_point_;
};

// Stores 16 codes. They lie inside the code type, so the saturating narrowings saturate nothing.
inline void store(std::uint8_t* q, v128_t a, v128_t b, v128_t c, v128_t d) {
  wasm_v128_store(q, wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(a, b), wasm_i16x8_narrow_i32x4(c, d)));
}
inline void store(std::int8_t* q, v128_t a, v128_t b, v128_t c, v128_t d) {
  wasm_v128_store(q, wasm_i8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(a, b), wasm_i16x8_narrow_i32x4(c, d)));
}
inline void store(std::uint16_t* q, v128_t a, v128_t b, v128_t c, v128_t d) {
  wasm_v128_store(q, wasm_u16x8_narrow_i32x4(a, b));
  wasm_v128_store(q + 8, wasm_u16x8_narrow_i32x4(c, d));
}
inline void store(std::int16_t* q, v128_t a, v128_t b, v128_t c, v128_t d) {
  wasm_v128_store(q, wasm_i16x8_narrow_i32x4(a, b));
  wasm_v128_store(q + 8, wasm_i16x8_narrow_i32x4(c, d));
}

inline void store_eight(std::uint8_t* q, v128_t low, v128_t high) {
  const v128_t wide = wasm_i16x8_narrow_i32x4(low, high);
  wasm_v128_store64_lane(q, wasm_u8x16_narrow_i16x8(wide, wide), 0);
}
inline void store_eight(std::int8_t* q, v128_t low, v128_t high) {
  const v128_t wide = wasm_i16x8_narrow_i32x4(low, high);
  wasm_v128_store64_lane(q, wasm_i8x16_narrow_i16x8(wide, wide), 0);
}

// Eight codes as int16, or as two int32 vectors where 16 bits need them.
struct Wide {
  v128_t low, high;
};
inline Wide widen(const std::uint8_t* q) {
  const v128_t x = wasm_u16x8_load8x8(q);
  return {wasm_u32x4_extend_low_u16x8(x), wasm_u32x4_extend_high_u16x8(x)};
}
inline Wide widen(const std::int8_t* q) {
  const v128_t x = wasm_i16x8_load8x8(q);
  return {wasm_i32x4_extend_low_i16x8(x), wasm_i32x4_extend_high_i16x8(x)};
}
inline Wide widen(const std::uint16_t* q) { return {wasm_u32x4_load16x4(q), wasm_u32x4_load16x4(q + 4)}; }
inline Wide widen(const std::int16_t* q) { return {wasm_i32x4_load16x4(q), wasm_i32x4_load16x4(q + 4)}; }

}  // namespace zeropoint::simd128

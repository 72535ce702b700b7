// Four floats as the `L` of core/float_math.h.
#pragma once

#include <cstdint>

#include "core/float_math.h"
#include "kernels/simd128/simd.h"

namespace zeropoint::simd128 {

struct Mask {
  v128_t v;
};
struct U32x4 {
  v128_t v;
};
struct F32x4 {
  v128_t v;
  explicit F32x4(v128_t lanes) : v(lanes) {}
  explicit F32x4(float x) : v(wasm_f32x4_splat(x)) {}
};

inline F32x4 operator+(F32x4 a, F32x4 b) { return F32x4(wasm_f32x4_add(a.v, b.v)); }
inline F32x4 operator-(F32x4 a, F32x4 b) { return F32x4(wasm_f32x4_sub(a.v, b.v)); }
inline F32x4 operator*(F32x4 a, F32x4 b) { return F32x4(wasm_f32x4_mul(a.v, b.v)); }
inline F32x4 operator/(F32x4 a, F32x4 b) { return F32x4(wasm_f32x4_div(a.v, b.v)); }
inline Mask operator<(F32x4 a, F32x4 b) { return {wasm_f32x4_lt(a.v, b.v)}; }
inline F32x4 select(Mask which, F32x4 a, F32x4 b) { return F32x4(wasm_v128_bitselect(a.v, b.v, which.v)); }

inline U32x4 to_bits(F32x4 x) { return {x.v}; }
inline F32x4 from_bits(U32x4 x) { return F32x4(x.v); }
inline U32x4 splat(std::uint32_t x) { return {wasm_i32x4_splat(static_cast<std::int32_t>(x))}; }
inline U32x4 operator+(U32x4 a, std::uint32_t b) { return {wasm_i32x4_add(a.v, splat(b).v)}; }
inline U32x4 operator-(U32x4 a, std::uint32_t b) { return {wasm_i32x4_sub(a.v, splat(b).v)}; }
inline U32x4 operator-(U32x4 a, U32x4 b) { return {wasm_i32x4_sub(a.v, b.v)}; }
inline U32x4 operator&(U32x4 a, std::uint32_t b) { return {wasm_v128_and(a.v, splat(b).v)}; }
inline U32x4 operator|(U32x4 a, std::uint32_t b) { return {wasm_v128_or(a.v, splat(b).v)}; }
inline U32x4 operator|(U32x4 a, U32x4 b) { return {wasm_v128_or(a.v, b.v)}; }
inline U32x4 operator<<(U32x4 a, std::uint32_t n) { return {wasm_i32x4_shl(a.v, n)}; }
inline U32x4 operator>>(U32x4 a, std::uint32_t n) { return {wasm_u32x4_shr(a.v, n)}; }

}  // namespace zeropoint::simd128

// The instructions of this back end: i32x4.relaxed_dot_i8x16_i7x16_add_s, for each lane of 32 bits the sum of four products of
// bytes a·b, and c; and i16x8.relaxed_dot_i8x16_i7x16_s, for each lane of 16 bits the sum of two. Bytes of a are signed. Those of b give the same everywhere from 0 to 127 only; beyond, the specification
// lets an implementation read them as signed or unsigned, and sum pairs of products exactly or in 16 bits, wrapping or
// saturating. It may not change its mind from one instruction to the next, so a few products tell which one the first of them is.
//
// Kernels are templates over a class with these functions, so that tests run them with every behaviour there may be.
#pragma once

#include <cstdint>

#include "kernels/relaxed/choose.h"
#include "kernels/simd128/simd.h"

namespace zeropoint::relaxed {

#ifdef __wasm_relaxed_simd__
struct RelaxedDot {
  static v128_t add(v128_t a, v128_t b, v128_t c) { return wasm_i32x4_relaxed_dot_i8x16_i7x16_add(a, b, c); }
  static v128_t pairs(v128_t a, v128_t b) { return wasm_i16x8_relaxed_dot_i8x16_i7x16(a, b); }
};
#endif

template <class Dot>
DotKind dot_kind() {
  struct Probe {
    std::int8_t a[2];
    std::uint8_t b[2];  // each for two of the four bytes, in turns
  };
  // What is read from here is known to no compiler.
  static const volatile Probe probes[] = {{{127, 127}, {255, 255}}, {{-128, -128}, {255, 255}}, {{-128, -128}, {128, 128}}, {{127, -128}, {255, 128}}, {{-128, 0}, {200, 255}}};
  bool as_unsigned = true, as_signed = true;
  for (const volatile Probe& p : probes) {
    const std::int32_t a0 = p.a[0], a1 = p.a[1], b0 = p.b[0], b1 = p.b[1], start = 5;
    const auto word = [](std::int32_t first, std::int32_t second) { return wasm_i16x8_splat(static_cast<std::int16_t>((first & 255) | (second & 255) << 8)); };
    const v128_t sums = Dot::add(word(a0, a1), word(b0, b1), wasm_i32x4_splat(start));
    const auto wanted = [&](std::int32_t read0, std::int32_t read1) { return start + 2 * (a0 * read0 + a1 * read1); };
    const auto equal = [&](std::int32_t value) { return wasm_i32x4_all_true(wasm_i32x4_eq(sums, wasm_i32x4_splat(value))); };
    as_unsigned = as_unsigned && equal(wanted(b0, b1));
    as_signed = as_signed && equal(wanted(static_cast<std::int8_t>(b0), static_cast<std::int8_t>(b1)));
  }
  return as_unsigned ? DotKind::exact_unsigned : as_signed ? DotKind::exact_signed : DotKind::other;
}

}  // namespace zeropoint::relaxed

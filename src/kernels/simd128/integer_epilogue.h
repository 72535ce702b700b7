// From int32 accumulators to what ConvResult says, eight output channels at a time.
#pragma once

#include <algorithm>
#include <array>

#include "kernels/integer_conv.h"
#include "kernels/simd128/simd.h"

namespace zeropoint::simd128 {

// Where results go, and as what.
struct Destination {
  ConvResult result = ConvResult::accumulators;
  CodeRange codes;
  std::size_t pixel = 0;  // elements from one pixel to the next

  std::size_t element() const { return result == ConvResult::codes ? 1 : 4; }  // bytes
};

// The second line of (10) on vectors. A float v with |v| ≤ 2^22 is rounded half to even by adding 1.5·2^23, whose unit in the
// last place is 1 and which is even; the sum's bits are then those of 1.5·2^23 plus rne(v). Beyond, the bits, as integers, are
// on the right side of those: below them, or negative, for small v, and far above them for large v. So the lower end is
// clamped in bits, and the upper one in bytes, where narrowing has saturated. Codes of a signed type are moved by 128 on the
// way, so that they narrow as unsigned ones.
struct Requantizer {
  v128_t magic;    // 1.5·2^23, kept here because V8 makes a constant anew at every use
  v128_t lowest;   // the bits of the sum for qmin − Z
  v128_t offset;   // from the sum's bits to the code, plus 128 for signed ones
  v128_t highest;  // qmax, plus 128 for signed codes
  v128_t flip;     // takes the 128 away

  explicit Requantizer(const CodeRange& y)
      : magic(wasm_f32x4_splat(opaque_magic)),
        lowest(wasm_i32x4_splat(magic_bits + y.qmin - y.zero_point)),
        offset(wasm_i32x4_splat(magic_bits - y.zero_point - (y.qmin < 0 ? 128 : 0))),
        highest(wasm_i8x16_splat(static_cast<std::int8_t>(y.qmax + (y.qmin < 0 ? 128 : 0)))),
        flip(wasm_i8x16_splat(y.qmin < 0 ? -128 : 0)) {}

  v128_t codes(v128_t acc, v128_t multiplier) const {
    const v128_t steps = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(acc), multiplier);
    return wasm_i32x4_sub(wasm_i32x4_max(wasm_f32x4_add(steps, magic), lowest), offset);
  }
  v128_t bytes(v128_t a, v128_t b, v128_t c, v128_t d) const {
    const v128_t narrow = wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(a, b), wasm_i16x8_narrow_i32x4(c, d));
    return wasm_v128_xor(wasm_u8x16_min(narrow, highest), flip);
  }

  static inline const volatile float opaque_magic = 12582912;  // volatile: the compiler is not to know its value
  static constexpr std::int32_t magic_bits = 0x4B400000;
};

// Sums of M pixels and 8 output channels.
template <int M>
struct Accumulators {
  v128_t of[M][2];
};

// The first `count` bytes; count < 8.
[[gnu::noinline]] inline void store_bytes(std::byte* y, v128_t bytes, std::size_t count) {
  if (count & 4) {
    wasm_v128_store32_lane(y, bytes, 0);
    bytes = wasm_u64x2_shr(bytes, 32);
    y += 4;
  }
  if (count & 2) {
    wasm_v128_store16_lane(y, bytes, 0);
    bytes = wasm_u64x2_shr(bytes, 16);
    y += 2;
  }
  if (count & 1) wasm_v128_store8_lane(y, bytes, 0);
}

// Codes of M pixels. Inlined, so that loops over tiles make the requantizer once.
template <int M>
[[gnu::always_inline]] inline void store_codes(const Requantizer& requantizer, std::size_t pixel, const Accumulators<M>& acc, v128_t m0, v128_t m1,
                                               std::size_t outputs, std::byte* y) {
  v128_t bytes[(M + 1) / 2];  // of two pixels each
  for (int m = 0; m < M; m += 2) {
    const int next = m + 1 < M ? m + 1 : m;
    bytes[m / 2] = requantizer.bytes(requantizer.codes(acc.of[m][0], m0), requantizer.codes(acc.of[m][1], m1),
                                     requantizer.codes(acc.of[next][0], m0), requantizer.codes(acc.of[next][1], m1));
  }
  if (outputs >= 8) {
    for (int m = 0; m < M; ++m, y += pixel) {
      if (m % 2 == 0) wasm_v128_store64_lane(y, bytes[m / 2], 0);
      else wasm_v128_store64_lane(y, bytes[m / 2], 1);
    }
  } else {
    for (int m = 0; m < M; ++m, y += pixel) store_bytes(y, m % 2 == 0 ? bytes[m / 2] : wasm_i64x2_shuffle(bytes[m / 2], bytes[m / 2], 1, 1), outputs);
  }
}

// Takes a copy of the sums, which have no address then and stay in registers.
template <int M>
[[gnu::noinline]] inline void store_words(const Destination& to, Accumulators<M> acc, const float* multipliers, std::size_t outputs, std::byte* y) {
  for (int m = 0; m < M; ++m) {
    for (std::size_t half = 0; half < 2 && 4 * half < outputs; ++half) {
      v128_t v = acc.of[m][half];
      if (to.result == ConvResult::reals) v = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(v), wasm_v128_load(multipliers + 4 * half));
      std::byte* at = y + 4 * (static_cast<std::size_t>(m) * to.pixel + 4 * half);
      if (outputs - 4 * half >= 4) {
        wasm_v128_store(at, v);
      } else {
        alignas(16) std::array<std::byte, 16> bytes;
        wasm_v128_store(bytes.data(), v);
        std::copy_n(bytes.data(), 4 * (outputs - 4 * half), at);
      }
    }
  }
}

// What tiles of eight output channels end with. `outputs` of the channels are stored.
struct Epilogue {
  Destination to;
  Requantizer requantizer;
  const float* multipliers;
  v128_t m0, m1;
  std::size_t outputs;

  Epilogue(const Destination& destination, const float* multiplier, std::size_t count)
      : to(destination), requantizer(destination.codes), multipliers(multiplier), m0(wasm_v128_load(multiplier)),
        m1(wasm_v128_load(multiplier + 4)), outputs(count) {}

  // Whether store_sums() may be called. Like store_whole() it calls no function: values of a loop around it need no place
  // in memory.
  bool whole_sums() const { return to.result == ConvResult::accumulators && outputs >= packed::panel; }
  template <int M>
  [[gnu::always_inline]] void store_sums(const Accumulators<M>& acc, std::byte* y) const {
    for (int m = 0; m < M; ++m, y += 4 * to.pixel) {
      wasm_v128_store(y, acc.of[m][0]);
      wasm_v128_store(y + 16, acc.of[m][1]);
    }
  }

  // Whether store_whole() may be called.
  bool whole() const { return to.result == ConvResult::codes && outputs >= packed::panel; }

  // y: the first pixel's first of the eight channels.
  template <int M>
  [[gnu::always_inline]] void store_whole(const Accumulators<M>& acc, std::byte* y) const {
    store_codes<M>(requantizer, to.pixel, acc, m0, m1, packed::panel, y);
  }
  template <int M>
  [[gnu::always_inline]] void store(const Accumulators<M>& acc, std::byte* y) const {
    if (to.result == ConvResult::codes) {
      store_codes<M>(requantizer, to.pixel, acc, m0, m1, outputs, y);
    } else if (whole_sums()) {
      store_sums<M>(acc, y);
    } else {
      store_words<M>(to, acc, multipliers, outputs, y);
    }
  }
};

}  // namespace zeropoint::simd128

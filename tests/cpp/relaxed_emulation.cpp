#include "relaxed_emulation.h"

#include <algorithm>
#include <array>

#include "kernels/relaxed/integer_conv.h"

namespace zeropoint::test {

namespace {

enum class Reading { as_unsigned, as_signed };
enum class Pairs { exact, wrapping, saturating };

// i32x4.relaxed_dot_i8x16_i7x16_add_s, byte by byte.
template <Reading reading, Pairs pairs>
struct EmulatedDot {
  static v128_t add(v128_t a, v128_t b, v128_t c) {
    alignas(16) std::array<std::int8_t, 16> x;
    alignas(16) std::array<std::uint8_t, 16> y;
    alignas(16) std::array<std::uint32_t, 4> sums;
    wasm_v128_store(x.data(), a);
    wasm_v128_store(y.data(), b);
    wasm_v128_store(sums.data(), c);
    const auto product = [&](std::size_t i) { return x[i] * (reading == Reading::as_signed ? std::int32_t{static_cast<std::int8_t>(y[i])} : std::int32_t{y[i]}); };
    for (std::size_t i = 0; i < 16; i += 2) {
      std::int32_t pair = product(i) + product(i + 1);
      if (pairs == Pairs::wrapping) pair = static_cast<std::int16_t>(pair);
      if (pairs == Pairs::saturating) pair = std::clamp(pair, -32768, 32767);
      sums[i / 4] += static_cast<std::uint32_t>(pair);
    }
    return wasm_v128_load(sums.data());
  }
};

template <Reading reading, Pairs pairs>
RelaxedBackEnd back_end(std::string_view name, relaxed::DotKind wanted) {
  using Dot = EmulatedDot<reading, pairs>;
  return {name, relaxed::dot_kind<Dot>(), wanted, &relaxed::integer_conv_kernels<Dot>()};
}

}  // namespace

std::span<const RelaxedBackEnd> relaxed_back_ends() {
  using enum Reading;
  using enum Pairs;
  using enum relaxed::DotKind;
  static const RelaxedBackEnd all[] = {
      back_end<as_unsigned, exact>("unsigned, exact", exact_unsigned), back_end<as_signed, exact>("signed, exact", exact_signed),
      back_end<as_unsigned, wrapping>("unsigned, wrapping", other),    back_end<as_unsigned, saturating>("unsigned, saturating", other),
      back_end<as_signed, wrapping>("signed, wrapping", other),        back_end<as_signed, saturating>("signed, saturating", other),
  };
  return all;
}

}  // namespace zeropoint::test

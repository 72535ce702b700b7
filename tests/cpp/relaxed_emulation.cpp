#include "relaxed_emulation.h"

#include <algorithm>
#include <array>

#include "kernels/relaxed/integer_conv.h"

namespace zeropoint::test {

namespace {

enum class Reading { as_unsigned, as_signed };
enum class Pairs { exact, wrapping, saturating };

// The instructions, byte by byte.
template <Reading reading, Pairs kind>
struct EmulatedDot {
  static v128_t add(v128_t a, v128_t b, v128_t c) {
    alignas(16) std::array<std::uint32_t, 4> sums;
    wasm_v128_store(sums.data(), c);
    const auto found = sums_of(a, b);
    for (std::size_t i = 0; i < found.size(); ++i) sums[i / 2] += static_cast<std::uint32_t>(found[i]);
    return wasm_v128_load(sums.data());
  }

  // Where sums are exact above, this one wraps: its lanes have 16 bits.
  static v128_t pairs(v128_t a, v128_t b) {
    alignas(16) std::array<std::int16_t, 8> sums;
    std::ranges::transform(sums_of(a, b), sums.begin(), [](std::int32_t sum) { return static_cast<std::int16_t>(sum); });
    return wasm_v128_load(sums.data());
  }

 private:
  static std::array<std::int32_t, 8> sums_of(v128_t a, v128_t b) {
    alignas(16) std::array<std::int8_t, 16> x;
    alignas(16) std::array<std::uint8_t, 16> y;
    wasm_v128_store(x.data(), a);
    wasm_v128_store(y.data(), b);
    const auto product = [&](std::size_t i) { return x[i] * (reading == Reading::as_signed ? std::int32_t{static_cast<std::int8_t>(y[i])} : std::int32_t{y[i]}); };
    std::array<std::int32_t, 8> sums;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const std::int32_t sum = product(2 * i) + product(2 * i + 1);
      sums[i] = kind == Pairs::wrapping ? static_cast<std::int16_t>(sum) : kind == Pairs::saturating ? std::clamp(sum, -32768, 32767) : sum;
    }
    return sums;
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

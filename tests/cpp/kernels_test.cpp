// Every back end gives the scalar kernels' bytes: all lengths up to several vectors, all code types, near
// ties, infinities and NaN. Output ends in guard bytes, so that a store past the end shows.
#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <vector>

#include "kernels/kernels.h"
#include "random.h"

using namespace zeropoint;
using test::Random;

namespace {

QParams random_qparams(Random& random, std::int32_t lowest, std::int32_t highest) {
  QParams p;
  p.qmin = static_cast<std::int32_t>(random.integer(lowest, highest - 1));
  p.qmax = static_cast<std::int32_t>(random.integer(p.qmin + 1, highest));
  if (random.integer(0, 1) == 0) {
    p.qmin = lowest;
    p.qmax = highest;
  }
  p.zero_point = static_cast<std::int32_t>(random.integer(p.qmin, p.qmax));
  p.scale = std::ldexp(random.real(1, 2), static_cast<int>(random.integer(-30, 30)));
  return p;
}

std::vector<float> values_near(Random& random, const QParams& p, std::size_t n) {
  std::vector<float> r(n);
  for (float& x : r) {
    const float steps = static_cast<float>(random.integer(2 * p.qmin - p.qmax, 2 * p.qmax - p.qmin));
    switch (random.integer(0, 5)) {
      case 0: x = random.any_finite(); break;
      case 1: x = std::numeric_limits<float>::infinity() * (random.integer(0, 1) != 0 ? 1.0F : -1.0F); break;
      case 2: x = -0.0F; break;
      case 3: x = std::nextafter(p.scale * (steps + 0.5F), random.any_finite()); break;
      case 4: x = p.scale * (steps + 0.5F); break;
      default: x = p.scale * (steps + random.real(-1, 1)); break;
    }
  }
  return r;
}

template <class T>
std::vector<T> guarded(std::size_t n) {
  std::vector<T> out(n + 16);
  std::memset(out.data(), 0x5A, out.size() * sizeof(T));
  return out;
}

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class Code, class Quantize, class Dequantize>
void compare(const char* what, Quantize quantize, Dequantize dequantize) {
  CAPTURE(what);
  Random random(1);
  const TensorKernels& reference = scalar::kernels().tensor;
  for (const Kernels* kernels : available_kernels()) {
    CAPTURE(kernels->name);
    for (std::size_t n = 0; n <= 70; ++n) {
      for (int round = 0; round < 20; ++round) {
        const QParams p = random_qparams(random, std::numeric_limits<Code>::min(), std::numeric_limits<Code>::max());
        std::vector<float> r = values_near(random, p, n);
        if (n > 0 && round % 5 == 0) r[random.integer(0, n - 1)] = std::numeric_limits<float>::quiet_NaN();

        auto expected = guarded<Code>(n);
        auto actual = guarded<Code>(n);
        CHECK((kernels->tensor.*quantize)(r, p, actual.data()) == (reference.*quantize)(r, p, expected.data()));
        CHECK(same_bytes(actual, expected));

        const std::span<const Code> codes(expected.data(), n);
        auto expected_back = guarded<float>(n);
        auto actual_back = guarded<float>(n);
        (reference.*dequantize)(codes, p, expected_back.data());
        (kernels->tensor.*dequantize)(codes, p, actual_back.data());
        CHECK(same_bytes(actual_back, expected_back));
      }
    }
  }
}

template <class Code, class Requantize>
void compare_requantize(Requantize requantize) {
  Random random(2);
  const TensorKernels& reference = scalar::kernels().tensor;
  for (const Kernels* kernels : available_kernels()) {
    CAPTURE(kernels->name);
    for (std::size_t channels = 1; channels <= 40; ++channels) {
      std::vector<float> multipliers(channels);
      for (float& m : multipliers) m = std::ldexp(random.real(1, 2), static_cast<int>(random.integer(-31, 2)));
      const QParams p = random_qparams(random, std::numeric_limits<Code>::min(), std::numeric_limits<Code>::max());
      const Requantization to{multipliers, p.zero_point, p.qmin, p.qmax};
      std::vector<std::int32_t> acc(channels * 5);
      for (auto& a : acc) a = static_cast<std::int32_t>(random.next()) >> random.integer(0, 31);
      acc[0] = std::numeric_limits<std::int32_t>::min();
      acc.back() = std::numeric_limits<std::int32_t>::max();

      auto expected = guarded<Code>(acc.size());
      auto actual = guarded<Code>(acc.size());
      (reference.*requantize)(acc, to, expected.data());
      (kernels->tensor.*requantize)(acc, to, actual.data());
      CHECK(same_bytes(actual, expected));
    }
  }
}

}  // namespace

TEST_CASE("the first table is the scalar one, and names are unique") {
  const auto tables = available_kernels();
  REQUIRE_FALSE(tables.empty());
  CHECK(tables[0] == &scalar::kernels());
#ifdef ZEROPOINT_SIMD128
  REQUIRE(tables.size() == 2);
  CHECK(tables[1]->name == "simd128");
#endif
}

TEST_CASE("quantize and dequantize: every back end equals scalar") {
  compare<std::uint8_t>("u8", &TensorKernels::quantize_u8, &TensorKernels::dequantize_u8);
  compare<std::int8_t>("i8", &TensorKernels::quantize_i8, &TensorKernels::dequantize_i8);
  compare<std::uint16_t>("u16", &TensorKernels::quantize_u16, &TensorKernels::dequantize_u16);
  compare<std::int16_t>("i16", &TensorKernels::quantize_i16, &TensorKernels::dequantize_i16);
}

TEST_CASE("requantize: every back end equals scalar") {
  compare_requantize<std::uint8_t>(&TensorKernels::requantize_u8);
  compare_requantize<std::int8_t>(&TensorKernels::requantize_i8);
}

TEST_CASE("the scalar kernels are the formulas, and name the first NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> r = {-1, 0.25F, 0.5F, nan, 9, nan};
  const QParams p{0.5F, 1, 0, 7};
  std::uint8_t q[6];
  CHECK(scalar::kernels().tensor.quantize_u8(r, p, q) == 3);
  const std::uint8_t expected[] = {0, 1, 2, 0, 7, 0};  // 0.25/0.5 = 0.5 is a tie and goes to 0
  CHECK(std::memcmp(q, expected, 6) == 0);
}

TEST_CASE("minmax: every back end, zeros as +0, anything not finite is reported") {
  Random random(3);
  for (const Kernels* kernels : available_kernels()) {
    CAPTURE(kernels->name);
    CHECK(kernels->tensor.minmax({}).finite);
    for (std::size_t n = 1; n <= 40; ++n) {
      std::vector<float> r(n);
      for (float& x : r) x = random.any_finite();
      float low = r[0];
      float high = r[0];
      for (float x : r) {
        if (x < low) low = x;
        if (x > high) high = x;
      }
      const MinMax seen = kernels->tensor.minmax(r);
      CHECK(seen.finite);
      CHECK(seen.min == low);
      CHECK(seen.max == high);
      for (float bad : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                        std::numeric_limits<float>::quiet_NaN()}) {
        std::vector<float> broken = r;
        broken[random.integer(0, n - 1)] = bad;
        CHECK_FALSE(kernels->tensor.minmax(broken).finite);
      }
      for (float& x : r) x = random.integer(0, 1) != 0 ? 0.0F : -0.0F;
      CHECK_FALSE(std::signbit(kernels->tensor.minmax(r).min));
      CHECK_FALSE(std::signbit(kernels->tensor.minmax(r).max));
    }
  }
}

// What must hold of quantization for every range, bit width and scheme; seeds are fixed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "quant/qparams.h"
#include "quant/requantize.h"
#include "random.h"

using namespace zeropoint;
using test::Random;

namespace {

QuantSpec random_spec(Random& random) {
  const int bits = static_cast<int>(random.integer(1, 9));
  QuantSpec spec{.bits = bits == 9 ? 16 : bits, .is_signed = random.integer(0, 1) != 0};
  if (spec.bits > 1 && random.integer(0, 1) != 0) {
    spec.scheme = Scheme::symmetric;
    spec.narrow_range = spec.is_signed && random.integer(0, 1) != 0;
  }
  return spec;
}

Range random_range(Random& random) {
  const float magnitude = std::ldexp(1.0F, static_cast<int>(random.integer(-100, 100)));
  float a = random.real(-1, 1) * magnitude;
  float b = random.real(-1, 1) * magnitude;
  return {std::min(a, b), std::max(a, b)};
}

// Calls work(spec, range, p) for many of them.
template <class Work>
void for_random_qparams(std::uint64_t seed, int rounds, Work&& work) {
  Random random(seed);
  for (int i = 0; i < rounds; ++i) {
    const QuantSpec spec = random_spec(random);
    const Range range = random_range(random);
    const auto p = choose_qparams(range, spec);
    REQUIRE(p.ok());
    CAPTURE(spec.bits);
    CAPTURE(range.min);
    CAPTURE(range.max);
    work(random, spec, range, p.value());
  }
}

}  // namespace

TEST_CASE("chosen parameters pass their own check, and 0 is exact") {
  for_random_qparams(11, 20000, [](Random&, const QuantSpec&, const Range&, const QParams& p) {
    CHECK(check_qparams(p).ok());
    CHECK(quantize_value(0.0F, p) == p.zero_point);
    CHECK(quantize_value(-0.0F, p) == p.zero_point);
    CHECK(dequantize_value(p.zero_point, p) == 0.0F);
  });
}

TEST_CASE("quantize after dequantize gives every code back") {
  for_random_qparams(12, 3000, [](Random& random, const QuantSpec& spec, const Range&, const QParams& p) {
    if (spec.bits <= 8) {
      for (std::int32_t q = p.qmin; q <= p.qmax; ++q) CHECK(quantize_value(dequantize_value(q, p), p) == q);
    } else {
      for (int i = 0; i < 200; ++i) {
        const auto q = static_cast<std::int32_t>(random.integer(p.qmin, p.qmax));
        CHECK(quantize_value(dequantize_value(q, p), p) == q);
      }
    }
  });
}

TEST_CASE("inside the range the error is at most half a step and float32's own rounding") {
  for_random_qparams(13, 20000, [](Random& random, const QuantSpec& spec, const Range&, const QParams& p) {
    const double bound = p.scale * (0.5 + std::ldexp(1.0, spec.bits - 23));
    const float lo = dequantize_value(p.qmin, p);
    const float hi = dequantize_value(p.qmax, p);
    for (int i = 0; i < 10; ++i) {
      const float r = random.real(lo, hi);
      const float back = dequantize_value(quantize_value(r, p), p);
      CHECK(std::fabs(double{r} - double{back}) <= bound);
    }
  });
}

TEST_CASE("the whole observed range is representable, but for half a step at the end where Z was rounded") {
  for_random_qparams(14, 20000, [](Random&, const QuantSpec& spec, const Range& range, const QParams& p) {
    const double slack = p.scale * (0.5 + std::ldexp(1.0, spec.bits - 22));
    CHECK(double{dequantize_value(p.qmin, p)} <= std::min(double{range.min}, 0.0) + slack);
    CHECK(double{dequantize_value(p.qmax, p)} >= std::max(double{range.max}, 0.0) - slack);
  });
}

TEST_CASE("quantization is monotone") {
  for_random_qparams(15, 5000, [](Random& random, const QuantSpec&, const Range& range, const QParams& p) {
    std::vector<float> r(30);
    for (float& x : r) x = random.real(2 * range.min - range.max, 2 * range.max - range.min);
    std::ranges::sort(r);
    std::int32_t before = p.qmin;
    for (float x : r) {
      const std::int32_t q = quantize_value(x, p);
      CHECK(q >= before);
      before = q;
    }
  });
}

TEST_CASE("requantize: M from float32 steps, ties to even, saturation, Z added after rounding") {
  // fl(fl(0.5·0.25)/0.125) = 1.
  CHECK(requantize_multiplier(0.5F, 0.25F, 0.125F).value() == 1.0F);
  const QParams to{1, 3, 0, 10};
  CHECK(requantize_value(5, 0.5F, to) == 5);    // 2.5 is a tie: 2 + 3
  CHECK(requantize_value(3, 0.5F, to) == 5);    // 1.5 is a tie: 2 + 3
  CHECK(requantize_value(-1, 0.5F, to) == 3);   // −0.5 is a tie: 0 + 3
  CHECK(requantize_value(-7, 0.5F, to) == 0);   // −4 + 3 saturates
  CHECK(requantize_value(2147483647, 1, to) == 10);
  CHECK(requantize_value(-2147483647 - 1, 1, to) == 0);
  // float(2^24 + 1) is 2^24: the accumulator is rounded to float32 before the multiplication.
  CHECK(requantize_value(16777217, 0x1p-23F, QParams{1, 0, 0, 255}) == 2);
}

TEST_CASE("requantize: scales whose product or quotient is not a normal float are refused") {
  CHECK_FALSE(requantize_multiplier(1e-30F, 1e-30F, 1).ok());   // the product is 0
  CHECK_FALSE(requantize_multiplier(1e-20F, 1e-20F, 1).ok());   // subnormal
  CHECK_FALSE(requantize_multiplier(1e30F, 1e30F, 1).ok());     // infinite
  CHECK_FALSE(requantize_multiplier(1e-18F, 1e-18F, 1e20F).ok());
}

TEST_CASE("bias: float32 division, half to even, saturating") {
  CHECK(quantize_bias(0.3125F, 0.5F, 0.25F) == 2);   // 2.5
  CHECK(quantize_bias(0.4375F, 0.5F, 0.25F) == 4);   // 3.5
  CHECK(quantize_bias(-0.3125F, 0.5F, 0.25F) == -2);
  CHECK(quantize_bias(1e30F, 0.5F, 0.25F) == 2147483647);
  CHECK(quantize_bias(-1e30F, 0.5F, 0.25F) == -2147483647 - 1);
}

// Float functions against the C library's float64 ones, over all exponents, and their special values.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/float_math.h"
#include "random.h"

using namespace zeropoint;
using test::Random;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float smallest = std::numeric_limits<float>::denorm_min();

// Distance from the exact value in units of its last place in float32.
double ulps(float y, double exact) {
  if (std::isnan(exact)) return std::isnan(y) ? 0 : infinity;
  const float nearest = static_cast<float>(exact);
  if (std::isinf(nearest)) return y == nearest ? 0 : infinity;
  int exponent = 0;
  std::frexp(nearest, &exponent);
  return std::fabs(double{y} - exact) / std::ldexp(1, std::max(exponent, -125) - 24);
}

// Every 4099th bit pattern: a million arguments, all exponents and both signs.
template <class Function, class Exact>
double worst(Function function, Exact exact) {
  double most = 0;
  for (std::uint64_t bits = 0; bits <= 0xFFFFFFFFU; bits += 4099) {
    const float x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!std::isnan(x)) most = std::max(most, ulps(function(x), exact(double{x})));
  }
  return most;
}

bool same(float a, float b) {
  return std::isnan(a) ? std::isnan(b) : std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

}  // namespace

TEST_CASE("exp, log, tanh and sigmoid stay within their bounds everywhere") {
  CHECK(worst(portable_expf, [](double x) { return std::exp(x); }) < 0.98);
  CHECK(worst(portable_logf, [](double x) { return std::log(x); }) < 0.82);
  CHECK(worst(portable_tanhf, [](double x) { return std::tanh(x); }) < 1.33);
  const auto sigmoid = [](double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); };
  CHECK(worst(portable_sigmoidf, sigmoid) < 2.34);
}

TEST_CASE("special values are exact") {
  CHECK(same(portable_expf(0), 1));
  CHECK(same(portable_expf(-0.0F), 1));
  CHECK(same(portable_expf(infinity), infinity));
  CHECK(same(portable_expf(-infinity), 0));
  CHECK(same(portable_expf(-1000), 0));
  CHECK(same(portable_expf(88.7228394F), infinity));  // ln(FLT_MAX) is 88.72283905…
  CHECK(std::isfinite(portable_expf(88.7228317F)));
  CHECK(same(portable_expf(-103.27893F), smallest));  // ln(2^-149) is −103.278929…
  CHECK(std::isnan(portable_expf(not_a_number)));

  CHECK(same(portable_logf(1), 0));
  CHECK(same(portable_logf(0), -infinity));
  CHECK(same(portable_logf(-0.0F), -infinity));
  CHECK(same(portable_logf(infinity), infinity));
  CHECK(std::isnan(portable_logf(-1)));
  CHECK(std::isnan(portable_logf(-smallest)));
  CHECK(std::isnan(portable_logf(not_a_number)));
  CHECK(ulps(portable_logf(smallest), -103.27892990343185) < 1);

  CHECK(same(portable_tanhf(0), 0));
  CHECK(same(portable_tanhf(-0.0F), -0.0F));
  CHECK(same(portable_tanhf(infinity), 1));
  CHECK(same(portable_tanhf(-infinity), -1));
  CHECK(same(portable_tanhf(-20), -1));
  CHECK(same(portable_tanhf(smallest), smallest));
  CHECK(std::isnan(portable_tanhf(not_a_number)));

  CHECK(same(portable_sigmoidf(0), 0.5F));
  CHECK(same(portable_sigmoidf(infinity), 1));
  CHECK(same(portable_sigmoidf(-infinity), 0));
  CHECK(portable_sigmoidf(-100) > 0);  // 3.8e−44, where 1 / (1 + e^100) by float32 would be 0
  CHECK(std::isnan(portable_sigmoidf(not_a_number)));
}

TEST_CASE("pow: within half an ulp of the C library's float64") {
  Random random(1);
  double most = 0;
  for (int i = 0; i < 300000; ++i) {
    const float x = std::fabs(random.any_finite());
    const float y = i % 3 == 0 ? random.real(-3, 3) : random.real(-100, 100) / (1 + std::fabs(std::log2(x)));
    most = std::max(most, ulps(portable_powf(x, y), std::pow(double{x}, double{y})));
  }
  CHECK(most < 0.501);
}

TEST_CASE("pow: special values as the C library has them") {
  const float values[] = {0.0F, -0.0F, 1, -1, 2, -2, 0.5F, -0.5F, 3, -3, 2.25F, -2.25F,
                          0x1p24F, -0x1p24F, 16777215, -16777215, 1e30F, -1e30F, smallest, -smallest, infinity, -infinity, not_a_number};
  for (float x : values) {
    for (float y : values) {
      CAPTURE(x);
      CAPTURE(y);
      CHECK(same(portable_powf(x, y), static_cast<float>(std::pow(double{x}, double{y}))));
    }
  }
}

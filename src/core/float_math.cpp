#include "core/float_math.h"

#include <cmath>
#include <limits>

#include "core/numeric.h"

namespace zeropoint {

namespace {

// e^x in float64 for |x| ≤ 200; relative error below 4e-16.
double exp_double(double x) {
  const double n = round_half_even(x * 1.4426950408889634);
  const double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;  // ln 2 in two parts, the first of 32 bits
  double sum = 1;
  for (int k = 14; k >= 1; --k) sum = 1 + sum * r / k;  // |r| ≤ 0.347: r^15/15! is below 2^-63
  return std::ldexp(sum, static_cast<int>(n));
}

bool is_integer(float y) { return std::floor(y) == y; }
bool is_odd(float y) { return is_integer(y) && std::floor(y / 2) != y / 2; }

// x^y for x > 0, finite, not 1, and y finite, not 0. Beyond ±200 float32 has long overflowed or vanished.
float positive_pow(float x, float y) {
  const double exponent = double{y} * portable_log(double{x});
  if (exponent > 200) return std::numeric_limits<float>::infinity();
  if (exponent < -200) return 0;
  const double power = exp_double(exponent);
  if (power > double{std::numeric_limits<float>::max()} * (1 + 0x1p-25)) return std::numeric_limits<float>::infinity();
  return static_cast<float>(power);
}

}  // namespace

float portable_expf(float x) { return float_math::exp(x); }
float portable_logf(float x) { return float_math::log(x); }
float portable_tanhf(float x) { return float_math::tanh(x); }
float portable_sigmoidf(float x) { return float_math::sigmoid(x); }

float portable_powf(float x, float y) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (y == 0 || x == 1) return 1;
  if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<float>::quiet_NaN();
  const float magnitude = std::fabs(x);
  if (std::isinf(y)) {
    if (magnitude == 1) return 1;
    return (magnitude > 1) == (y > 0) ? infinity : 0.0F;
  }
  const bool negative = std::signbit(x) && is_odd(y);
  float power = 0;
  if (magnitude == 0 || std::isinf(x)) {
    power = (magnitude == 0) == (y > 0) ? 0.0F : infinity;
  } else if (x < 0 && !is_integer(y)) {
    return std::numeric_limits<float>::quiet_NaN();
  } else {
    power = magnitude == 1 ? 1.0F : positive_pow(magnitude, y);
  }
  return negative ? -power : power;
}

}  // namespace zeropoint

#include "core/numeric.h"

#include <numbers>

namespace zeropoint {

double portable_log(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // [0.5, 1)
  if (mantissa < std::numbers::sqrt2 / 2) {
    mantissa *= 2;
    --exponent;
  }
  // ln m = 2 atanh(s) with s = (m − 1)/(m + 1), |s| ≤ 0.172: s^25/25 is below 2^-66.
  const double s = (mantissa - 1) / (mantissa + 1);
  const double s2 = s * s;
  double series = 0;
  for (int k = 23; k >= 3; k -= 2) series = (series + 1.0 / k) * s2;
  return exponent * std::numbers::ln2 + 2 * (s + s * series);
}

}  // namespace zeropoint

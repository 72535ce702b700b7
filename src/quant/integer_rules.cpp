#include "quant/integer_rules.h"

namespace zeropoint {

namespace {

// Horner's rule, highest power first.
template <std::size_t n>
float polynomial(float x, const std::array<float, n>& coefficients) {
  float sum = coefficients[0];
  for (std::size_t i = 1; i < n; ++i) sum = sum * x + coefficients[i];
  return sum;
}

constexpr std::array numerator{4.37031012579801e-11F, 1.15627324459942e-07F, 6.08574864600143e-05F, 8.51377133304701e-03F, 2.48287947061529e-01F};
constexpr std::array denominator{6.10247389755681e-13F, 5.76102136993427e-09F, 6.29106785017040e-06F,
                                 1.70198817374094e-03F, 1.16817656904453e-01F, 9.93151921023180e-01F};

}  // namespace

float rational_sigmoid(float x) {
  x = std::min(std::max(-18.0F, x), 18.0F);
  const float square = x * x;
  const float quotient = polynomial(square, numerator) * x / polynomial(square, denominator);
  return std::min(std::max(0.0F, quotient + 0.5F), 1.0F);
}

}  // namespace zeropoint

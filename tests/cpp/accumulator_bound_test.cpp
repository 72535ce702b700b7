// Equation (9): the bound against all inputs, and the numbers of quantization.md, section 11.1.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "quant/accumulator_bound.h"
#include "random.h"

using namespace zeropoint;

namespace {

WeightSums sums_of(const std::vector<std::int32_t>& weights) {
  WeightSums sums;
  for (const std::int32_t w : weights) sums.add(w);
  return sums;
}

}  // namespace

TEST_CASE("accumulator bound: by hand") {
  // P = 5, N = −4; inputs in [−2, 3]: the least sum takes −2 with 5 and 3 with −4, the greatest the other way round.
  const WeightSums sums = sums_of({5, -4});
  CHECK(accumulator_bound(sums, {-2, 3}) == Interval{-22, 23});
  CHECK(accumulator_bound(sums, {0, 255}) == Interval{-1020, 1275});
  CHECK(with_bias({-22, 23}, 100) == Interval{78, 123});
  CHECK(accumulator_bound(sums_of({}), {-255, 255}) == Interval{0, 0});
}

TEST_CASE("accumulator bound: the ends are reached, and nothing goes beyond") {
  test::Random random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::int32_t> weights(static_cast<std::size_t>(random.integer(1, 4)));
    for (std::int32_t& w : weights) w = static_cast<std::int32_t>(random.integer(-255, 255));
    const Interval input{random.integer(-4, 0), random.integer(0, 4)};
    std::int64_t least = 0, greatest = 0;
    // Every input, as a number with one digit for each weight.
    const std::int64_t base = input.hi - input.lo + 1;
    std::int64_t inputs = 1;
    for (std::size_t i = 0; i < weights.size(); ++i) inputs *= base;
    for (std::int64_t code = 0; code < inputs; ++code) {
      std::int64_t sum = 0, rest = code;
      for (const std::int32_t w : weights) {
        sum += w * (input.lo + rest % base);
        rest /= base;
      }
      least = std::min(least, sum);
      greatest = std::max(greatest, sum);
    }
    CHECK(accumulator_bound(sums_of(weights), input) == Interval{least, greatest});
  }
}

TEST_CASE("accumulator bound: how many channels int32 holds") {
  const auto worst = [](std::int64_t channels, std::int64_t weight) {
    return accumulator_bound({9 * channels * weight, 0}, {0, 255});
  };
  CHECK(worst(64, 127).hi == 18'653'760);
  CHECK(worst(7367, 127).fits_int32());
  CHECK_FALSE(worst(7368, 127).fits_int32());
  CHECK(worst(3669, 255).fits_int32());
  CHECK_FALSE(worst(3670, 255).fits_int32());
}

TEST_CASE("accumulator bound: int32's ends") {
  CHECK(Interval{-2147483648LL, 2147483647LL}.fits_int32());
  CHECK_FALSE(with_bias({-2147483648LL, 0}, -1).fits_int32());
  CHECK_FALSE(with_bias({0, 2147483647LL}, 1).fits_int32());
}

// Equation (9) of quantization.md: between what bounds the accumulator of an output channel lies, whatever the input.
#pragma once

#include <cstdint>
#include <limits>

namespace zeropoint {

// All integers from lo to hi.
struct Interval {
  std::int64_t lo = 0;
  std::int64_t hi = 0;

  bool operator==(const Interval&) const = default;

  bool within(std::int64_t least, std::int64_t greatest) const { return least <= lo && hi <= greatest; }
  bool fits_int32() const { return within(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()); }
};

// P and N: the sums of the positive and of the negative q_w − Z_w of an output channel.
struct WeightSums {
  std::int64_t positive = 0;
  std::int64_t negative = 0;

  // Without a branch: signs of weights can't be predicted.
  void add(std::int32_t weight) {
    const std::int32_t below = weight & (weight >> 31);
    negative += below;
    positive += weight - below;
  }
};

// Of Σ (q_x − Z_x)(q_w − Z_w) with q_x − Z_x in `input`, which contains 0. Partial sums lie within it too, and its
// ends are reached if all of `input` occurs.
Interval accumulator_bound(const WeightSums& weights, const Interval& input);

// The same with b_q added.
Interval with_bias(const Interval& sum, std::int32_t bias);

}  // namespace zeropoint

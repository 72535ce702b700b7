#include "quant/accumulator_bound.h"

namespace zeropoint {

Interval accumulator_bound(const WeightSums& weights, const Interval& input) {
  return {weights.positive * input.lo + weights.negative * input.hi, weights.positive * input.hi + weights.negative * input.lo};
}

Interval with_bias(const Interval& sum, std::int32_t bias) { return {sum.lo + bias, sum.hi + bias}; }

}  // namespace zeropoint

// Equation (10) of quantization.md after the accumulator: from int32 to the output's codes.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/result.h"
#include "quant/qparams.h"

namespace zeropoint {

// Equation (8): M = fl(fl(S_x·S_w) / S_y). Errors: a product or a quotient that is zero, subnormal or infinite.
Result<float> requantize_multiplier(float input_scale, float weight_scale, float output_scale);

// Equation (7): b_q = rne(b / fl(S_x·S_w)), saturating. b is finite, the product of the scales is a normal float.
std::int32_t quantize_bias(float bias, float input_scale, float weight_scale);

// What (10) and (11) end with: rne(steps), clamped to [qmin − Z, qmax − Z] before it becomes an integer, plus Z. `to` is
// whatever holds zero_point, qmin and qmax of the output.
template <class Output>
std::int32_t quantize_steps(float steps, const Output& to) {
  const float lo = static_cast<float>(to.qmin - to.zero_point);
  const float hi = static_cast<float>(to.qmax - to.zero_point);
  return static_cast<std::int32_t>(std::min(std::max(lo, round_half_even(steps)), hi)) + to.zero_point;
}

// Equation (10), second line, of fl(fl(acc)·M).
template <class Output>
std::int32_t requantize_value(std::int32_t accumulator, float multiplier, const Output& to) {
  return quantize_steps(static_cast<float>(accumulator) * multiplier, to);
}

}  // namespace zeropoint

#include "quant/requantize.h"

#include <cmath>

#include "core/text.h"

namespace zeropoint {

Result<float> requantize_multiplier(float input_scale, float weight_scale, float output_scale) {
  const float product = input_scale * weight_scale;
  const float multiplier = product / output_scale;
  if (!std::isnormal(product) || !std::isnormal(multiplier)) {
    return Error{ErrorCode::invalid_argument,
                 text("the scales S_x = ", input_scale, ", S_w = ", weight_scale, ", S_y = ", output_scale,
                      " give no normal float32 multiplier: S_x·S_w = ", product, ", M = ", multiplier)};
  }
  return multiplier;
}

std::int32_t quantize_bias(float bias, float input_scale, float weight_scale) {
  // As doubles, which hold every int32 exactly; a float's end of int32 would round to 2^31.
  const double steps = round_half_even(bias / (input_scale * weight_scale));
  return static_cast<std::int32_t>(std::min(std::max(steps, -2147483648.0), 2147483647.0));
}

}  // namespace zeropoint

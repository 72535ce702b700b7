// The scale and zero point of ONNX's DynamicQuantizeLinear, which differ from equations (3) and (4) as section 13 of
// quantization.md says.
#pragma once

#include <algorithm>

#include "quant/qparams.h"

namespace zeropoint {

// Of values from min to max, for uint8. The range is widened to contain 0; S may be infinite, subnormal or 0.
inline QParams dynamic_qparams(float min, float max) {
  min = std::min(min, 0.0F);
  max = std::max(max, 0.0F);
  QParams p;
  p.scale = max == min ? 1.0F : (max - min) / 255.0F;
  // The order of the arguments sends NaN, of 0 / 0, to 0.
  p.zero_point = static_cast<std::int32_t>(round_half_even(std::min(std::max(0.0F, 0.0F - min / p.scale), 255.0F)));
  return p;
}

}  // namespace zeropoint

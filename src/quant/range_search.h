// The search that the mse and the entropy observers share: the range, between nothing and all that was
// seen (widened to contain 0), with the smallest error. The candidates, and which of two wins, are those of
// src/quantization.md 8.2: at most 479 errors with two free ends and 139 with one.
//
// Ends are rounded to float32 before they are judged, so the answer has exactly the error that was measured.
#pragma once

#include "quant/qparams.h"

namespace zeropoint {

class RangeObjective {
 public:
  // The error of quantizing with this range, ≥ 0 or infinite. Once it is sure to exceed `bound`,
  // anything above `bound` may be returned instead.
  virtual double error(Range range, double bound) = 0;

 protected:
  ~RangeObjective() = default;
};

// The best range for values seen in [seen.min, seen.max]; it contains 0. The objective is asked for ranges
// that contain 0 and are not empty, for a symmetric scheme [−a, a]; the result is then cut off at what was
// seen, which leaves the scale as it is.
Range search_range(Range seen, Scheme scheme, RangeObjective& objective);

}  // namespace zeropoint

// The search that the mse and the entropy observers share: the range, between nothing and all that was
// seen (widened to contain 0), with the smallest error.
//
// An error as a function of the range is bumpy (the zero point is rounded, levels meet or miss frequent
// values), so the search is a fixed sequence of scans rather than a descent that trusts slopes. The ends
// are t_min and t_max times those of the full range, t in [0, 1]; for a symmetric scheme t_min = t_max:
//   1. t_min = t_max over 12 octaves, t = 1, 15/16, 14/16 … 9/16, 1/2, 15/32 …;
//   2. where both ends are free: t_min = i/8 with t_max = j/8, i and j from 1 to 8;
//   3. where both ends are free: each end alone over the same octaves at a quarter of that density, and
//      0, the other standing still; again until neither moves, at most 3 times;
//   4. steps δ = 1/16, 1/32 … 1/1024 around the best: every combination of t·(1 − δ), t, t·(1 + δ), or
//      both ends alike where they are not both free; at each δ again until nothing improves, at most 3 times.
// Ends are rounded to float32 before they are judged, so the answer has exactly the error that was
// measured. The full range is judged first: the answer is never worse than it. Of two ranges with
// the same error the wider one wins. That is at most 479 errors with two free ends and 139 with one.
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

// The range that cuts (100 − p) % of the values off each end.
#pragma once

#include "core/result.h"
#include "quant/distribution.h"
#include "quant/qparams.h"

namespace zeropoint {

// With x_0 ≤ … ≤ x_(n−1) the n values, each as often as it was seen, the u-th percentile lies at the
// position h = (n − 1)·(u/100): with k = ⌊h⌋ and t = h − k it is x_k + (x_(k+1) − x_k)·t for t < ½ and
// x_(k+1) − (x_(k+1) − x_k)·(1 − t) otherwise. This is numpy.percentile's default ("linear"), in float64,
// rounded to float32 at the end. The range is [percentile 100 − p, percentile p].
//
// In a histogram the m values of a bin are taken to stand evenly in it: the j-th, from 0, at
// (i + (j + ½)/m)·2^e, clamped to the smallest and largest value seen; x_0 and x_(n−1) are those two.
//
// p lies in (50, 100]; 100 gives min-max. The distribution is not empty. Errors: out of memory.
Result<Range> percentile_range(const Distribution& values, double p);

}  // namespace zeropoint

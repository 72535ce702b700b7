// The range with the smallest Kullback-Leibler divergence between the values and their quantized form,
// after S. Migacz, "8-bit inference with TensorRT" (NVIDIA GTC 2017), generalised from thresholds on |r|
// with 128 levels to any scheme, one- or two-sided data and any number of bits.
#pragma once

#include "core/result.h"
#include "quant/distribution.h"
#include "quant/qparams.h"

namespace zeropoint {

// Bins: of width w = 2^e anchored at 0, at most 2,048 on each side (as many as Migacz has), taken from the
// distribution whether its values are still exact or not. Bin 0 counts no more than the fuller of its two
// neighbours: zeros are exact with any range, yet after a ReLU they would outweigh everything else (NVIDIA's
// own calibrators replace that bin too).
//
// For a candidate range:
//   - Inside are the bins from the one that holds rmin to the one that holds rmax. P is their counts, with
//     the counts of all bins below added to the first and of all bins above to the last of them.
//   - Each inside bin belongs to the code that quantize_value gives its centre, with the S and Z of
//     choose_qparams. The counts of a code's bins *before* the outliers were added are spread evenly over
//     those of its bins where P is not 0; this is Q. (Migacz cuts the bins into equal groups instead;
//     the real quantizer also has the half-wide first group and the zero point.)
//   - Where a code has only outliers, Q would be 0 where P is not, and the divergence infinite: Q is
//     then ½ in each of these bins, less than any value that was seen.
//   - The error is the divergence of the counts themselves, (1/Σp)·Σ (p·ln(p/q) − p + q) over the bins with
//     P ≠ 0. For few outliers that is Migacz's D(P‖Q) of the two divided by their sums, to first order in
//     the outliers; but divided by its own sum a Q that lost nearly everything can look like P, and with few
//     bits the best range would then be next to nothing.
// Candidates are those of range_search.h whose width is at least one bin for every code (Migacz starts at
// as many bins as levels): with fewer the bins cannot tell what quantization loses. If that leaves none, as
// with 16 bits, the range is the whole one. Of equals the widest wins.
//
// spec passes check_spec and is not binary; the distribution is not empty. Errors: out of memory.
Result<Range> entropy_range(const Distribution& values, const QuantSpec& spec);

}  // namespace zeropoint

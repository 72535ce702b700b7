// The range whose quantization error has the smallest mean square.
#pragma once

#include "core/result.h"
#include "quant/distribution.h"
#include "quant/qparams.h"

namespace zeropoint {

// Minimizes Σ count·(r − r̂)² over the points of the distribution, with r̂ from choose_qparams,
// quantize_value and dequantize_value themselves and the sum in float64, ascending by r; the search is
// range_search.h's. The result is never worse than min-max in this measure. spec passes check_spec and is not
// binary; the distribution is not empty. Errors: out of memory.
Result<Range> mse_range(const Distribution& values, const QuantSpec& spec);

}  // namespace zeropoint

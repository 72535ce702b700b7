// The patterns, a function for each family. Each looks at node n and returns whether what it added takes its place.
#pragma once

#include "runtime/lowering/rewriter.h"

namespace zeropoint::lowering {

// lowering/averages.cpp
Result<bool> lower_average_pool(Rewriter& r, std::size_t n);
Result<bool> lower_global_average(Rewriter& r, std::size_t n);
// lowering/combinations.cpp
Result<bool> lower_binary(Rewriter& r, std::size_t n);
Result<bool> lower_concat(Rewriter& r, std::size_t n);
// lowering/conv.cpp
Result<bool> lower_conv(Rewriter& r, std::size_t n);
// lowering/functions.cpp
Result<bool> lower_quantize(Rewriter& r, std::size_t n);
// lowering/movers.cpp
Result<bool> lower_mover(Rewriter& r, std::size_t n);
Result<bool> lower_pad(Rewriter& r, std::size_t n);
Result<bool> lower_resize(Rewriter& r, std::size_t n);
// lowering/products.cpp
Result<bool> lower_gemm(Rewriter& r, std::size_t n);
Result<bool> lower_matmul(Rewriter& r, std::size_t n);

}  // namespace zeropoint::lowering

// Lowering: float operators between DequantizeLinear and QuantizeLinear become the integer operators that compute the
// same on codes (quantization.md, section 11): QLinearConv, QGemm, QLinearAdd …, tables for functions of one element, and
// plain movers. What matches no pattern stays float between its DequantizeLinear and QuantizeLinear.
#pragma once

#include "core/result.h"
#include "kernels/network_kernels.h"
#include "model/graph.h"

namespace zeropoint {

// After infer_shapes, which has to follow as well; DequantizeLinear of constants must not have been folded. A lowered node
// keeps the name of the float node that it takes the place of. Takes time linear in the graph's size. Errors: memory.
Status lower(Graph& graph, const NetworkKernels& kernels);

}  // namespace zeropoint

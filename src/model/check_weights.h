// The numbers that a network's arithmetic relies on.
#pragma once

#include "core/result.h"
#include "model/graph.h"

namespace zeropoint {

// Float constants that are read as weight or bias of Conv, Gemm and MatMul hold no NaN or infinity, which the
// convolution's rule asks for (kernels/float_conv.h); nor do the parameters of BatchNormalization, whose
// variance + epsilon is positive; and the scales of quantized tensors are positive.
// After the rewrites, which may have made constants. Looks at each constant once.
// Error: not_finite, with the node, the tensor and the index.
Status check_finite_weights(const Graph& graph);

}  // namespace zeropoint

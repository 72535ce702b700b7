// The groups of this back end's table for networks, one file each.
#pragma once

#include "kernels/network_kernels.h"

namespace zeropoint::scalar {

extern const FloatConvKernels float_conv_kernels;
extern const FloatPointwiseKernels float_pointwise_kernels;
extern const FloatPoolKernels float_pool_kernels;
extern const IntegerConvKernels integer_conv_kernels;
extern const CodePointwiseKernels code_pointwise_kernels;
extern const CodePoolKernels code_pool_kernels;
extern const ByteMoveKernels byte_move_kernels;

}  // namespace zeropoint::scalar

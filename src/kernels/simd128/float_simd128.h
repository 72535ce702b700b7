// The groups of this back end's float table, one file each.
#pragma once

#include "kernels/network_kernels.h"

namespace zeropoint::simd128 {

extern const FloatConvKernels float_conv_kernels;
extern const FloatPointwiseKernels float_pointwise_kernels;
extern const FloatPoolKernels float_pool_kernels;

}  // namespace zeropoint::simd128

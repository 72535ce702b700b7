// The groups of this back end's table, one file each.
#pragma once

#include "kernels/kernels.h"

namespace zeropoint::simd128 {

extern const TensorKernels tensor_kernels;
extern const ImageKernels image_kernels;
extern const SsimKernels ssim_kernels;

}  // namespace zeropoint::simd128

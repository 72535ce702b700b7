// The groups of this back end's table, one file each.
#pragma once

#include "kernels/kernels.h"

namespace zeropoint::scalar {

extern const TensorKernels tensor_kernels;
extern const ImageKernels image_kernels;
extern const SsimKernels ssim_kernels;

}  // namespace zeropoint::scalar

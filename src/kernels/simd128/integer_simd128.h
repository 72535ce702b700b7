// The groups of this back end's integer table, one file each.
#pragma once

#include "kernels/integer_kernels.h"

namespace zeropoint::simd128 {

extern const IntegerConvKernels integer_conv_kernels;

}  // namespace zeropoint::simd128

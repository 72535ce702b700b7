// The former names of NetworkKernels.
#pragma once

#include "kernels/network_kernels.h"

namespace zeropoint {

using FloatKernels = NetworkKernels;
inline std::span<const NetworkKernels* const> available_float_kernels() { return available_network_kernels(); }

namespace scalar {
inline const NetworkKernels& float_kernels() { return network_kernels(); }
}  // namespace scalar
namespace simd128 {
inline const NetworkKernels& float_kernels() { return network_kernels(); }
}  // namespace simd128

}  // namespace zeropoint

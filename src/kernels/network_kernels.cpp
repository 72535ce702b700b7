#include "kernels/network_kernels.h"

#include "kernels/scalar/float_scalar.h"
#include "kernels/scalar/scalar.h"
#ifdef ZEROPOINT_SIMD128
#include "kernels/simd128/float_simd128.h"
#include "kernels/simd128/simd128.h"
#endif

namespace zeropoint {

const NetworkKernels& scalar::network_kernels() {
  static const NetworkKernels table{"scalar", float_conv_kernels, float_pointwise_kernels, float_pool_kernels, tensor_kernels};
  return table;
}

#ifdef ZEROPOINT_SIMD128
const NetworkKernels& simd128::network_kernels() {
  static const NetworkKernels table{"simd128", float_conv_kernels, float_pointwise_kernels, float_pool_kernels, tensor_kernels};
  return table;
}
#endif

std::span<const NetworkKernels* const> available_network_kernels() {
  static const NetworkKernels* const tables[] = {
      &scalar::network_kernels(),
#ifdef ZEROPOINT_SIMD128
      &simd128::network_kernels(),
#endif
  };
  return tables;
}

}  // namespace zeropoint

#include "kernels/float_kernels.h"

#include "kernels/scalar/float_scalar.h"
#include "kernels/scalar/scalar.h"
#ifdef ZEROPOINT_SIMD128
#include "kernels/simd128/float_simd128.h"
#include "kernels/simd128/simd128.h"
#endif

namespace zeropoint {

const FloatKernels& scalar::float_kernels() {
  static const FloatKernels table{"scalar", float_conv_kernels, float_pointwise_kernels, float_pool_kernels, tensor_kernels};
  return table;
}

#ifdef ZEROPOINT_SIMD128
const FloatKernels& simd128::float_kernels() {
  static const FloatKernels table{"simd128", float_conv_kernels, float_pointwise_kernels, float_pool_kernels, tensor_kernels};
  return table;
}
#endif

std::span<const FloatKernels* const> available_float_kernels() {
  static const FloatKernels* const tables[] = {
      &scalar::float_kernels(),
#ifdef ZEROPOINT_SIMD128
      &simd128::float_kernels(),
#endif
  };
  return tables;
}

}  // namespace zeropoint

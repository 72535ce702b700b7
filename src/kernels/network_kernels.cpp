#include "kernels/network_kernels.h"

#include "kernels/scalar/network_scalar.h"
#include "kernels/scalar/scalar.h"
#ifdef ZEROPOINT_SIMD128
#include "kernels/simd128/network_simd128.h"
#include "kernels/simd128/simd128.h"
#endif

namespace zeropoint {

const NetworkKernels& scalar::network_kernels() {
  static const NetworkKernels table{
      .name = "scalar",
      .conv = float_conv_kernels,
      .pointwise = float_pointwise_kernels,
      .pool = float_pool_kernels,
      .integer_conv = integer_conv_kernels,
      .code_pointwise = code_pointwise_kernels,
      .code_pool = code_pool_kernels,
      .moves = byte_move_kernels,
      .tensor = tensor_kernels,
  };
  return table;
}

#ifdef ZEROPOINT_SIMD128
const NetworkKernels& simd128::network_kernels() {
  static const NetworkKernels table{
      .name = "simd128",
      .conv = float_conv_kernels,
      .pointwise = float_pointwise_kernels,
      .pool = float_pool_kernels,
      .integer_conv = integer_conv_kernels,
      .code_pointwise = code_pointwise_kernels,
      .code_pool = code_pool_kernels,
      .moves = byte_move_kernels,
      .tensor = tensor_kernels,
  };
  return table;
}
#endif

}  // namespace zeropoint

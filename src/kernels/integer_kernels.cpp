#include "kernels/integer_kernels.h"

#include "kernels/scalar/integer_scalar.h"
#ifdef ZEROPOINT_SIMD128
#include "kernels/simd128/integer_simd128.h"
#endif

namespace zeropoint {

const IntegerKernels& scalar::integer_kernels() {
  static const IntegerKernels table{"scalar", integer_conv_kernels};
  return table;
}

#ifdef ZEROPOINT_SIMD128
const IntegerKernels& simd128::integer_kernels() {
  static const IntegerKernels table{"simd128", integer_conv_kernels};
  return table;
}
#endif

std::span<const IntegerKernels* const> available_integer_kernels() {
  static const IntegerKernels* const tables[] = {
      &scalar::integer_kernels(),
#ifdef ZEROPOINT_SIMD128
      &simd128::integer_kernels(),
#endif
  };
  return tables;
}

}  // namespace zeropoint

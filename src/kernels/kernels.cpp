#include "kernels/kernels.h"

#include "kernels/scalar/scalar.h"
#ifdef ZEROPOINT_SIMD128
#include "kernels/simd128/simd128.h"
#endif

namespace zeropoint {

const Kernels& scalar::kernels() {
  static const Kernels table{"scalar", tensor_kernels, image_kernels, ssim_kernels};
  return table;
}

#ifdef ZEROPOINT_SIMD128
const Kernels& simd128::kernels() {
  static const Kernels table{"simd128", tensor_kernels, image_kernels, ssim_kernels};
  return table;
}
#endif

}  // namespace zeropoint

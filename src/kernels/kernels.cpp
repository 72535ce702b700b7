#include "kernels/kernels.h"

namespace zeropoint {

std::span<const Kernels* const> available_kernels() {
  static const Kernels* const tables[] = {
      &scalar::kernels(),
#ifdef ZEROPOINT_SIMD128
      &simd128::kernels(),
#endif
  };
  return tables;
}

}  // namespace zeropoint

// The tables of this build. A file of its own, in whose place a program may put relaxed/available.cpp.
#include "kernels/kernels.h"
#include "kernels/network_kernels.h"

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

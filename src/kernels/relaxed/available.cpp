// The tables of a program with relaxed SIMD: those of simd128, but for integer convolution. Of the library this is
// the one file compiled with -mrelaxed-simd.
#include "kernels/kernels.h"
#include "kernels/network_kernels.h"
#include "kernels/relaxed/integer_conv.h"

namespace zeropoint {

const Kernels& relaxed::kernels() {
  static const Kernels table = [] {
    Kernels k = simd128::kernels();
    k.name = "relaxed";
    return k;
  }();
  return table;
}

const NetworkKernels& relaxed::network_kernels() {
  static const NetworkKernels table = [] {
    NetworkKernels k = simd128::network_kernels();
    k.name = "relaxed";
    k.integer_conv = integer_conv_kernels<RelaxedDot>();
    return k;
  }();
  return table;
}

std::span<const Kernels* const> available_kernels() {
  static const Kernels* const tables[] = {&scalar::kernels(), &simd128::kernels(), &relaxed::kernels()};
  return tables;
}

std::span<const NetworkKernels* const> available_network_kernels() {
  static const NetworkKernels* const tables[] = {&scalar::network_kernels(), &simd128::network_kernels(), &relaxed::network_kernels()};
  return tables;
}

}  // namespace zeropoint

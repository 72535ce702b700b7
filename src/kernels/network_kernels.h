// The hot loops of networks, one table per back end, as kernels.h has them for quantization: every table gives the bits
// of `scalar`, where every sum of floats has one order, stated with its function. It is apart from Kernels so that a
// program that runs no network does not link, and a browser not download, what it would not use.
#pragma once

#include <span>
#include <string_view>

#include "kernels/byte_moves.h"
#include "kernels/code_pointwise.h"
#include "kernels/code_pool.h"
#include "kernels/float_conv.h"
#include "kernels/float_pointwise.h"
#include "kernels/float_pool.h"
#include "kernels/integer_conv.h"
#include "kernels/tensor_kernels.h"

namespace zeropoint {

struct NetworkKernels {
  std::string_view name;

  FloatConvKernels conv;
  FloatPointwiseKernels pointwise;
  FloatPoolKernels pool;

  IntegerConvKernels integer_conv;
  CodePointwiseKernels code_pointwise;
  CodePoolKernels code_pool;

  ByteMoveKernels moves;
  TensorKernels tensor;  // those of Kernels: networks may quantize and dequantize in between
};

namespace scalar {
const NetworkKernels& network_kernels();
}
namespace simd128 {
const NetworkKernels& network_kernels();
}
namespace relaxed {  // in programs that link zp_relaxed
const NetworkKernels& network_kernels();
}

// The same back ends as available_kernels(), in the same order.
std::span<const NetworkKernels* const> available_network_kernels();

}  // namespace zeropoint

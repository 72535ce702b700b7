// The hot loops of quantized networks, one table per back end, as float_kernels.h has them for floats: every table
// gives the bytes of `scalar`.
#pragma once

#include <span>
#include <string_view>

#include "kernels/integer_conv.h"

namespace zeropoint {

struct IntegerKernels {
  std::string_view name;

  IntegerConvKernels conv;
};

namespace scalar {
const IntegerKernels& integer_kernels();
}
namespace simd128 {
const IntegerKernels& integer_kernels();
}

// The same back ends as available_kernels(), in the same order.
std::span<const IntegerKernels* const> available_integer_kernels();

}  // namespace zeropoint

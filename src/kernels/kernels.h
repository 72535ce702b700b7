// The table of hot loops, one per back end. A caller picks a table and passes it on; nothing here is
// global state. `scalar` is the specification: plain loops over the formulas of quant/, compiled
// without auto-vectorization. Every other table gives the same bytes.
//
// Kernels allocate nothing, read and write only inside their spans, and take any length, 0 included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/image_kernels.h"
#include "kernels/ssim_kernels.h"
#include "kernels/tensor_kernels.h"

namespace zeropoint {

struct Kernels {
  std::string_view name;

  TensorKernels tensor;
  ImageKernels image;
  SsimKernels ssim;
};

namespace scalar {
const Kernels& kernels();
}
namespace simd128 {
const Kernels& kernels();
}
namespace relaxed {  // in programs that link zp_relaxed
const Kernels& kernels();
}

// The tables that this build holds, slowest first; the scalar one is always the first.
std::span<const Kernels* const> available_kernels();

}  // namespace zeropoint

// Integer convolution on 128-bit vectors, by the rule of kernels/integer_conv.h.
#include "kernels/integer_conv.h"

#include "kernels/scalar/network_scalar.h"
#include "kernels/simd128/integer_choose.h"
#include "kernels/simd128/integer_depthwise.h"
#include "kernels/simd128/integer_direct.h"
#include "kernels/simd128/integer_rows.h"
#include "kernels/simd128/integer_winograd.h"
#include "kernels/simd128/network_simd128.h"

namespace zeropoint::simd128 {

namespace {

std::uint64_t scratch_bytes(const IntegerConvLayer& layer, const ConvChoice& choice) noexcept {
  switch (choice.algorithm) {
    case ConvAlgorithm::direct: return direct_scratch(layer);
    case ConvAlgorithm::depthwise: return depthwise_scratch(layer);
    case ConvAlgorithm::rows: return rows_scratch(layer);
    case ConvAlgorithm::winograd_2x2:
    case ConvAlgorithm::winograd_4x4: return winograd_scratch(layer, choice);
    default: return scalar::integer_conv_kernels.scratch_bytes(layer, choice);
  }
}

void conv(const IntegerConvLayer& layer, const ConvChoice& choice, std::span<const std::byte> x, std::span<const std::byte> packed,
          std::byte* scratch, std::byte* y) noexcept {
  switch (choice.algorithm) {
    case ConvAlgorithm::direct: conv_direct(layer, x.data(), packed.data(), scratch, y); break;
    case ConvAlgorithm::depthwise: conv_depthwise(layer, x.data(), packed.data(), scratch, y); break;
    case ConvAlgorithm::rows: conv_rows(layer, x.data(), packed.data(), scratch, y); break;
    case ConvAlgorithm::winograd_2x2:
    case ConvAlgorithm::winograd_4x4: conv_winograd(layer, choice, x.data(), packed.data(), scratch, y); break;
    default: scalar::integer_conv_kernels.conv(layer, choice, x, packed, scratch, y); break;
  }
}

}  // namespace

constinit const IntegerConvKernels integer_conv_kernels{.choose = choose_conv, .scratch_bytes = scratch_bytes, .conv = conv};

}  // namespace zeropoint::simd128

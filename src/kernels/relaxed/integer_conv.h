// Integer convolution with relaxed dot products, by the rule of kernels/integer_conv.h; layers that they do not suit go to
// simd128's kernels.
#pragma once

#include "kernels/relaxed/choose.h"
#include "kernels/relaxed/dot.h"
#include "kernels/relaxed/dot_conv.h"
#include "kernels/relaxed/dot_depthwise.h"
#include "kernels/relaxed/pairs_tile.h"
#include "kernels/simd128/network_simd128.h"

namespace zeropoint::relaxed {

template <class Dot, DotKind Kind>
struct IntegerConvOf {
  static ConvChoice choose(const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept { return choose_conv(Kind, layer, weights); }

  static std::uint64_t scratch_bytes(const IntegerConvLayer& layer, const ConvChoice& choice) noexcept {
    switch (choice.algorithm) {
      case ConvAlgorithm::dot:
      case ConvAlgorithm::dot_pairs: return dot_scratch(layer, choice);
      case ConvAlgorithm::dot_depthwise: return 0;
      default: return simd128::integer_conv_kernels.scratch_bytes(layer, choice);
    }
  }

  static void conv(const IntegerConvLayer& layer, const ConvChoice& choice, std::span<const std::byte> x, std::span<const std::byte> packed,
                   std::byte* scratch, std::byte* y) noexcept {
    switch (choice.algorithm) {
      case ConvAlgorithm::dot: conv_dot<DotTile<Dot>>(layer, choice, x.data(), packed.data(), scratch, y); break;
      case ConvAlgorithm::dot_pairs: conv_dot<PairsTile<Dot>>(layer, choice, x.data(), packed.data(), scratch, y); break;
      case ConvAlgorithm::dot_depthwise: conv_dot_depthwise<Dot>(layer, choice, x.data(), packed.data(), y); break;
      default: simd128::integer_conv_kernels.conv(layer, choice, x, packed, scratch, y); break;
    }
  }

  static constexpr IntegerConvKernels kernels{.choose = choose, .scratch_bytes = scratch_bytes, .conv = conv};
};

// The kernels for what the instruction does on this machine.
template <class Dot>
const IntegerConvKernels& integer_conv_kernels() {
  switch (dot_kind<Dot>()) {
    case DotKind::exact_unsigned: return IntegerConvOf<Dot, DotKind::exact_unsigned>::kernels;
    case DotKind::exact_signed: return IntegerConvOf<Dot, DotKind::exact_signed>::kernels;
    case DotKind::other: break;
  }
  return IntegerConvOf<Dot, DotKind::other>::kernels;
}

}  // namespace zeropoint::relaxed

#pragma once

#include <cstdint>
#include <optional>

#include "kernels/integer_conv.h"

namespace zeropoint::relaxed {

// What the instruction of relaxed/dot.h does with operands b above 127.
enum class DotKind : std::uint8_t {
  exact_unsigned,  // b unsigned, sums exact: x86 with VNNI
  exact_signed,    // b signed, sums exact: ARM with dot products
  other,           // to be trusted with b in [0, 127], and pairs of products below 2^15
};

// Whether one of the algorithms named dot computes a layer exactly with such instructions.
std::optional<ConvChoice> dot_choice(DotKind kind, ConvAlgorithm algorithm, const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept;

// The algorithm with the least estimated time, from the layer, its weights and the kind of instruction alone.
ConvChoice choose_conv(DotKind kind, const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept;

}  // namespace zeropoint::relaxed

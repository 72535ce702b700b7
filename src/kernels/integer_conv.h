// Integer convolution and matrix product: what is computed, how, and with what memory; one of the groups of
// NetworkKernels. A matrix product [rows][depth] · [depth][columns] is a convolution of 1 × 1 taps over in_w = rows pixels.
//
// Rule: the first line of equation (10) of quantization.md,
//   acc = Σ (q_x − Z_x)(q_w − Z_w) + b_q,
// in int32, which wraps modulo 2^32 where it overflows; then what ConvResult says. Padding adds nothing. Sums of
// integers have no order, so every algorithm gives the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kernels/conv_shape.h"

namespace zeropoint {

enum class ConvResult : std::uint8_t {
  accumulators,  // int32: acc
  reals,         // float32: fl(fl(acc) · M)
  codes,         // bytes: the second line of (10)
};

struct CodeRange {
  std::int32_t zero_point = 0, qmin = 0, qmax = 255;
};

// A layer without its weights.
struct IntegerConvLayer {
  ConvShape shape;
  std::size_t x_pixel = 1;  // bytes from one pixel of x to the next: in_c, or more where x has other channels as well
  bool x_signed = false;
  CodeRange x;  // no code of x is outside; Z_x is inside
  ConvResult result = ConvResult::codes;
  CodeRange y;  // for codes
};

struct IntegerConvWeights {
  std::span<const std::byte> codes;  // OHWI
  bool is_signed = true;
  std::span<const std::int32_t> zero_points;  // [out_c], or empty: 0
  std::span<const std::int32_t> bias;         // [out_c], or empty: 0
  std::span<const float> multipliers;         // M, [out_c]; not for accumulators
};

enum class ConvAlgorithm : std::uint8_t {
  plain,         // the loops of the rule
  direct,        // products of int16 pairs, in tiles of pixels × output channels
  rows,          // direct for few pixels and many weights, which stay bytes
  depthwise,     // one input channel for each output channel
  winograd_2x2,  // F(2×2, 3×3)
  winograd_4x4,  // F(4×4, 3×3)
  dot,            // direct with relaxed dot products of four bytes
  dot_depthwise,  // the same for 3 × 3 depthwise layers
  dot_pairs,      // pointwise with weights of 4 bits: relaxed dot products of two bytes, which are summed in 16 bits
};

std::string_view conv_algorithm_name(ConvAlgorithm algorithm);

struct ConvChoice {
  ConvAlgorithm algorithm = ConvAlgorithm::plain;
  std::size_t parts = 1;  // of the input channels, in which Winograd's sums stay exact
  std::string_view reason = {};
  std::int32_t x_offset = 0;  // what the algorithms named dot add to codes of x, so that the instruction reads them right
};

// Whether an algorithm computes a layer exactly, and in how many parts. Those named dot depend on the machine:
// relaxed/choose.h.
std::optional<ConvChoice> conv_choice(ConvAlgorithm algorithm, const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept;

// Packed weights, bias and multipliers in bytes, for the algorithm chosen. They depend on the layer's channels, taps,
// dilations and groups, but not on the extents of its pictures. `out` is aligned as int32 is.
std::uint64_t packed_integer_conv_size(const IntegerConvLayer& layer, const ConvChoice& choice) noexcept;
void pack_integer_conv(const IntegerConvLayer& layer, const IntegerConvWeights& weights, const ConvChoice& choice, std::byte* out) noexcept;

struct IntegerConvKernels {
  // The algorithm that this back end is fastest with.
  ConvChoice (*choose)(const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept;
  std::uint64_t (*scratch_bytes)(const IntegerConvLayer& layer, const ConvChoice& choice) noexcept;
  // x: NHWC codes; packed: as pack_integer_conv made it for this choice; scratch: aligned to 16 bytes; y: NHWC, of
  // the result's type. Every back end runs what it chooses, and `plain`.
  void (*conv)(const IntegerConvLayer& layer, const ConvChoice& choice, std::span<const std::byte> x, std::span<const std::byte> packed,
               std::byte* scratch, std::byte* y) noexcept;
};

}  // namespace zeropoint

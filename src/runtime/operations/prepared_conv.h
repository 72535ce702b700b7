// Convolutions and matrix products of codes whose weights, scales and zero points are known when planning: packed once,
// for the algorithm that the kernels choose.
#pragma once

#include <vector>

#include "kernels/integer_conv.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

// Whether all inputs of a node but the first are constants, or left out.
bool only_data_is_computed(const Preparation& p);

// `count` values of a constant input that has as many or one; 0 where it is left out.
std::vector<std::int32_t> known_codes(const Preparation& p, std::size_t i, std::size_t count);
std::vector<float> known_floats(const Preparation& p, std::size_t i, std::size_t count);

// As IntegerConvWeights, which view() shows.
struct KnownWeights {
  Buffer<std::byte> codes;  // [out_c][depth]
  bool is_signed = true;
  std::vector<std::int32_t> zero_points, bias;
  std::vector<float> multipliers;

  IntegerConvWeights view() const { return {codes.span(), is_signed, zero_points, bias, multipliers}; }
};

// The codes of a constant input, [out_c] outermost, in this order of memory.
Result<Buffer<std::byte>> known_weight_codes(const Preparation& p, std::size_t i, const MemoryOrder& order);

// S and Z of the result of a quantized node by its inputs; the layer's result and y are set by them: codes where S_y is
// there, otherwise reals. Returns S_y, or 1.
Result<float> set_result(const Preparation& p, std::size_t y_scale, IntegerConvLayer& layer);

struct PreparedConv {
  IntegerConvLayer layer;
  ConvChoice choice;
  PackedBytes packed;
  std::size_t scratch_bytes = 0;

  void run(const IntegerConvKernels& kernels, std::span<const std::byte> x, std::byte* scratch, std::byte* y) const {
    kernels.conv(layer, choice, x, packed->span(), scratch, y);
  }
};

// part: tells packings of the same node apart.
Result<PreparedConv> prepare_conv(const Preparation& p, const IntegerConvLayer& layer, KnownWeights weights, std::size_t part = 0);

// "direct: 3 × 3 taps", for the trace.
std::string kernel_text(const ConvChoice& choice);

}  // namespace zeropoint::operations

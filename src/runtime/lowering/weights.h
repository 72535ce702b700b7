// Quantized weights and biases of convolutions and matrix products, as the integer operators want them.
#pragma once

#include <optional>
#include <vector>

#include "quant/accumulator_bound.h"
#include "runtime/lowering/rewriter.h"

namespace zeropoint::lowering {

// Of an operator's weight, the axis of output channels and the one along which blocks may run.
struct WeightAxes {
  std::size_t out = 0;
  std::size_t in = 1;
};

// A constant of 8-bit codes behind a DequantizeLinear: one S and Z, one for each output channel, or [out, blocks].
struct Weights {
  ValueId q = absent;
  ValueId scale = absent;
  ValueId zero_point = absent;
  std::size_t channels = 0;
  std::vector<float> scales;     // one, one a channel, or blocks a channel
  std::size_t block_size = 0;    // input channels; 0 without blocks
  std::vector<WeightSums> sums;  // P and N of equation (9), by output channel

  float scale_of(std::size_t channel) const { return scales.size() == 1 ? scales[0] : scales[channel]; }
};

// The int32 bias of equation (10), for each channel.
struct Bias {
  ValueId id = absent;
  std::vector<std::int64_t> values;  // none if there is no bias
};

// Weights with blocks come in the layout of a convolution, [out, in, taps…], at least of rank 4. Nothing if the value is
// not weights of that kind, and when memory for new constants is used up.
Result<std::optional<Weights>> weights_of(Rewriter& r, ValueId float_value, const WeightAxes& axes);

// Nothing if the value is neither left out nor a constant with one element or one for each channel. Codes of int32 whose
// scale is S_x·S_w stay what they are; other constants are quantized by equation (7).
Result<std::optional<Bias>> bias_of(Rewriter& r, ValueId float_value, const Codes& x, const Weights& w);

// Whether sums stay within int32 (9) and every product of scales, and multiplier where there is a y, is a normal float.
bool is_exact(const Codes& x, const Weights& w, const Bias& bias, const Codes* y);

}  // namespace zeropoint::lowering

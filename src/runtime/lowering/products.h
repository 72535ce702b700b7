// What lowered convolutions and matrix products share.
#pragma once

#include "runtime/lowering/weights.h"

namespace zeropoint::lowering {

// Adds `made` in the place of `from`: with the codes of the sink as its output or, without one, with the float result,
// behind which the clamp that `from` applies becomes a node of its own.
void add_result(Rewriter& r, const Node& from, Node made, const std::optional<Sink>& sink);

// The inputs of a QLinearConv or QLinearBlockConv; S_y and Z_y are left out without a sink.
std::vector<ValueId> conv_inputs(const Codes& x, const Weights& w, const std::optional<Sink>& sink, ValueId bias);

// The float bias of equation (11); nothing if the value is neither left out nor constant with an element for each channel.
Result<std::optional<ValueId>> float_bias(Rewriter& r, ValueId float_value, const Weights& w);

}  // namespace zeropoint::lowering

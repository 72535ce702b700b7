// What a Relu or a Clip does, as a range.
#pragma once

#include <optional>

#include "model/graph.h"

namespace zeropoint {

// The range that a Relu, or a float Clip with constant bounds, limits its input to. Nothing for other nodes, for bounds
// the wrong way round and for NaN.
std::optional<Clamp> clamp_of(const Graph& graph, const Node& node);

}  // namespace zeropoint

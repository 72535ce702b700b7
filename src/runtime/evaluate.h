// The evaluator that fold_constants is passed: a plan of one node.
#pragma once

#include <optional>
#include <vector>

#include "kernels/float_kernels.h"
#include "model/graph.h"

namespace zeropoint {

// The outputs of a node whose inputs are all constants. Nothing if it cannot run, or would fill more than 1 GiB.
// Errors: those of running it; memory.
Result<std::optional<std::vector<Constant>>> evaluate(const Graph& graph, const Node& node, const FloatKernels& kernels);

}  // namespace zeropoint

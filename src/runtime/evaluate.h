// The evaluator that fold_constants is passed: a plan of one node. And plans of a few more.
#pragma once

#include <optional>
#include <vector>

#include "kernels/network_kernels.h"
#include "model/graph.h"

namespace zeropoint {

// What a small file may make of itself while it is loaded, in bytes of results.
constexpr std::size_t evaluation_budget = std::size_t{1} << 30;

// The outputs of a node whose inputs are all constants, taken from the budget. Nothing if it cannot run, if the budget
// does not suffice, or for operators whose time is not linear in the size of their tensors (convolutions, matrix
// products, windows): these run with the network. Errors: those of running it; memory.
Result<std::optional<std::vector<Constant>>> evaluate(const Graph& graph, const Node& node, const NetworkKernels& kernels, std::size_t& budget);

// The same of a graph without inputs, whatever its operators' time.
Result<std::optional<std::vector<Constant>>> evaluate(Graph alone, const NetworkKernels& kernels, std::size_t& budget);

}  // namespace zeropoint

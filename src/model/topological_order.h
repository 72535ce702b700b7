// Nodes in an order in which each stands behind those whose outputs it reads.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/graph.h"

namespace zeropoint {

// Indices of nodes; the order of the file is kept as far as possible. Nothing if there is a cycle.
// producer: as in Links. Linear in nodes and inputs, but for a heap of the nodes that are ready.
std::optional<std::vector<std::size_t>> topological_order(const std::vector<Node>& nodes, std::span<const std::size_t> producer);

}  // namespace zeropoint

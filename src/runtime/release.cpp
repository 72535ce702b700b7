#include "runtime/release.h"

namespace zeropoint {

namespace {

bool leaves(const Value& value) { return value.constant && value.constant->size() > 1; }

}  // namespace

void release_constants(Graph& graph) {
  for (Value& value : graph.values) {
    if (leaves(value)) value.constant.reset();
  }
}

ReleaseInTurn::ReleaseInTurn(Graph& graph, WeightCache& weights) : graph_(graph), weights_(weights), links_(graph) {}

void ReleaseInTurn::after(std::size_t node) {
  for (const ValueId id : graph_.nodes[node].inputs) {
    if (id == absent || !leaves(graph_.values[id]) || links_.is_output[id] || links_.consumers[id].back() != node) continue;
    weights_.forget(*graph_.values[id].constant);
    graph_.values[id].constant.reset();
  }
}

}  // namespace zeropoint

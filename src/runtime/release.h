// Constants leave a graph: those whose values are in a plan already. Single numbers stay, from which follows what codes
// stand for (code_params.h).
#pragma once

#include "model/graph.h"
#include "runtime/weight_cache.h"

namespace zeropoint {

void release_constants(Graph& graph);

// While a graph is planned node by node: each constant leaves once the last node that reads it is planned.
class ReleaseInTurn {
 public:
  // Both outlive it.
  ReleaseInTurn(Graph& graph, WeightCache& weights);

  void after(std::size_t node);

 private:
  Graph& graph_;
  WeightCache& weights_;
  Links links_;
};

}  // namespace zeropoint

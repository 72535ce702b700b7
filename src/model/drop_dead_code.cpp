#include <algorithm>

#include "model/rewrites.h"

namespace zeropoint {

std::size_t drop_dead_code(Graph& graph) {
  std::vector<bool> read(graph.values.size(), false);
  for (ValueId output : graph.outputs) read[output] = true;
  std::vector<Node> kept;  // from the last to the first
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    if (std::ranges::none_of(node->outputs, [&](ValueId id) { return id != absent && read[id]; })) continue;
    for (ValueId input : node->inputs) {
      if (input != absent) read[input] = true;
    }
    kept.push_back(std::move(*node));
  }
  std::ranges::reverse(kept);
  for (std::size_t id = 0; id < graph.values.size(); ++id) {
    if (!read[id]) graph.values[id].constant.reset();
  }
  const std::size_t gone = graph.nodes.size() - kept.size();
  graph.nodes = std::move(kept);
  return gone;
}

}  // namespace zeropoint

#include "model/topological_order.h"

#include <functional>
#include <queue>

namespace zeropoint {

std::optional<std::vector<std::size_t>> topological_order(const std::vector<Node>& nodes, std::span<const std::size_t> producer) {
  std::vector<std::size_t> waits(nodes.size(), 0);
  std::vector<std::vector<std::size_t>> readers(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    for (ValueId input : nodes[n].inputs) {
      if (input == absent || producer[input] == no_node) continue;
      ++waits[n];
      readers[producer[input]].push_back(n);
    }
  }
  // The earliest in the file of those that are ready comes next (Kahn's algorithm).
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (waits[n] == 0) ready.push(n);
  }
  std::vector<std::size_t> order;
  order.reserve(nodes.size());
  while (!ready.empty()) {
    const std::size_t n = ready.top();
    ready.pop();
    order.push_back(n);
    for (std::size_t reader : readers[n]) {
      if (--waits[reader] == 0) ready.push(reader);
    }
  }
  if (order.size() != nodes.size()) return std::nullopt;
  return order;
}

}  // namespace zeropoint

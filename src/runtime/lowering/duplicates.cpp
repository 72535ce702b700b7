// Some exporters write a QuantizeLinear for each reader of a value. Of those with the same parameters one is enough, and
// what is computed in front of it has one reader again.
#include <algorithm>

#include "model/operators.h"
#include "model/rewrites.h"
#include "runtime/lowering/duplicates.h"

namespace zeropoint::lowering {

namespace {

// Of different ones behind one value; more are not compared, so that time stays linear.
constexpr std::size_t most_compared = 8;

bool same_input(const Graph& graph, const Node& a, const Node& b, std::size_t i) {
  if (!a.has_input(i) || !b.has_input(i)) return a.has_input(i) == b.has_input(i);
  const auto &x = graph.values[a.inputs[i]].constant, &y = graph.values[b.inputs[i]].constant;
  return a.inputs[i] == b.inputs[i] || (x && y && x->size() == 1 && *x == *y);
}

bool same_attributes(const Node& a, const Node& b) {
  return std::ranges::equal(a.attributes, b.attributes, [](const Attribute& x, const Attribute& y) { return x.name == y.name && x.value == y.value; });
}

}  // namespace

void merge_duplicates(Graph& graph) {
  const OperatorRow* identity = find_operator(onnx_domain, "Identity");
  std::vector<std::vector<std::size_t>> kept(graph.values.size());  // by the value that is quantized
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    Node& node = graph.nodes[n];
    if (node.op->domain != onnx_domain || node.op->name != "QuantizeLinear" || !node.has_input(0) || !node.has_output(0)) continue;
    std::vector<std::size_t>& earlier = kept[node.inputs[0]];
    const auto found = std::ranges::find_if(earlier, [&](std::size_t other) {
      const Node& first = graph.nodes[other];
      return same_input(graph, first, node, 1) && same_input(graph, first, node, 2) && same_attributes(first, node);
    });
    if (found != earlier.end()) {
      node.op = identity;
      node.inputs = {graph.nodes[*found].outputs[0]};
      node.attributes.clear();
    } else if (earlier.size() < most_compared) {
      earlier.push_back(n);
    }
  }
  remove_identities(graph);
}

}  // namespace zeropoint::lowering

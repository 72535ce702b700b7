#include <numeric>

#include "model/operators.h"
#include "model/rewrites.h"

namespace zeropoint {

namespace {

bool passes_through(const Graph& graph, const Links& links, const Node& node) {
  if (!node.has_input(0) || !node.has_output(0)) return false;
  if (node.op->name == "Identity") return true;
  if (node.op->name != "Dropout") return false;
  if (node.has_output(1) && (links.is_output[node.outputs[1]] || !links.consumers[node.outputs[1]].empty())) return false;
  if (!node.has_input(2)) return true;
  const auto& training = graph.values[node.inputs[2]].constant;
  return training && training->type() == ElementType::boolean && training->size() == 1 && training->integer_at(0) == 0;
}

ValueId through(const std::vector<ValueId>& map, ValueId id) { return id == absent ? absent : map[id]; }

}  // namespace

std::size_t remove_identities(Graph& graph) {
  const Links links(graph);
  std::vector<ValueId> source(graph.values.size());  // what readers of a value read instead
  std::iota(source.begin(), source.end(), ValueId{0});
  std::vector<ValueId> renamed = source;  // what the maker of a value makes instead: an output of the graph
  std::vector<Node> kept;
  for (Node& node : graph.nodes) {
    for (ValueId& input : node.inputs) input = through(source, input);
    if (!passes_through(graph, links, node)) {
      kept.push_back(std::move(node));
      continue;
    }
    const ValueId from = node.inputs[0], to = node.outputs[0];
    if (!links.is_output[to]) {
      source[to] = from;
    } else if (links.producer[from] != no_node && !links.is_output[from] && renamed[from] == from) {
      renamed[from] = to;
      source[to] = from;
    } else {
      kept.push_back(std::move(node));  // an output that is an input, a constant or another output
    }
  }
  for (Node& node : kept) {
    for (ValueId& input : node.inputs) input = through(renamed, input);
    for (ValueId& output : node.outputs) output = through(renamed, output);
  }
  const std::size_t gone = graph.nodes.size() - kept.size();
  graph.nodes = std::move(kept);
  return gone;
}

}  // namespace zeropoint

#include <algorithm>

#include "model/rewrites.h"

namespace zeropoint {

namespace {

// The constant that shape inference has found for a value; nothing if some of it is unknown.
Result<std::optional<Constant>> from_contents(const Value& value) {
  std::optional<Constant> out;
  if (!value.contents || !all_fixed(*value.contents) || !value.type.element || !value.type.dims) return out;
  ZP_TRY(const auto& shape, fixed_shape(*value.type.dims));
  if (!shape || shape->element_count() != static_cast<std::int64_t>(value.contents->size()) || !is_integer(*value.type.element)) return out;
  std::vector<std::int64_t> values;
  for (const Dimension& d : *value.contents) values.push_back(d.extent());
  ZP_TRY(out, Constant::from_integers(*value.type.element, *shape, values));
  return out;
}

Status evaluate(Graph& graph, const Node& node, const Evaluator& evaluator) {
  const bool ready = std::ranges::all_of(node.inputs, [&](ValueId id) { return id == absent || graph.values[id].constant; });
  if (!evaluator || !ready || node.activation) return Done{};
  ZP_TRY(auto results, evaluator(graph, node));
  if (!results) return Done{};
  for (std::size_t i = 0; i < results->size() && i < node.outputs.size(); ++i) {
    if (!node.has_output(i)) continue;
    Value& value = graph.values[node.outputs[i]];
    value.type = {(*results)[i].type(), dimensions((*results)[i].shape())};
    value.constant = std::move((*results)[i]);
  }
  return Done{};
}

}  // namespace

Result<std::size_t> fold_constants(Graph& graph, const Evaluator& evaluator) {
  std::vector<Node> kept;
  for (Node& node : graph.nodes) {
    if (node.has_output(0) && node.outputs.size() == 1) {
      Value& value = graph.values[node.outputs[0]];
      if (!value.constant) {
        ZP_TRY(value.constant, from_contents(value));
      }
    }
    const auto known = [&](ValueId id) { return id == absent || graph.values[id].constant.has_value(); };
    if (!std::ranges::all_of(node.outputs, known)) ZP_CHECK(evaluate(graph, node, evaluator));
    if (!std::ranges::all_of(node.outputs, known)) kept.push_back(std::move(node));
  }
  const std::size_t gone = graph.nodes.size() - kept.size();
  graph.nodes = std::move(kept);
  return gone;
}

}  // namespace zeropoint

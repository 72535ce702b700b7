#include "model/clamp.h"

#include <limits>
#include "model/operators.h"
#include "model/rewrites.h"

namespace zeropoint {

namespace {

// A bound of Clip: an attribute before opset 11, an input since. False if it is not known.
bool bound(const Graph& graph, const Node& clip, std::string_view name, std::size_t input, float& out) {
  if (clip.opset < 11) {
    const auto* attribute = clip.attribute(name);
    const auto* value = attribute != nullptr ? std::get_if<float>(attribute) : nullptr;
    if (value != nullptr) out = *value;
    return attribute == nullptr || value != nullptr;
  }
  if (!clip.has_input(input)) return true;
  const auto& constant = graph.values[clip.inputs[input]].constant;
  if (!constant || constant->type() != ElementType::f32 || constant->size() != 1) return false;
  out = static_cast<float>(constant->real_at(0));
  return true;
}

bool takes_activation(const Graph& graph, const Node& node) {
  const std::string_view op = node.op->name;
  return (op == "Conv" || op == "Gemm" || op == "Add") && !node.activation && graph.values[node.outputs[0]].type.element == ElementType::f32;
}

}  // namespace

std::optional<Clamp> clamp_of(const Graph& graph, const Node& node) {
  Clamp clamp;
  if (node.op->name == "Relu") return clamp;
  if (node.op->name != "Clip") return std::nullopt;
  clamp.lo = -std::numeric_limits<float>::infinity();
  if (!bound(graph, node, "min", 1, clamp.lo) || !bound(graph, node, "max", 2, clamp.hi)) return std::nullopt;
  // Bounds the wrong way round, and NaN, are left to the operator's own rule.
  return clamp.lo <= clamp.hi ? std::optional(clamp) : std::nullopt;
}

std::size_t fuse_activations(Graph& graph) {
  const Links links(graph);
  std::vector<Node> kept;
  std::vector<std::size_t> place(graph.nodes.size(), no_node);  // of a kept node
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    Node& node = graph.nodes[n];
    const std::size_t at = node.has_input(0) ? links.producer[node.inputs[0]] : no_node;
    const auto clamp = at != no_node && links.only_consumer(node.inputs[0]) == n ? clamp_of(graph, node) : std::nullopt;
    if (clamp && place[at] != no_node && node.has_output(0) && takes_activation(graph, kept[place[at]])) {
      Node& before = kept[place[at]];
      before.activation = clamp;
      before.outputs[0] = node.outputs[0];
      continue;
    }
    place[n] = kept.size();
    kept.push_back(std::move(node));
  }
  const std::size_t gone = graph.nodes.size() - kept.size();
  graph.nodes = std::move(kept);
  return gone;
}

}  // namespace zeropoint

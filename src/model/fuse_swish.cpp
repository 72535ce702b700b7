#include <array>
#include <optional>

#include "model/operators.h"
#include "model/rewrites.h"

namespace zeropoint {

namespace {

// x · f(x), found at its last node.
struct Swish {
  ValueId x = absent;
  std::array<std::size_t, 3> nodes{no_node, no_node, no_node};  // that it takes the place of; the last one first
  bool hard = false;
};

class Finder {
 public:
  Finder(const Graph& graph, const Links& links) : graph_(graph), links_(links) {}

  // A product, or a quotient of one, as exporters write Swish and HardSwish.
  std::optional<Swish> at(std::size_t n) const {
    const Node& node = graph_.nodes[n];
    if (node.activation) return std::nullopt;
    if (node.op->name == "Mul") {
      auto found = product(n, false);
      return found ? found : product(n, true);
    }
    // x · clamp(x + 3, 0, 6) / 6
    if (node.op->name != "Div" || !is_number(node.inputs[1], 6)) return std::nullopt;
    const std::size_t before = maker(node.inputs[0], "Mul");
    if (before == no_node) return std::nullopt;
    for (const std::size_t side : {0U, 1U}) {
      const Node& mul = graph_.nodes[before];
      const std::size_t ramp = ramp_of(mul.inputs[1 - side], mul.inputs[side]);
      if (ramp != no_node) return Swish{mul.inputs[side], {n, before, ramp}, true};
    }
    return std::nullopt;
  }

 private:
  // The node that makes a value which nothing else reads.
  std::size_t maker(ValueId value, std::string_view op) const {
    if (value == absent) return no_node;
    const std::size_t n = links_.producer[value];
    return n != no_node && graph_.nodes[n].op->name == op && links_.only_consumer(value) != no_node ? n : no_node;
  }

  bool is_number(ValueId value, double number) const {
    const auto& constant = graph_.values[value].constant;
    return constant && constant->size() == 1 && constant->type() == ElementType::f32 && constant->real_at(0) == number;
  }

  // clamp(x + 3, 0, 6), activation fused.
  std::size_t ramp_of(ValueId value, ValueId x) const {
    const std::size_t n = maker(value, "Add");
    if (n == no_node || graph_.nodes[n].activation != Clamp{0, 6}) return no_node;
    const Node& add = graph_.nodes[n];
    const bool matches = (add.inputs[0] == x && is_number(add.inputs[1], 3)) || (add.inputs[1] == x && is_number(add.inputs[0], 3));
    return matches ? n : no_node;
  }

  bool is_hard_sigmoid(const Node& node) const {
    const auto real = [&](std::string_view name, float otherwise) {
      const AttributeValue* found = node.attribute(name);
      const float* value = found != nullptr ? std::get_if<float>(found) : nullptr;
      return value != nullptr ? *value : otherwise;
    };
    return real("alpha", 0.2F) == 1.0F / 6.0F && real("beta", 0.5F) == 0.5F;
  }

  // x · σ(x), x · hard σ(x) or x · (clamp(x + 3, 0, 6) / 6); the factor x at either side.
  std::optional<Swish> product(std::size_t n, bool x_second) const {
    const Node& mul = graph_.nodes[n];
    const ValueId x = mul.inputs[x_second ? 1 : 0], factor = mul.inputs[x_second ? 0 : 1];
    if (const std::size_t s = maker(factor, "Sigmoid"); s != no_node && graph_.nodes[s].inputs[0] == x) return Swish{x, {n, s, no_node}, false};
    if (const std::size_t s = maker(factor, "HardSigmoid"); s != no_node && graph_.nodes[s].inputs[0] == x && is_hard_sigmoid(graph_.nodes[s])) {
      return Swish{x, {n, s, no_node}, true};
    }
    const std::size_t div = maker(factor, "Div");
    if (div == no_node || !is_number(graph_.nodes[div].inputs[1], 6)) return std::nullopt;
    const std::size_t ramp = ramp_of(graph_.nodes[div].inputs[0], x);
    return ramp != no_node ? std::optional(Swish{x, {n, div, ramp}, true}) : std::nullopt;
  }

  const Graph& graph_;
  const Links& links_;
};

}  // namespace

std::size_t fuse_swish(Graph& graph) {
  const Links links(graph);
  const Finder finder(graph, links);
  std::vector<bool> gone(graph.nodes.size(), false);
  std::vector<std::optional<Swish>> found(graph.nodes.size());
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    if (node.outputs.empty() || node.outputs[0] == absent || graph.values[node.outputs[0]].type.element != ElementType::f32) continue;
    found[n] = finder.at(n);
    // A constant of one element may still have more dimensions than x, which the result then has too.
    if (found[n] && graph.values[found[n]->x].type != graph.values[node.outputs[0]].type) found[n].reset();
    if (!found[n]) continue;
    for (const std::size_t at : found[n]->nodes) {
      if (at != no_node && at != n) gone[at] = true;
    }
  }
  std::vector<Node> kept;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    Node& node = graph.nodes[n];
    if (gone[n]) continue;
    if (found[n]) {
      node.op = find_operator(onnx_domain, found[n]->hard ? "HardSwish" : "Swish");
      node.opset = node.op->first_opset;
      node.inputs = {found[n]->x};
      node.attributes.clear();
    }
    kept.push_back(std::move(node));
  }
  const std::size_t less = graph.nodes.size() - kept.size();
  graph.nodes = std::move(kept);
  return less;
}

}  // namespace zeropoint

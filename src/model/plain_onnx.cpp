#include "model/plain_onnx.h"

#include <algorithm>
#include <limits>

#include "core/text.h"
#include "model/operators.h"
#include "model/unique_names.h"
#include "model/upgrade_opset.h"

namespace zeropoint {

namespace {

// What a graph without a node of ai.onnx imports: the oldest that has scales by channel.
constexpr int usual_opset = 13;

std::int64_t ir_version_of(int opset) { return opset >= 21 ? 10 : opset >= 19 ? 9 : 8; }

Status check_plain(const Graph& graph, const Node& node) {
  const auto refuse = [&](std::string_view why) {
    return Error{ErrorCode::unsupported, text(graph.describe(node), " ", why, ": it runs here only and has no form in ONNX")};
  };
  if (node.op->domain != onnx_domain && node.op->domain != microsoft_domain) return refuse(text("is of the domain ", node.op->domain));
  if (node.attribute("qmin") != nullptr || node.attribute("qmax") != nullptr) return refuse("has a range of codes");
  if (node.op->name == "QLinearConv" && !(node.has_input(6) && node.has_input(7))) return refuse("has no scale of its output");
  return Done{};
}

class Plainer {
 public:
  explicit Plainer(const Graph& graph) : graph_(graph), names_(graph), base_(graph.opset(onnx_domain)) {
    if (base_ == 0) base_ = usual_opset;
  }

  Result<Graph> make() {
    std::vector<Node> nodes = std::move(graph_.nodes);
    graph_.nodes.clear();
    for (Node& node : nodes) {
      ZP_CHECK(check_plain(graph_, node));
      const auto activation = std::exchange(node.activation, std::nullopt);
      if (!activation) {
        add(std::move(node));
        continue;
      }
      const ValueId result = node.outputs[0];
      const ValueId before = graph_.add_value(names_.make(graph_.values[result].name + ".unclamped"), graph_.values[result].type);
      const std::string name = node.name;
      node.outputs[0] = before;
      add(std::move(node));
      ZP_CHECK(add_clamp(*activation, name, before, result));
    }
    ZP_CHECK(set_opsets());
    return std::move(graph_);
  }

 private:
  static std::string part(const std::string& node, std::string_view op) { return node.empty() ? node : text(node, ".", op); }

  Node made(std::string_view op, const std::string& owner, std::vector<ValueId> inputs, ValueId output) const {
    Node node;
    node.op = find_operator(onnx_domain, op);
    node.name = part(owner, op);
    node.opset = base_;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    return node;
  }

  void add(Node node) {
    if (node.op->domain != onnx_domain || node.op->name != "Swish") {
      graph_.nodes.push_back(std::move(node));
      return;
    }
    const ValueId x = node.inputs[0], y = node.outputs[0];
    const ValueId sigmoid = graph_.add_value(names_.make(graph_.values[y].name + ".sigmoid"), graph_.values[y].type);
    graph_.nodes.push_back(made("Sigmoid", node.name, {x}, sigmoid));
    graph_.nodes.push_back(made("Mul", node.name, {x, sigmoid}, y));
    graph_.nodes.back().name = node.name;
  }

  Status add_clamp(const Clamp& clamp, const std::string& owner, ValueId before, ValueId result) {
    if (clamp == Clamp{}) {
      graph_.nodes.push_back(made("Relu", owner, {before}, result));
      return Done{};
    }
    constexpr float infinity = std::numeric_limits<float>::infinity();
    Node node = made("Clip", owner, {before, absent, absent}, result);
    node.opset = std::max(node.opset, 11);  // bounds are inputs since
    ZP_CHECK(set_bound(node, 1, clamp.lo, -infinity, ".min"));
    ZP_CHECK(set_bound(node, 2, clamp.hi, infinity, ".max"));
    graph_.nodes.push_back(std::move(node));
    return Done{};
  }

  Status set_bound(Node& clip, std::size_t input, float bound, float none, std::string_view ending) {
    if (bound == none) return Done{};
    ZP_TRY(Constant constant, Constant::from_floats({}, {&bound, 1}));
    clip.inputs[input] = graph_.add_constant(names_.make(text(graph_.values[clip.outputs[0]].name, ending)), std::move(constant));
    return Done{};
  }

  Status set_opsets() {
    int version = base_;
    bool microsoft = false;
    for (const Node& node : graph_.nodes) {
      if (node.op->domain == microsoft_domain) microsoft = true;
      else version = std::max(version, node.opset);
    }
    ZP_CHECK(upgrade_opset(graph_, version));
    graph_.opsets = {{std::string(onnx_domain), version}};
    if (microsoft) graph_.opsets.push_back({std::string(microsoft_domain), 1});
    graph_.ir_version = ir_version_of(version);
    return Done{};
  }

  Graph graph_;
  UniqueNames names_;
  int base_;
};

}  // namespace

Result<Graph> plain_onnx(const Graph& graph) { return Plainer(graph).make(); }

}  // namespace zeropoint

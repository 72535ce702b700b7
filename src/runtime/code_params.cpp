#include "runtime/code_params.h"

#include <algorithm>

#include "model/operators.h"

namespace zeropoint {

namespace {

// Codes at an input, or at the output, and the inputs that hold their scale and zero point.
struct Place {
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1), output = static_cast<std::size_t>(-2);
  std::size_t codes, scale, zero_point;
};

struct Row {
  std::string_view op;
  Place places[3];
};

constexpr Place output(std::size_t scale, std::size_t zero_point) { return {Place::output, scale, zero_point}; }
constexpr Place none{Place::nowhere, 0, 0};

constexpr Row rows[] = {
    {"DequantizeLinear", {{0, 1, 2}, none, none}},
    {"QGemm", {{0, 1, 2}, output(7, 8), none}},
    {"QLinearAdd", {{0, 1, 2}, {3, 4, 5}, output(6, 7)}},
    {"QLinearAveragePool", {{0, 1, 2}, output(3, 4), none}},
    {"QLinearBlockConv", {{0, 1, 2}, output(6, 7), none}},
    {"QLinearConv", {{0, 1, 2}, output(6, 7), none}},
    {"QLinearGlobalAveragePool", {{0, 1, 2}, output(3, 4), none}},
    {"QLinearLeakyRelu", {{0, 1, 2}, output(3, 4), none}},
    {"QLinearMatMul", {{0, 1, 2}, {3, 4, 5}, output(6, 7)}},
    {"QLinearMul", {{0, 1, 2}, {3, 4, 5}, output(6, 7)}},
    {"QLinearSigmoid", {{0, 1, 2}, output(3, 4), none}},
    {"QuantizeLinear", {output(1, 2), none, none}},
};

constexpr std::string_view movers[] = {"Clip", "Concat", "Flatten", "Gather", "GlobalMaxPool", "Identity", "MaxPool", "Pad", "Reshape", "Resize", "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze"};

class Finder {
 public:
  explicit Finder(const Graph& graph) : graph_(graph), found_(graph.values.size()) {}

  std::vector<std::optional<QParams>> find() {
    for (const Node& node : graph_.nodes) look(node);
    for (const Node& node : graph_.nodes) pass(node, node.inputs, node.outputs);
    for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node) pass(*node, node->outputs, node->inputs);
    return std::move(found_);
  }

 private:
  bool is_code(ValueId id) const {
    const auto& type = graph_.values[id].type.element;
    return type == ElementType::u8 || type == ElementType::i8;
  }

  const Constant* number(const Node& node, std::size_t input) const {
    if (!node.has_input(input)) return nullptr;
    const auto& constant = graph_.values[node.inputs[input]].constant;
    return constant && constant->size() == 1 ? &*constant : nullptr;
  }

  void look(const Node& node) {
    if (node.op->name == "QLinearConcat") {
      set(node, node.outputs[0], 0, 1);
      for (std::size_t i = 2; i + 2 < node.inputs.size(); i += 3) set(node, node.inputs[i], i + 1, i + 2);
      return;
    }
    const auto* row = std::ranges::find(rows, node.op->name, &Row::op);
    if (row == std::end(rows)) return;
    for (const Place& place : row->places) {
      if (place.codes == Place::nowhere) continue;
      const ValueId id = place.codes == Place::output ? node.outputs[0] : node.inputs[place.codes];
      set(node, id, place.scale, place.zero_point);
    }
  }

  void set(const Node& node, ValueId id, std::size_t scale_input, std::size_t zero_input) {
    const Constant* scale = number(node, scale_input);
    if (id == absent || scale == nullptr || scale->type() != ElementType::f32 || !is_code(id) || found_[id]) return;
    const Constant* zero = number(node, zero_input);
    if (zero == nullptr && node.has_input(zero_input)) return;
    const bool is_signed = graph_.values[id].type.element == ElementType::i8;
    found_[id] = QParams{.scale = static_cast<float>(scale->real_at(0)), .zero_point = zero != nullptr ? static_cast<std::int32_t>(zero->integer_at(0)) : 0,
                         .qmin = is_signed ? -128 : 0, .qmax = is_signed ? 127 : 255};
  }

  void pass(const Node& node, const std::vector<ValueId>& from, const std::vector<ValueId>& to) {
    if (std::ranges::find(movers, node.op->name) == std::end(movers) || from.empty() || from[0] == absent || !found_[from[0]]) return;
    for (const ValueId id : to) {
      if (id != absent && is_code(id) && !graph_.values[id].constant && !found_[id]) found_[id] = found_[from[0]];
    }
  }

  const Graph& graph_;
  std::vector<std::optional<QParams>> found_;
};

}  // namespace

std::vector<std::optional<QParams>> code_params(const Graph& graph) { return Finder(graph).find(); }

}  // namespace zeropoint

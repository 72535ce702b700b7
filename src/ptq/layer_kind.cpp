#include "ptq/layer_kind.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "core/text.h"
#include "model/operators.h"

namespace zeropoint {

namespace {

constexpr std::string_view movers[] = {"Dropout", "Flatten", "Gather", "Identity", "MaxPool", "Pad", "Reshape", "Resize", "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze"};
constexpr std::string_view unary[] = {"Abs", "Clip", "Elu", "Exp", "HardSigmoid", "HardSwish", "LeakyRelu", "Neg", "Relu", "Sigmoid", "Sqrt", "Swish", "Tanh"};
constexpr std::string_view binary[] = {"Add", "Div", "Max", "Min", "Mul", "PRelu", "Pow", "Sub"};  // with one number
constexpr std::string_view integer_binary[] = {"Add", "Mul"};
constexpr std::string_view averages[] = {"AveragePool", "GlobalAveragePool", "ReduceMean"};

bool is_among(std::string_view op, std::span<const std::string_view> names) { return std::ranges::find(names, op) != names.end(); }

const std::optional<Constant>& constant_at(const Graph& graph, const Node& node, std::size_t i) { return graph.values[node.inputs[i]].constant; }

LayerForm in_float(std::string why) { return {LayerKind::in_float, std::move(why)}; }

std::string_view word(const Node& node, std::string_view name, std::string_view otherwise) {
  const AttributeValue* found = node.attribute(name);
  const auto* value = found != nullptr ? std::get_if<std::string>(found) : nullptr;
  return value != nullptr ? std::string_view(*value) : otherwise;
}

bool is_number(const Graph& graph, const Node& node, std::size_t i) {
  const auto& constant = constant_at(graph, node, i);
  return constant && constant->size() == 1;
}

// The axes of a ReduceMean are the last two of four.
bool averages_pictures(const Graph& graph, const Node& node) {
  const auto& dims = graph.values[node.inputs[0]].type.dims;
  if (!dims || dims->size() != 4) return false;
  std::vector<std::int64_t> axes;
  if (node.opset < 18) {
    const AttributeValue* given = node.attribute("axes");
    const auto* list = given != nullptr ? std::get_if<std::vector<std::int64_t>>(given) : nullptr;
    if (list != nullptr) axes = *list;
  } else if (node.has_input(1) && constant_at(graph, node, 1)) {
    for (std::size_t i = 0; i < constant_at(graph, node, 1)->size(); ++i) axes.push_back(constant_at(graph, node, 1)->integer_at(i));
  }
  for (std::int64_t& axis : axes) axis += axis < 0 ? 4 : 0;
  std::ranges::sort(axes);
  return axes == std::vector<std::int64_t>{2, 3};
}

LayerForm linear_form(const Graph& graph, const Node& node) {
  const WeightPlace place = weight_place(node);
  const auto& weights = constant_at(graph, node, place.input);
  if (!weights) return in_float("its weights are computed");
  if (weights->type() != ElementType::f32 || weights->size() == 0) return in_float("its weights are not float32");
  if (node.op->name == "Conv" ? weights->shape().rank() != 4 : weights->shape().rank() != 2) return in_float(text("its weights have the shape ", weights->shape().to_string()));
  if (!node.has_input(place.bias_input)) return {LayerKind::linear, {}};
  const auto& bias = constant_at(graph, node, place.bias_input);
  const std::int64_t channels = weights->shape()[place.out_axis];
  const bool fits = bias && bias->type() == ElementType::f32 && bias->shape().rank() > 0 && bias->shape()[bias->shape().rank() - 1] == channels;
  if (!fits || static_cast<std::int64_t>(bias->size()) != channels) {
    return in_float("its bias is not one constant for each channel");
  }
  return {LayerKind::linear, {}};
}

bool is_one(const Node& node, std::string_view attribute) {
  const AttributeValue* found = node.attribute(attribute);
  return found == nullptr || *found == AttributeValue(1.0F);
}

// Whether padding brings in nothing but zeros, or elements that are there.
bool pads_with_zeros(const Graph& graph, const Node& node) {
  if (word(node, "mode", "constant") != "constant") return true;
  if (node.opset < 11) {
    const AttributeValue* value = node.attribute("value");
    return value == nullptr || *value == AttributeValue(0.0F);
  }
  if (!node.has_input(2)) return true;
  const auto& pad = constant_at(graph, node, 2);
  return pad && (pad->size() == 0 || pad->real_at(0) == 0);
}

bool has_float_ends(const Graph& graph, const Node& node) {
  const auto is_f32 = [&](ValueId id) { return id == absent || graph.values[id].type.element == ElementType::f32; };
  const auto inputs = std::span(node.inputs).first(std::min(data_inputs(node), node.inputs.size()));
  return std::ranges::all_of(inputs, is_f32) && is_f32(node.outputs[0]);
}

LayerForm computed_form(const Graph& graph, const Node& node) {
  const std::string_view op = node.op->name;
  const LayerForm computed{LayerKind::computed, {}};
  if (is_among(op, unary)) {
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
      if (node.has_input(i) && !constant_at(graph, node, i)) return in_float("its bounds are computed");
    }
    return computed;
  }
  if (op == "Concat") return computed;
  if (op == "ReduceMean") return averages_pictures(graph, node) ? computed : in_float("averages over other axes than the sides of pictures have no integer form");
  if (is_among(op, averages)) return computed;
  if (is_among(op, binary) && node.inputs.size() == 2) {
    const bool one_number = is_number(graph, node, 0) != is_number(graph, node, 1);
    if (one_number || is_among(op, integer_binary)) return computed;
    return in_float(text(op, " of two tensors has no integer form"));
  }
  return in_float(text(op, " has no integer form"));
}

}  // namespace

WeightPlace weight_place(const Node& node) {
  if (node.op->name == "Conv") return {1, 2, 0, 1};
  if (node.op->name == "MatMul") return {1, 2, 1, 0};
  const AttributeValue* transposed = node.attribute("transB");
  return transposed != nullptr && *transposed == AttributeValue(std::int64_t{1}) ? WeightPlace{1, 2, 0, 1} : WeightPlace{1, 2, 1, 0};
}

std::size_t data_inputs(const Node& node) {
  const std::string_view op = node.op->name;
  if (op == "Concat" || op == "Max" || op == "Min" || op == "Sum") return node.inputs.size();
  return is_among(op, binary) ? 2 : 1;
}

bool is_constant_operand(const Graph& graph, const Node& node, std::size_t input) {
  if (input >= data_inputs(node) || !node.has_input(input)) return false;
  const auto& constant = constant_at(graph, node, input);
  return constant && (constant->size() > 1 || node.op->name == "Concat");
}

LayerForm layer_form(const Graph& graph, const Node& node) {
  const std::string_view op = node.op->name;
  if (node.op->domain != onnx_domain || !node.has_input(0) || !node.has_output(0)) return in_float(text(op, " has no integer form"));
  if (!has_float_ends(graph, node)) return in_float("its values are not float32");
  const auto& first = graph.values[node.inputs[0]];
  if (op == "Conv" || op == "Gemm" || op == "MatMul") {
    if (first.constant) return in_float("its left factor is constant");
    const auto* transposed = node.attribute("transA");
    if (op == "Gemm" && (!is_one(node, "alpha") || !is_one(node, "beta") || (transposed != nullptr && *transposed != AttributeValue(std::int64_t{0})))) {
      return in_float("Gemm with alpha, beta or transA has no integer form");
    }
    return linear_form(graph, node);
  }
  if (is_among(op, movers)) {
    if (first.constant) return in_float("it moves constants");
    if (op == "MaxPool" && node.has_output(1)) return in_float("MaxPool with indices has no integer form");
    if (op == "Resize" && (word(node, "mode", "nearest") != "nearest" || word(node, "coordinate_transformation_mode", "") == "tf_crop_and_resize")) {
      return in_float("Resize that interpolates has no integer form");
    }
    if (op == "Pad" && !pads_with_zeros(graph, node)) return in_float("Pad with another value than 0 has no integer form");
    return {LayerKind::mover, {}};
  }
  return computed_form(graph, node);
}

}  // namespace zeropoint

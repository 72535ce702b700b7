#include "model/check_weights.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "core/text.h"
#include "model/operators.h"

namespace zeropoint {

namespace {

// A set of inputs by their indices.
using Inputs = std::uint32_t;
constexpr Inputs none = 0;
constexpr Inputs inputs(std::initializer_list<int> indices) {
  Inputs out = none;
  for (int i : indices) out |= Inputs{1} << i;
  return out;
}

struct Watched {
  std::string_view domain, op;
  Inputs weights, scales;
};

constexpr Watched all_watched[] = {
    {onnx_domain, "BatchNormalization", inputs({1, 2, 3, 4}), none},
    {onnx_domain, "Conv", inputs({1, 2}), none},
    {onnx_domain, "DequantizeLinear", none, inputs({1})},
    {onnx_domain, "Gemm", inputs({0, 1, 2}), none},
    {onnx_domain, "MatMul", inputs({0, 1}), none},
    {onnx_domain, "QLinearConv", none, inputs({1, 4, 6})},
    {onnx_domain, "QLinearMatMul", none, inputs({1, 4, 6})},
    {onnx_domain, "QuantizeLinear", none, inputs({1})},
    {microsoft_domain, "QGemm", none, inputs({1, 4, 7})},
    {microsoft_domain, "QLinearAdd", none, inputs({1, 4, 6})},
    {microsoft_domain, "QLinearAveragePool", none, inputs({1, 3})},
    {microsoft_domain, "QLinearGlobalAveragePool", none, inputs({1, 3})},
    {microsoft_domain, "QLinearLeakyRelu", none, inputs({1, 3})},
    {microsoft_domain, "QLinearMul", none, inputs({1, 4, 6})},
    {microsoft_domain, "QLinearSigmoid", none, inputs({1, 3})},
    {internal_domain, "QLinearBlockConv", inputs({8}), inputs({1, 4, 6})},
};

const Watched* watched(const OperatorRow& row) {
  const auto* found = std::ranges::find_if(all_watched, [&](const Watched& one) { return one.domain == row.domain && one.op == row.name; });
  return found == std::end(all_watched) ? nullptr : found;
}

class Checker {
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

 public:
  explicit Checker(const Graph& graph)
      : graph_(graph), finite_(graph.values.size(), false), positive_(graph.values.size(), false), smallest_(graph.values.size(), nowhere) {}

  Status check(const Node& node) {
    if (node.op->domain == microsoft_domain && node.op->name == "QLinearConcat") {
      ZP_CHECK(check_scale(node, 0));
      for (std::size_t i = 3; i < node.inputs.size(); i += 3) ZP_CHECK(check_scale(node, i));
    }
    const Watched* what = watched(*node.op);
    if (what == nullptr) return Done{};
    for (std::size_t i = 0; i < node.inputs.size() && i < 32; ++i) {
      if ((what->weights >> i & 1) != 0) ZP_CHECK(check_weight(node, i));
      if ((what->scales >> i & 1) != 0) ZP_CHECK(check_scale(node, i));
    }
    return node.op->name == "BatchNormalization" ? check_variance(node) : Done{};
  }

 private:
  // The float constant behind an input; null where there is none.
  const Constant* floats(const Node& node, std::size_t i) const {
    if (!node.has_input(i)) return nullptr;
    const auto& constant = graph_.values[node.inputs[i]].constant;
    return constant && is_float(constant->type()) ? &*constant : nullptr;
  }

  Error error(const Node& node, std::size_t input, std::size_t index, std::string_view complaint, double value) const {
    return {ErrorCode::not_finite, text(graph_.describe(node), ": ", complaint, " in '", graph_.values[node.inputs[input]].name, "' at index ", index, ": ", value)};
  }

  Status check_weight(const Node& node, std::size_t input) {
    const Constant* constant = floats(node, input);
    if (constant == nullptr || finite_[node.inputs[input]]) return Done{};
    finite_[node.inputs[input]] = true;
    for (std::size_t k = 0; k < constant->size(); ++k) {
      if (const double value = constant->real_at(k); !std::isfinite(value)) return error(node, input, k, "not a finite number", value);
    }
    return Done{};
  }

  Status check_scale(const Node& node, std::size_t input) {
    const Constant* constant = floats(node, input);
    if (constant == nullptr || positive_[node.inputs[input]]) return Done{};
    positive_[node.inputs[input]] = true;
    for (std::size_t k = 0; k < constant->size(); ++k) {
      if (const double value = constant->real_at(k); !(value > 0 && std::isfinite(value))) return error(node, input, k, "a scale that is not positive", value);
    }
    return Done{};
  }

  // Every node has an epsilon of its own; the smallest variance decides.
  Status check_variance(const Node& node) {
    const Constant* variance = floats(node, 4);
    if (variance == nullptr || variance->size() == 0) return Done{};
    std::size_t& at = smallest_[node.inputs[4]];
    if (at == nowhere) {
      at = 0;
      for (std::size_t k = 1; k < variance->size(); ++k) {
        if (variance->real_at(k) < variance->real_at(at)) at = k;
      }
    }
    const AttributeValue* attribute = node.attribute("epsilon");
    const float* said = attribute != nullptr ? std::get_if<float>(attribute) : nullptr;
    const double value = variance->real_at(at);
    if (value + double{said != nullptr ? *said : 1e-5F} > 0) return Done{};
    return error(node, 4, at, "a variance that epsilon does not make positive", value);
  }

  const Graph& graph_;
  // By value: looked at already, and where the smallest element is.
  std::vector<bool> finite_, positive_;
  std::vector<std::size_t> smallest_;
};

}  // namespace

Status check_finite_weights(const Graph& graph) {
  Checker checker(graph);
  for (const Node& node : graph.nodes) ZP_CHECK(checker.check(node));
  return Done{};
}

}  // namespace zeropoint

// Chains of functions of one element between DequantizeLinear and QuantizeLinear become one table of 256 codes: what the
// float executor makes of each. A chain of none changes codes to other parameters, or vanishes.
#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "model/clamp.h"
#include "model/operators.h"
#include "runtime/evaluate.h"
#include "runtime/lowering/patterns.h"
#include "runtime/lowering/tables.h"

namespace zeropoint::lowering {

namespace {

// Longer ones stay float, so that chains with a QuantizeLinear at every link take linear time.
constexpr std::size_t most_functions = 64;

constexpr std::string_view unary[] = {"Abs", "Elu", "Exp", "HardSigmoid", "HardSwish", "LeakyRelu", "Neg", "Relu", "Sigmoid", "Sqrt", "Swish", "Tanh"};
constexpr std::string_view binary[] = {"Add", "Div", "Max", "Min", "Mul", "PRelu", "Pow", "Sub", "Sum"};

bool is_among(std::string_view op, std::span<const std::string_view> names) { return std::ranges::find(names, op) != names.end(); }

// Which input the node is a function of, element by element, all others being constants.
std::optional<std::size_t> argument(const Rewriter& r, const Node& node) {
  if (node.op->domain != onnx_domain || !node.has_input(0) || !node.has_output(0) || r.value(node.outputs[0]).type.element != ElementType::f32) return std::nullopt;
  if (is_among(node.op->name, unary) || clamp_of(r.graph(), node)) return 0;
  if (!is_among(node.op->name, binary) || node.inputs.size() != 2 || !node.has_input(1)) return std::nullopt;
  for (const std::size_t i : {0U, 1U}) {
    const auto& dims = r.value(node.inputs[i]).type.dims;
    const auto& number = r.value(node.inputs[1 - i]).constant;
    // One number with more dimensions would give the result more of them.
    if (!r.value(node.inputs[i]).constant && dims && number && number->type() == ElementType::f32 && number->size() == 1 && number->shape().rank() <= dims->size()) return i;
  }
  return std::nullopt;
}

// Functions, the last one first, and the codes that the first one begins with.
struct Chain {
  std::vector<std::size_t> nodes;
  const Codes* x = nullptr;
};

Chain chain_behind(const Rewriter& r, ValueId value) {
  Chain chain;
  while ((chain.x = r.codes(value)) == nullptr && chain.nodes.size() < most_functions) {
    const std::size_t n = r.links().producer[value];
    const auto input = n != no_node ? argument(r, r.node(n)) : std::nullopt;
    if (!input) return {};
    chain.nodes.push_back(n);
    value = r.node(n).inputs[*input];
  }
  return chain;
}

// r̂ of all codes by their bytes, in a tensor of that rank.
Result<Constant> all_codes(const Codes& x, std::size_t rank) {
  std::vector<float> values(256);
  for (std::size_t b = 0; b < values.size(); ++b) {
    const auto q = x.type == ElementType::i8 ? std::int32_t{static_cast<std::int8_t>(b)} : static_cast<std::int32_t>(b);
    values[b] = dequantize_value(q, x.params);
  }
  std::vector<std::int64_t> extents(std::max<std::size_t>(rank, 1), 1);
  extents.back() = 256;
  ZP_TRY(const Shape& shape, Shape::make(extents));
  return Constant::from_floats(shape, values);
}

// What the chain makes of all codes, in float.
Result<std::optional<Constant>> run_chain(Rewriter& r, const Chain& chain) {
  if (chain.nodes.empty()) {
    ZP_TRY(Constant codes, all_codes(*chain.x, 1));
    return std::optional(std::move(codes));
  }
  const Node& first = r.node(chain.nodes.back());
  const auto& dims = r.value(first.inputs[*argument(r, first)]).type.dims;
  ZP_TRY(Constant codes, all_codes(*chain.x, dims ? dims->size() : 1));
  Graph alone;
  alone.ir_version = r.graph().ir_version;
  alone.opsets = r.graph().opsets;
  ValueId at = alone.add_constant("codes", std::move(codes));
  for (auto n = chain.nodes.rbegin(); n != chain.nodes.rend(); ++n) {
    Node node = r.node(*n);
    const std::size_t x = *argument(r, node);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (i == x) node.inputs[i] = at;
      else if (node.inputs[i] != absent) node.inputs[i] = alone.add_constant("", *r.value(node.inputs[i]).constant);
    }
    node.outputs = {at = alone.add_value("")};
    alone.nodes.push_back(std::move(node));
  }
  alone.outputs = {at};
  std::optional<Constant> out;
  ZP_TRY(auto results, r.evaluate_alone(std::move(alone)));
  if (results && results->front().size() == 256) out = std::move(results->front());
  return out;
}

// (2) of the results; nothing if one is NaN.
std::optional<TableBytes> quantized(const Constant& results, const QParams& y) {
  TableBytes bytes;
  for (std::size_t b = 0; b < bytes.size(); ++b) {
    const auto result = static_cast<float>(results.real_at(b));
    if (std::isnan(result)) return std::nullopt;
    bytes[b] = static_cast<std::byte>(quantize_value(result, y));
  }
  return bytes;
}

// ONNX Runtime has operators of its own for these two; (16) is their rule.
std::string_view own_operator(const Node& node) {
  if (node.activation) return {};
  return node.op->name == "Sigmoid" ? "QLinearSigmoid" : node.op->name == "LeakyRelu" ? "QLinearLeakyRelu" : "";
}

}  // namespace

Result<bool> lower_quantize(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  if (!from.has_input(0) || !from.has_output(0)) return false;
  const Chain chain = chain_behind(r, from.inputs[0]);
  const auto wanted = chain.x != nullptr ? r.per_tensor(from, from.outputs[0]) : std::nullopt;
  if (!wanted) return false;
  if (chain.nodes.empty() && wanted->agrees(*chain.x)) {
    Node same = r.make(onnx_domain, "Identity", from.name);
    same.inputs = {chain.x->q};
    same.outputs = {wanted->q};
    r.add(std::move(same));
    return true;
  }
  Sink sink{*wanted, {}};
  r.pass_clips(sink);
  const Codes& y = sink.codes;
  const Node& core = chain.nodes.empty() ? from : r.node(chain.nodes.front());
  if (const auto op = own_operator(core); !op.empty() && chain.nodes.size() == 1 && chain.x->type == y.type) {
    Node made = r.make(microsoft_domain, op, core.name);
    made.inputs = {chain.x->q, chain.x->scale, chain.x->zero_point, y.scale, y.zero_point};
    made.outputs = {y.q};
    made.attributes = core.attributes;
    set_code_range(made, y);
    r.take(sink);
    r.add(std::move(made));
    return true;
  }
  ZP_TRY(const auto& results, run_chain(r, chain));
  const auto bytes = results ? quantized(*results, y.params) : std::nullopt;
  if (!bytes) return false;
  ZP_TRY(Node made, table_node(r, core.name, chain.x->q, *bytes, y.type));
  made.outputs = {y.q};
  r.take(sink);
  r.add(std::move(made));
  return true;
}

}  // namespace zeropoint::lowering

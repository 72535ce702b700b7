#include "runtime/lowering/rewriter.h"

#include <cmath>
#include <limits>

#include "core/text.h"
#include "model/clamp.h"
#include "model/operators.h"
#include "runtime/evaluate.h"

namespace zeropoint::lowering {

namespace {

// The one float32 that a value is known to be.
std::optional<float> known_float(const Value& value) {
  const auto& constant = value.constant;
  if (!constant || constant->type() != ElementType::f32 || constant->size() != 1 || constant->shape().rank() > 1) return std::nullopt;
  return static_cast<float>(constant->real_at(0));
}

std::optional<std::int32_t> known_code(const Value& value, ElementType type) {
  const auto& constant = value.constant;
  if (!constant || constant->type() != type || constant->size() != 1) return std::nullopt;
  return static_cast<std::int32_t>(constant->integer_at(0));
}

bool is_op(const Node& node, std::string_view name) { return node.op->domain == onnx_domain && node.op->name == name; }

// First one, then the other.
Clamp then(const Clamp& first, const Clamp& second) {
  const auto limit = [&](float r) { return std::min(std::max(r, second.lo), second.hi); };
  return {limit(first.lo), limit(first.hi)};
}

// Rounding (2) never decreases: the code of a clamped number is the clamped code of the number.
void narrow(QParams& to, const Clamp& clamp) {
  const std::int32_t lo = quantize_value(clamp.lo, to), hi = quantize_value(clamp.hi, to);
  to.qmin = lo, to.qmax = hi;
}

}  // namespace

Rewriter::Rewriter(Graph& graph, const NetworkKernels& kernels)
    : graph_(graph), kernels_(kernels), links_(graph), codes_(graph.values.size()), taken_(graph.nodes.size(), false), budget_(evaluation_budget) {}

const Codes* Rewriter::codes(ValueId float_value) const {
  return float_value < codes_.size() && codes_[float_value].q != absent ? &codes_[float_value] : nullptr;
}

void Rewriter::set_codes(ValueId float_value, const Codes& codes) { codes_[float_value] = codes; }

void Rewriter::note_dequantized(const Node& dequantize) {
  if (!dequantize.has_input(0) || !dequantize.has_output(0) || value(dequantize.outputs[0]).type.element != ElementType::f32) return;
  auto codes = per_tensor(dequantize, dequantize.inputs[0]);
  if (!codes) return;
  if (const auto known = narrowed_.find(codes->q); known != narrowed_.end()) {
    codes->params.qmin = known->second.qmin, codes->params.qmax = known->second.qmax;
  } else if (const std::size_t n = links_.producer[codes->q]; n != no_node) {
    limit(node(n), codes->type, codes->params);
  }
  set_codes(dequantize.outputs[0], *codes);
}

ValueId Rewriter::zero_of(ElementType type) {
  const auto [at, is_new] = zeros_.try_emplace(type, absent);
  if (is_new) at->second = add_constant(text("zero_point_", element_type_name(type)), Constant::from_integers(type, Shape{}, std::vector<std::int64_t>{0}).value());
  return at->second;
}

std::optional<Codes> Rewriter::per_tensor(const Node& node, ValueId q) {
  Codes codes;
  codes.q = q;
  const auto type = value(q).type.element;
  if (!type || (*type != ElementType::u8 && *type != ElementType::i8)) return std::nullopt;
  codes.type = *type;
  codes.params = *type == ElementType::u8 ? QParams{1, 0, 0, 255} : QParams{1, 0, -128, 127};
  if (integer_attribute(node, "block_size", 0) != 0 || !node.has_input(1)) return std::nullopt;
  codes.scale = node.inputs[1];
  const auto scale = known_float(value(codes.scale));
  if (!scale || !std::isnormal(*scale) || *scale < 0) return std::nullopt;
  codes.params.scale = *scale;
  if (node.has_input(2)) {
    const auto zero = known_code(value(node.inputs[2]), *type);
    if (!zero) return std::nullopt;
    codes.params.zero_point = *zero;
    codes.zero_point = node.inputs[2];
  } else {
    codes.zero_point = zero_of(*type);
  }
  return codes;
}

std::optional<Sink> Rewriter::sink(ValueId float_value, const std::optional<Clamp>& activation) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  Clamp clamp = activation.value_or(Clamp{-infinity, infinity});
  Sink sink;
  for (ValueId at = float_value; value(at).type.element == ElementType::f32;) {
    const std::size_t n = links_.only_consumer(at);
    if (n == no_node || taken_[n] || node(n).inputs[0] != at || !node(n).has_output(0)) return std::nullopt;
    const ValueId out = node(n).outputs[0];
    sink.nodes.push_back(n);
    if (is_op(node(n), "QuantizeLinear")) {
      const auto codes = per_tensor(node(n), out);
      if (!codes) return std::nullopt;
      sink.codes = *codes;
      narrow(sink.codes.params, clamp);
      pass_clips(sink);
      return sink;
    }
    const auto next = clamp_of(graph_, node(n));
    if (!next) return std::nullopt;
    clamp = then(clamp, *next);
    at = out;
  }
  return std::nullopt;
}

bool Rewriter::limit(const Node& clip, ElementType type, QParams& codes) const {
  if (!is_op(clip, "Clip") || clip.opset < 12) return false;
  std::int32_t lo = codes.qmin, hi = codes.qmax;
  for (const std::size_t i : {1U, 2U}) {
    if (!clip.has_input(i)) continue;
    const auto bound = known_code(value(clip.inputs[i]), type);
    if (!bound) return false;
    const auto limited = [&](std::int32_t q) { return i == 1 ? std::max(q, *bound) : std::min(q, *bound); };
    lo = limited(lo), hi = limited(hi);
  }
  codes.qmin = lo, codes.qmax = hi;
  return true;
}

void Rewriter::pass_clips(Sink& sink) const {
  Codes& codes = sink.codes;
  for (;;) {
    const std::size_t n = links_.only_consumer(codes.q);
    if (n == no_node || taken_[n] || !node(n).has_output(0) || node(n).inputs[0] != codes.q || !limit(node(n), codes.type, codes.params)) return;
    codes.q = node(n).outputs[0];
    sink.nodes.push_back(n);
  }
}

Result<std::optional<Constant>> Rewriter::floats(ValueId id) {
  std::optional<Constant> out;
  if (value(id).constant) {
    if (value(id).constant->type() == ElementType::f32) out = value(id).constant;
    return out;
  }
  const std::size_t n = links_.producer.size() > id ? links_.producer[id] : no_node;
  if (n == no_node || !is_op(node(n), "DequantizeLinear")) return out;
  for (const ValueId input : node(n).inputs) {
    if (input != absent && !value(input).constant) return out;
  }
  ZP_TRY(auto results, evaluate(graph_, node(n), kernels_, budget_));
  if (results && results->front().type() == ElementType::f32) out = std::move(results->front());
  return out;
}

Result<std::optional<std::vector<Constant>>> Rewriter::evaluate_alone(Graph alone) { return evaluate(std::move(alone), kernels_, budget_); }

bool Rewriter::spend(std::size_t bytes) {
  if (bytes > budget_) return false;
  budget_ -= bytes;
  return true;
}

Node Rewriter::make(std::string_view domain, std::string_view op, std::string name) const {
  Node node;
  node.op = find_operator(domain, op);
  node.name = std::move(name);
  node.opset = domain == onnx_domain ? graph_.opset(onnx_domain) : node.op->first_opset;
  return node;
}

void Rewriter::take(const Sink& sink) {
  for (const std::size_t n : sink.nodes) take(n);
  narrowed_[sink.codes.q] = sink.codes.params;
}

std::int64_t integer_attribute(const Node& node, std::string_view name, std::int64_t otherwise) {
  const AttributeValue* found = node.attribute(name);
  const auto* value = found != nullptr ? std::get_if<std::int64_t>(found) : nullptr;
  return value != nullptr ? *value : otherwise;
}

void set_code_range(Node& node, const Codes& codes) {
  const QParams& p = codes.params;
  const bool is_signed = codes.type == ElementType::i8;
  if (p.qmin != (is_signed ? -128 : 0)) node.attributes.push_back({std::string(qmin_attribute), std::int64_t{p.qmin}});
  if (p.qmax != (is_signed ? 127 : 255)) node.attributes.push_back({std::string(qmax_attribute), std::int64_t{p.qmax}});
}

}  // namespace zeropoint::lowering

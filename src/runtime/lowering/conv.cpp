// Conv → QLinearConv, equation (10), or QLinearBlockConv, (11), where the weights have blocks.
#include <cmath>

#include "core/text.h"
#include "model/operators.h"
#include "runtime/lowering/patterns.h"
#include "runtime/lowering/products.h"

namespace zeropoint::lowering {

void add_result(Rewriter& r, const Node& from, Node made, const std::optional<Sink>& sink) {
  if (sink) {
    made.outputs = {sink->codes.q};
    r.take(*sink);
    r.add(std::move(made));
    return;
  }
  const ValueId out = from.outputs[0];
  if (!from.activation) {
    made.outputs = {out};
    r.add(std::move(made));
    return;
  }
  const std::string name = r.value(out).name;
  made.outputs = {r.add_value(text(name, "_unclipped"))};
  Node clip = r.make(onnx_domain, "Clip", text(from.name, "_clip"));
  clip.opset = newest_opset;
  const auto bound = [&](std::string_view end, float value) {
    return r.add_constant(text(name, end), Constant::from_floats(Shape{}, std::vector<float>{value}).value());
  };
  const ValueId lo = bound("_min", from.activation->lo), hi = bound("_max", from.activation->hi);
  clip.inputs = {made.outputs[0], lo, hi};
  clip.outputs = {out};
  r.add(std::move(made));
  r.add(std::move(clip));
}

std::vector<ValueId> conv_inputs(const Codes& x, const Weights& w, const std::optional<Sink>& sink, ValueId bias) {
  const ValueId scale = sink ? sink->codes.scale : absent, zero_point = sink ? sink->codes.zero_point : absent;
  return {x.q, x.scale, x.zero_point, w.q, w.scale, w.zero_point, scale, zero_point, bias};
}

Result<std::optional<ValueId>> float_bias(Rewriter& r, ValueId float_value, const Weights& w) {
  std::optional<ValueId> out;
  if (float_value == absent) return std::optional(absent);
  ZP_TRY(const auto& floats, r.floats(float_value));
  if (!floats || floats->size() != w.channels) return out;
  std::vector<float> values(w.channels);
  for (std::size_t k = 0; k < values.size(); ++k) {
    values[k] = static_cast<float>(floats->real_at(k));
    if (!std::isfinite(values[k])) return out;
  }
  ZP_TRY(Constant bias, Constant::from_floats(Shape{static_cast<std::int64_t>(w.channels)}, values));
  const std::string name = r.value(float_value).name;
  return std::optional(r.add_constant(text(name, "_float"), std::move(bias)));
}

Result<bool> lower_conv(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  const Codes* x = from.has_input(0) && from.has_output(0) ? r.codes(from.inputs[0]) : nullptr;
  if (x == nullptr || !from.has_input(1)) return false;
  ZP_TRY(const auto& w, weights_of(r, from.inputs[1], {0, 1}));
  if (!w || r.value(w->q).constant->shape().rank() != 4) return false;
  const auto sink = r.sink(from.outputs[0], from.activation);
  const Codes* y = sink ? &sink->codes : nullptr;
  const ValueId b = from.has_input(2) ? from.inputs[2] : absent;
  const bool blocks = w->block_size > 0;
  Node made = blocks ? r.make(internal_domain, "QLinearBlockConv", from.name) : r.make(onnx_domain, "QLinearConv", from.name);
  made.attributes = from.attributes;
  if (blocks) {
    ZP_TRY(const auto& bias, float_bias(r, b, *w));
    if (!bias || !is_exact(*x, *w, {}, y)) return false;
    made.inputs = conv_inputs(*x, *w, sink, *bias);
    made.attributes.push_back({"block_size", static_cast<std::int64_t>(w->block_size)});
  } else {
    ZP_TRY(const auto& bias, bias_of(r, b, *x, *w));
    if (!bias || !is_exact(*x, *w, *bias, y)) return false;
    made.inputs = conv_inputs(*x, *w, sink, bias->id);
  }
  if (sink) set_code_range(made, sink->codes);
  add_result(r, from, std::move(made), sink);
  return true;
}

}  // namespace zeropoint::lowering

// Operators that only move elements, or choose some of them, work on the codes themselves: S and Z stay what they were. Of
// every such float value the codes are made known, so that integer operators behind it need no QuantizeLinear.
#include <algorithm>

#include "core/text.h"
#include "model/operators.h"
#include "runtime/lowering/patterns.h"

namespace zeropoint::lowering {

namespace {

// A QuantizeLinear that would give a value the codes it has; no_node if there is none.
std::size_t restoring(Rewriter& r, ValueId value, const Codes& codes) {
  for (const std::size_t n : r.links().consumers[value]) {
    const Node& node = r.node(n);
    if (r.taken(n) || node.op->domain != onnx_domain || node.op->name != "QuantizeLinear" || node.inputs[0] != value || !node.has_output(0)) continue;
    const auto wanted = r.per_tensor(node, node.outputs[0]);
    if (wanted && wanted->agrees(codes)) return n;
  }
  return no_node;
}

// Adds `made`, whose inputs and attributes are set, beside the float node: where nobody reads that, it goes.
void add_beside(Rewriter& r, const Node& from, Node made, const Codes& x) {
  made.outputs.clear();
  for (const ValueId out : from.outputs) {
    if (out == absent) {
      made.outputs.push_back(absent);
      continue;
    }
    Codes moved = x;
    if (const std::size_t n = restoring(r, out, x); n != no_node) {
      r.take(n);
      moved.q = r.node(n).outputs[0];
      // A Clip behind it that limits nothing any more goes too.
      Sink clipped{moved, {}};
      r.pass_clips(clipped);
      if (clipped.codes.params == moved.params) {
        r.take(clipped);
        moved = clipped.codes;
      }
    } else {
      const std::string name = text(r.value(out).name, "_QuantizeLinear_Output");
      moved.q = r.add_value(name);
    }
    made.outputs.push_back(moved.q);
    r.set_codes(out, moved);
  }
  r.add(std::move(made));
}

std::string_view word(const Node& node, std::string_view name, std::string_view otherwise) {
  const AttributeValue* found = node.attribute(name);
  const auto* value = found != nullptr ? std::get_if<std::string>(found) : nullptr;
  return value != nullptr ? std::string_view(*value) : otherwise;
}

}  // namespace

Result<bool> lower_mover(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  const std::size_t data = from.op->name == "Concat" ? from.inputs.size() : 1;
  const Codes* x = from.has_input(0) ? r.codes(from.inputs[0]) : nullptr;
  if (x == nullptr || (from.op->name == "MaxPool" && from.has_output(1))) return false;
  Node made = from;
  Codes all = *x;
  for (std::size_t i = 0; i < data; ++i) {
    const Codes* codes = from.has_input(i) ? r.codes(from.inputs[i]) : nullptr;
    if (codes == nullptr || !codes->agrees(*x)) return false;
    made.inputs[i] = codes->q;
    all.params.qmin = std::min(all.params.qmin, codes->params.qmin);
    all.params.qmax = std::max(all.params.qmax, codes->params.qmax);
  }
  add_beside(r, from, std::move(made), all);
  return false;
}

// The constant becomes the code that stands for it, if one does or if nothing but codes is wanted.
Result<bool> lower_pad(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  const Codes* x = from.has_input(0) ? r.codes(from.inputs[0]) : nullptr;
  if (x == nullptr || from.opset < 11 || !from.has_output(0)) return false;
  Node made = from;
  made.inputs[0] = x->q;
  if (word(from, "mode", "constant") == "constant") {
    float pad = 0;
    if (from.has_input(2)) {
      const auto& constant = r.value(from.inputs[2]).constant;
      if (!constant || constant->type() != ElementType::f32 || constant->size() > 1) return false;
      if (constant->size() == 1) pad = static_cast<float>(constant->real_at(0));
    }
    const std::int32_t code = quantize_value(pad, x->params);
    const bool only_codes = r.links().only_consumer(from.outputs[0]) != no_node && restoring(r, from.outputs[0], *x) != no_node;
    // A narrower grid than the type's might not hold it.
    const bool occurs = code > x->params.qmin && code < x->params.qmax;
    if (dequantize_value(code, x->params) != pad && !(only_codes && occurs)) return false;
    ZP_TRY(Constant value, Constant::from_integers(x->type, Shape{}, std::vector<std::int64_t>{code}));
    if (made.inputs.size() < 3) made.inputs.resize(3, absent);
    const std::string name = text(r.value(from.outputs[0]).name, "_padding");
    made.inputs[2] = r.add_constant(name, std::move(value));
  }
  add_beside(r, from, std::move(made), *x);
  return false;
}

// The nearest element is one of the input's; others are means of some.
Result<bool> lower_resize(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  if (word(from, "mode", "nearest") != "nearest" || word(from, "coordinate_transformation_mode", "") == "tf_crop_and_resize") return false;
  return lower_mover(r, n);
}

}  // namespace zeropoint::lowering

// Add, Mul and Concat of codes → QLinearAdd, equation (12), QLinearMul, (13), and QLinearConcat, (16).
#include "model/operators.h"
#include "runtime/lowering/patterns.h"
#include "runtime/lowering/tables.h"

namespace zeropoint::lowering {

Result<bool> lower_binary(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  if (from.inputs.size() != 2 || !from.has_input(0) || !from.has_input(1) || !from.has_output(0)) return false;
  const Codes *a = r.codes(from.inputs[0]), *b = r.codes(from.inputs[1]);
  const auto sink = a != nullptr && b != nullptr ? r.sink(from.outputs[0], from.activation) : std::nullopt;
  if (!sink) return false;
  ZP_TRY(const Codes& left, as_type(r, *a, sink->codes.type));
  ZP_TRY(const Codes& right, as_type(r, *b, sink->codes.type));
  Node made = r.make(microsoft_domain, from.op->name == "Mul" ? "QLinearMul" : "QLinearAdd", from.name);
  made.inputs = {left.q, left.scale, left.zero_point, right.q, right.scale, right.zero_point, sink->codes.scale, sink->codes.zero_point};
  made.outputs = {sink->codes.q};
  set_code_range(made, sink->codes);
  r.take(*sink);
  r.add(std::move(made));
  return true;
}

Result<bool> lower_concat(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  if (!from.has_output(0) || from.inputs.size() > many / 4) return false;
  for (const ValueId input : from.inputs) {
    if (input == absent || r.codes(input) == nullptr) return false;
  }
  const auto sink = r.sink(from.outputs[0]);
  if (!sink) return lower_mover(r, n);  // codes of the same parameters are joined as they are
  Node made = r.make(microsoft_domain, "QLinearConcat", from.name);
  made.inputs = {sink->codes.scale, sink->codes.zero_point};
  for (const ValueId input : from.inputs) {
    ZP_TRY(const Codes& part, as_type(r, *r.codes(input), sink->codes.type));
    made.inputs.insert(made.inputs.end(), {part.q, part.scale, part.zero_point});
  }
  made.outputs = {sink->codes.q};
  made.attributes = from.attributes;
  set_code_range(made, sink->codes);
  r.take(*sink);
  r.add(std::move(made));
  return true;
}

}  // namespace zeropoint::lowering

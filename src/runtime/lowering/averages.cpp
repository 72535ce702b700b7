// AveragePool → QLinearAveragePool, equation (14); GlobalAveragePool, and ReduceMean over the sides of pictures, →
// QLinearGlobalAveragePool, (15).
#include <algorithm>

#include "core/text.h"
#include "model/operators.h"
#include "runtime/lowering/patterns.h"
#include "runtime/lowering/tables.h"

namespace zeropoint::lowering {

namespace {

// S and Z of both sides; nothing where the input or the output has none.
struct Ends {
  Codes x;
  Sink sink;
};

Result<std::optional<Ends>> ends_of(Rewriter& r, const Node& from) {
  std::optional<Ends> out;
  const Codes* x = from.has_input(0) && from.has_output(0) ? r.codes(from.inputs[0]) : nullptr;
  const auto sink = x != nullptr ? r.sink(from.outputs[0], from.activation) : std::nullopt;
  if (!sink) return out;
  ZP_TRY(Codes same, as_type(r, *x, sink->codes.type));
  return std::optional(Ends{same, *sink});
}

Node pool_node(const Rewriter& r, std::string_view op, const Node& from, const Ends& ends) {
  Node made = r.make(microsoft_domain, op, from.name);
  const Codes &x = ends.x, &y = ends.sink.codes;
  made.inputs = {x.q, x.scale, x.zero_point, y.scale, y.zero_point};
  made.outputs = {y.q};
  return made;
}

// Over the last two axes of four.
bool averages_pictures(const Rewriter& r, const Node& from) {
  const auto& dims = r.value(from.inputs[0]).type.dims;
  if (!dims || dims->size() != 4) return false;
  std::vector<std::int64_t> axes;
  if (from.opset >= 18) {
    const auto constant = from.has_input(1) ? r.value(from.inputs[1]).constant : std::nullopt;
    if (!constant || !is_integer(constant->type())) return false;
    for (std::size_t k = 0; k < constant->size(); ++k) axes.push_back(constant->integer_at(k));
  } else if (const AttributeValue* given = from.attribute("axes"); given != nullptr) {
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(given)) axes = *list;
  }
  for (std::int64_t& axis : axes) axis += axis < 0 ? 4 : 0;
  return axes.size() == 2 && std::min(axes[0], axes[1]) == 2 && std::max(axes[0], axes[1]) == 3;
}

}  // namespace

Result<bool> lower_average_pool(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  if (const AttributeValue* given = from.attribute("dilations"); given != nullptr) {
    const auto* list = std::get_if<std::vector<std::int64_t>>(given);
    if (list == nullptr || std::ranges::any_of(*list, [](std::int64_t d) { return d != 1; })) return false;
  }
  ZP_TRY(const auto& ends, ends_of(r, from));
  if (!ends) return false;
  Node made = pool_node(r, "QLinearAveragePool", from, *ends);
  made.attributes = from.attributes;
  set_code_range(made, ends->sink.codes);
  r.take(ends->sink);
  r.add(std::move(made));
  return true;
}

Result<bool> lower_global_average(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  if (!from.has_input(0) || (from.op->name == "ReduceMean" && !averages_pictures(r, from))) return false;
  ZP_TRY(const auto& ends, ends_of(r, from));
  if (!ends) return false;
  Node made = pool_node(r, "QLinearGlobalAveragePool", from, *ends);
  set_code_range(made, ends->sink.codes);
  r.take(ends->sink);
  if (integer_attribute(from, "keepdims", 1) != 0) {
    r.add(std::move(made));
    return true;
  }
  const std::string name = r.value(ends->sink.codes.q).name;
  ZP_TRY(Constant matrix, Constant::from_integers(ElementType::i64, Shape{2}, std::vector<std::int64_t>{0, -1}));
  Node view = r.make(onnx_domain, "Reshape", text(from.name, "_to_matrix"));
  const ValueId picture = r.add_value(text(name, "_picture")), shape = r.add_constant(text(name, "_shape"), std::move(matrix));
  view.inputs = {picture, shape};
  view.outputs = made.outputs;
  made.outputs = {picture};
  r.add(std::move(made));
  r.add(std::move(view));
  return true;
}

}  // namespace zeropoint::lowering

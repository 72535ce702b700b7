// Shape rules of operators that work element by element.
#include <algorithm>

#include "model/operators.h"
#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

// The integer operation of shape arithmetic; nothing if it has no result.
std::optional<std::int64_t> combine(std::string_view op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  if (op == "Add") return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
  if (op == "Sub") return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
  if (op == "Mul") return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional(out);
  if (op == "Max") return std::max(a, b);
  if (op == "Min") return std::min(a, b);
  // Integer division as ONNX defines it truncates; the one quotient of int64 that does not fit is left alone.
  if (op == "Div") return b == 0 || b == -1 ? std::nullopt : std::optional(a / b);
  return std::nullopt;
}

void follow_contents(ShapeContext& context) {
  if (context.node().inputs.size() != 2) return;
  const auto a = context.contents(0);
  const auto b = context.contents(1);
  if (!a || !b || (a->size() != b->size() && a->size() != 1 && b->size() != 1) || a->empty() || b->empty()) return;
  Dimensions out(std::max(a->size(), b->size()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Dimension& x = (*a)[a->size() == 1 ? 0 : i];
    const Dimension& y = (*b)[b->size() == 1 ? 0 : i];
    if (!x.fixed() || !y.fixed()) continue;
    if (const auto z = combine(context.node().op->name, x.extent(), y.extent())) out[i] = *z;
  }
  context.set_contents(std::move(out));
}

}  // namespace

Result<std::optional<Dimensions>> broadcast(const ShapeContext& context, const std::optional<Dimensions>& a, const std::optional<Dimensions>& b) {
  if (!a || !b) return std::optional<Dimensions>();
  Dimensions out(std::max(a->size(), b->size()));
  for (std::size_t i = 0; i < out.size(); ++i) {  // from the last axis on
    const Dimension x = i < a->size() ? (*a)[a->size() - 1 - i] : Dimension(1);
    const Dimension y = i < b->size() ? (*b)[b->size() - 1 - i] : Dimension(1);
    Dimension& z = out[out.size() - 1 - i];
    if (x.is(1) || x.same(y)) z = y;
    else if (y.is(1)) z = x;
    else if (x.fixed() && y.fixed()) return context.error("shapes ", to_string(*a), " and ", to_string(*b), " cannot be broadcast");
    else if (x.fixed()) z = x;  // the other one turns out to be 1 or the same
    else if (y.fixed()) z = y;
  }
  return std::optional(std::move(out));
}

bool keeps(const Dimensions& sum, const Dimensions& shape) {
  if (sum.size() != shape.size()) return false;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    if (shape[i].fixed() && sum[i].fixed() && !shape[i].same(sum[i])) return false;
  }
  return true;
}

Status same_as_input(ShapeContext& context) {
  context.set(0, context.element(0), context.dims(0));
  return Done{};
}

Status identity(ShapeContext& context) {
  if (const auto known = context.contents(0)) context.set_contents(*known);
  return same_as_input(context);
}

Status elementwise(ShapeContext& context) {
  std::optional<Dimensions> dims = Dimensions{};
  const bool typed_by_first = context.node().op->name == "Pow";  // its exponent may be of another type
  for (std::size_t i = 0; i < context.node().inputs.size(); ++i) {
    if (!context.has(i)) return context.error("input ", i, " is missing");
    if (!typed_by_first) ZP_CHECK(context.same_element({0, i}));
    ZP_TRY(dims, broadcast(context, dims, context.dims(i)));
  }
  context.set(0, context.element(0), std::move(dims));
  follow_contents(context);
  return Done{};
}

// alpha and beta of LeakyRelu, Elu and HardSigmoid.
Status activation(ShapeContext& context) {
  ZP_CHECK(context.finite({"alpha", "beta"}));
  return same_as_input(context);
}

// Since opset 11 the bounds are inputs.
Status clip(ShapeContext& context) {
  ZP_CHECK(context.same_element({0, 1, 2}));
  for (std::size_t i = 1; i < 3; ++i) {
    const auto& bound = context.dims(i);
    if (bound && !(bound->empty() || (bound->size() == 1 && (!(*bound)[0].fixed() || (*bound)[0].is(1))))) {
      return context.error("input ", i, ", a bound, has shape ", to_string(*bound));
    }
  }
  return same_as_input(context);
}

Status softmax(ShapeContext& context) {
  // Before opset 13 everything behind the axis is one dimension.
  if (context.dims(0)) ZP_CHECK(context.axis(context.integer("axis", context.opset() < 13 ? 1 : -1), context.dims(0)->size()));
  return same_as_input(context);
}

Status local_response_normalization(ShapeContext& context) {
  ZP_CHECK(context.finite({"alpha", "beta", "bias"}));
  if (context.integer("size", 0) < 1) return context.error("attribute 'size' is ", context.integer("size", 0));
  if (context.dims(0) && context.dims(0)->size() < 2) return context.error("input of shape ", to_string(*context.dims(0)), " has no channels");
  return same_as_input(context);
}

Status prelu(ShapeContext& context) {
  // The slope is broadcast to the input, never the other way round.
  ZP_CHECK(context.same_element({0, 1}));
  ZP_TRY(const auto& dims, broadcast(context, context.dims(0), context.dims(1)));
  if (dims && !keeps(*dims, *context.dims(0))) {
    return context.error("slope of shape ", to_string(*context.dims(1)), " does not fit input of shape ", to_string(*context.dims(0)));
  }
  return same_as_input(context);
}

Status batch_normalization(ShapeContext& context) {
  const auto& x = context.dims(0);
  if (context.integer("training_mode", 0) != 0) return context.unsupported("training mode is not supported");
  if (context.opset() < 9 && context.integer("spatial", 1) == 0) return context.unsupported("spatial = 0 is not supported");
  ZP_CHECK(context.finite({"epsilon"}));
  if (x && x->size() >= 2 && (*x)[1].fixed()) {
    for (std::size_t i = 1; i < 5; ++i) {
      const auto& p = context.dims(i);
      if (p && (p->size() != 1 || ((*p)[0].fixed() && !(*p)[0].same((*x)[1])))) {
        return context.error("parameter ", i, " has shape ", to_string(*p), ", input has ", (*x)[1].extent(), " channels");
      }
    }
  }
  return same_as_input(context);
}

Status dropout(ShapeContext& context) {
  // Since opset 12 training is asked for by an input.
  const Constant* training = context.constant(2);
  if (training != nullptr && training->size() == 1 && training->type() == ElementType::boolean && training->integer_at(0) != 0) {
    return context.unsupported("training mode is not supported");
  }
  // Before opset 10 the mask was of the input's type.
  context.set(1, context.opset() < 10 ? context.element(0) : ElementType::boolean, context.dims(0));
  return same_as_input(context);
}

Status cast(ShapeContext& context) {
  const std::int64_t to = context.integer("to", 0);
  const auto type = element_type_of_onnx(to);
  if (to == 0) return context.error("attribute 'to' is missing");
  if (!type) return context.unsupported("casts to ", onnx_type_name(to), " (", to, "), which is not supported");
  if (const auto known = context.contents(0); known && (*type == ElementType::i64 || *type == ElementType::i32)) context.set_contents(*known);
  context.set(0, type, context.dims(0));
  return Done{};
}

}  // namespace zeropoint::shapes

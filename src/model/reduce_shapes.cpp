// Shape rules of reductions.
#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

Status drop(ShapeContext& context, std::optional<ElementType> element, const std::optional<std::vector<std::int64_t>>& axes, bool keep) {
  const Dimensions& x = *context.dims(0);
  std::vector<bool> gone(x.size(), !axes);
  for (std::size_t i = 0; axes && i < axes->size(); ++i) {
    ZP_TRY(const std::size_t at, context.axis((*axes)[i], x.size()));
    gone[at] = true;
  }
  Dimensions out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!gone[i]) out.push_back(x[i]);
    else if (keep) out.emplace_back(1);
  }
  context.set(0, element, std::move(out));
  return Done{};
}

}  // namespace

Status reduce(ShapeContext& context) {
  auto axes = context.opset() >= 18 ? context.integers(1) : context.list("axes");
  const bool hidden = context.opset() >= 18 && context.has(1) && !axes;
  if (!context.dims(0) || hidden) {
    context.set(0, context.element(0), std::nullopt);
    return Done{};
  }
  const bool keep = context.integer("keepdims", 1) != 0;
  if (axes && axes->empty()) axes.reset();
  if (!axes && context.integer("noop_with_empty_axes", 0) != 0) axes.emplace();
  return drop(context, context.element(0), axes, keep);
}

Status arg_max(ShapeContext& context) {
  if (!context.dims(0)) {
    context.set(0, ElementType::i64, std::nullopt);
    return Done{};
  }
  return drop(context, ElementType::i64, std::vector{context.integer("axis", 0)}, context.integer("keepdims", 1) != 0);
}

}  // namespace zeropoint::shapes

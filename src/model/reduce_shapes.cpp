// Shape rules of reductions and of Resize.
#include <cmath>

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

// Opset 10: X, scales. From 11 on: X, roi, scales, sizes.
Status resize(ShapeContext& context) {
  const auto& x = context.dims(0);
  if (!x) {
    context.set(0, context.element(0), std::nullopt);
    return Done{};
  }
  const std::size_t scales_at = context.opset() < 11 ? 1 : 2;
  const auto listed = context.list("axes");
  std::vector<std::size_t> axes;
  for (std::size_t i = 0; i < (listed ? listed->size() : x->size()); ++i) {
    ZP_TRY(const std::size_t axis, context.axis(listed ? (*listed)[i] : static_cast<std::int64_t>(i), x->size()));
    axes.push_back(axis);
  }
  Dimensions out = *x;
  for (std::size_t axis : axes) out[axis] = Dimension();
  const std::string policy = context.word("keep_aspect_ratio_policy", "stretch");
  if (const auto sizes = context.contents(3)) {
    if (sizes->size() != axes.size()) return context.error("sizes has ", sizes->size(), " values, not ", axes.size());
    double scale = 0;
    for (std::size_t i = 0; i < axes.size() && policy != "stretch"; ++i) {
      const Dimension &from = (*x)[axes[i]], &to = (*sizes)[i];
      if (!from.fixed() || !to.fixed() || from.is(0)) return context.error("keep_aspect_ratio_policy needs known sizes");
      const double ratio = static_cast<double>(to.extent()) / static_cast<double>(from.extent());
      scale = i == 0 ? ratio : policy == "not_larger" ? std::fmin(scale, ratio) : std::fmax(scale, ratio);
    }
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (policy == "stretch") out[axes[i]] = (*sizes)[i];
      else out[axes[i]] = static_cast<std::int64_t>(std::fmin(std::round(scale * static_cast<double>((*x)[axes[i]].extent())), 0x1p41));
    }
  } else if (const Constant* scales = context.constant(scales_at); scales != nullptr && scales->size() > 0) {
    if (scales->size() != axes.size()) return context.error("scales has ", scales->size(), " values, not ", axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const Dimension& from = (*x)[axes[i]];
      const double scale = scales->real_at(i);
      if (!(scale > 0) || scale > 0x1p20) return context.error("a scale is ", scale);
      // floor(extent · scale), as ONNX has it.
      if (from.fixed()) out[axes[i]] = static_cast<std::int64_t>(std::fmin(std::floor(static_cast<double>(from.extent()) * scale), 0x1p41));
      else if (scale == 1) out[axes[i]] = from;
    }
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

}  // namespace zeropoint::shapes

// Shape rule of Resize.
#include <cmath>
#include <numeric>

#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

// Beyond it no tensor is; a number that a double holds exactly.
constexpr double beyond = 0x1p41;

Status check_modes(const ShapeContext& context) {
  const std::string mode = context.word("mode", "nearest");
  ZP_CHECK(context.one_of("mode", mode, {"nearest", "linear", "cubic"}));
  if (mode == "cubic") return context.unsupported("mode 'cubic' is not supported");
  ZP_CHECK(context.one_of("coordinate_transformation_mode", context.word("coordinate_transformation_mode", "half_pixel"),
                          {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"}));
  ZP_CHECK(context.one_of("nearest_mode", context.word("nearest_mode", "round_prefer_floor"), {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}));
  ZP_CHECK(context.one_of("keep_aspect_ratio_policy", context.word("keep_aspect_ratio_policy", "stretch"), {"stretch", "not_larger", "not_smaller"}));
  // It changes nothing where the nearest is taken.
  if (mode == "linear" && context.integer("antialias", 0) != 0) return context.unsupported("antialias is not supported");
  return context.finite({"extrapolation_value"});
}

Status from_sizes(ShapeContext& context, const Dimensions& x, const std::vector<std::size_t>& axes, const Dimensions& sizes, Dimensions& out) {
  if (sizes.size() != axes.size()) return context.error("sizes has ", sizes.size(), " values, not ", axes.size());
  const std::string policy = context.word("keep_aspect_ratio_policy", "stretch");
  if (policy == "stretch") {
    for (std::size_t i = 0; i < axes.size(); ++i) out[axes[i]] = sizes[i];
    return Done{};
  }
  double scale = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Dimension &from = x[axes[i]], &to = sizes[i];
    if (!from.fixed() || !to.fixed() || from.is(0)) return context.unsupported("keep_aspect_ratio_policy needs known sizes");
    const double ratio = static_cast<double>(to.extent()) / static_cast<double>(from.extent());
    scale = i == 0 ? ratio : policy == "not_larger" ? std::fmin(scale, ratio) : std::fmax(scale, ratio);
  }
  for (std::size_t axis : axes) {
    out[axis] = static_cast<std::int64_t>(std::fmin(std::round(scale * static_cast<double>(x[axis].extent())), beyond));
  }
  return Done{};
}

Status from_scales(ShapeContext& context, const Dimensions& x, const std::vector<std::size_t>& axes, const Constant& scales, Dimensions& out) {
  if (!is_float(scales.type()) || scales.size() != axes.size()) return context.error("scales has ", scales.size(), " values of ", element_type_name(scales.type()), ", not ", axes.size(), " of float");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Dimension& from = x[axes[i]];
    const auto scale = static_cast<float>(scales.real_at(i));
    if (!(scale > 0) || scale > 0x1p20F) return context.error("a scale is ", scale);
    // floor(extent · scale), the product rounded to float32 as ONNX Runtime and onnx.shape_inference do: 10 · 0.7 is 7.
    if (from.fixed()) out[axes[i]] = static_cast<std::int64_t>(std::fmin(double{std::floor(static_cast<float>(from.extent()) * scale)}, beyond));
    else if (scale == 1) out[axes[i]] = from;
  }
  return Done{};
}

}  // namespace

// Opset 10: X, scales. From 11 on: X, roi, scales, sizes.
Status resize(ShapeContext& context) {
  const std::size_t scales_at = context.opset() < 11 ? 1 : 2, sizes_at = 3;
  ZP_CHECK(check_modes(context));
  if (!context.has(scales_at) && !context.has(sizes_at)) return context.error("neither scales nor sizes are given");
  if (!context.dims(0)) {
    context.set(0, context.element(0), std::nullopt);
    return Done{};
  }
  const Dimensions x = *context.dims(0);
  std::vector<std::size_t> axes(x.size());
  std::iota(axes.begin(), axes.end(), std::size_t{0});
  if (const auto listed = context.list("axes")) {
    ZP_TRY(axes, context.distinct_axes(*listed, x.size()));
  }
  Dimensions out = x;
  for (std::size_t axis : axes) out[axis] = Dimension();
  if (const auto sizes = context.contents(sizes_at)) {
    ZP_CHECK(from_sizes(context, x, axes, *sizes, out));
  } else if (const Constant* scales = context.constant(scales_at); scales != nullptr && scales->size() > 0) {
    ZP_CHECK(from_scales(context, x, axes, *scales, out));
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

}  // namespace zeropoint::shapes

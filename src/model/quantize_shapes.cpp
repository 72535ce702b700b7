// Shape rules of operators that convert between float and integer codes.
#include "model/shape_rules.h"

namespace zeropoint::shapes {

Status quantize(ShapeContext& context) {
  std::optional<ElementType> element = ElementType::u8;
  if (const std::int64_t code = context.integer("output_dtype", 0); code != 0) element = element_type_of_onnx(code);
  if (context.has(2)) element = context.element(2);
  if (!element && !context.has(2)) return context.error("output_dtype is not supported");
  context.set(0, element, context.dims(0));
  return Done{};
}

Status dequantize(ShapeContext& context) {
  context.set(0, context.element(1), context.dims(0));
  return Done{};
}

Status dynamic_quantize(ShapeContext& context) {
  context.set(0, ElementType::u8, context.dims(0));
  context.set(1, ElementType::f32, Dimensions{});
  context.set(2, ElementType::u8, Dimensions{});
  return Done{};
}

// A, A_scale, A_zero_point, B, B_scale, B_zero_point, C_scale, C_zero_point
Status qlinear_binary(ShapeContext& context) {
  if (!context.has(0) || !context.has(3)) return context.error("an input is missing");
  ZP_TRY(auto dims, broadcast(context, context.dims(0), context.dims(3)));
  context.set(0, context.element(0), std::move(dims));
  return Done{};
}

}  // namespace zeropoint::shapes

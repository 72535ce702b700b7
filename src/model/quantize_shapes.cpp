// Shape rules of operators that convert between float and integer codes, and what all quantized operators ask
// of scales and zero points.
#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

bool is_code(ElementType type) { return is_integer(type) && element_bits(type) <= 16; }

bool is_one(const Dimensions& dims) { return dims.empty() || (dims.size() == 1 && dims[0].is(1)); }

Error bad_shape(const ShapeContext& context, std::string_view what, std::size_t input, const Dimensions& dims) {
  return context.error(what, " (input ", input, ") has shape ", to_string(dims));
}

Status check_types(const ShapeContext& context, std::size_t scale, std::size_t zero_point, std::optional<ElementType> code) {
  if (!context.has(scale)) return context.error("input ", scale, ", a scale, is missing");
  if (const auto element = context.element(scale); element && *element != ElementType::f32 && *element != ElementType::f16) {
    return context.error("the scale (input ", scale, ") is ", element_type_name(*element), ", not float");
  }
  if (const auto element = context.element(zero_point); element && code && *element != *code) {
    return context.error("the zero point (input ", zero_point, ") is ", element_type_name(*element), ", the codes are ", element_type_name(*code));
  }
  const auto &s = context.dims(scale), &z = context.dims(zero_point);
  if (s && z && !(is_one(*s) && is_one(*z)) && all_fixed(*s) && all_fixed(*z) && *s != *z) {
    return context.error("the scale has shape ", to_string(*s), ", the zero point ", to_string(*z));
  }
  return Done{};
}

// QuantizeLinear and DequantizeLinear: one scale, one for every index of the axis, or, since opset 21, one for
// every block along it.
Status check_granularity(const ShapeContext& context) {
  const auto &x = context.dims(0), &s = context.dims(1);
  const std::int64_t block = context.integer("block_size", 0);
  if (block < 0) return context.error("attribute 'block_size' is ", block);
  if (!x || !s || (block == 0 && is_one(*s))) return Done{};
  ZP_TRY(const std::size_t axis, context.axis(context.integer("axis", 1), x->size()));
  if (block == 0) {
    const bool fits = s->size() == 1 && (!(*s)[0].fixed() || !(*x)[axis].fixed() || (*s)[0].same((*x)[axis]));
    if (!fits) return context.error("the scale has shape ", to_string(*s), ", input ", to_string(*x), " along axis ", axis);
    return Done{};
  }
  bool fits = s->size() == x->size();
  for (std::size_t i = 0; fits && i < x->size(); ++i) {
    const Dimension &from = (*x)[i], &to = (*s)[i];
    if (!from.fixed() || !to.fixed()) continue;
    const std::int64_t blocks = from.extent() / block + (from.extent() % block != 0 ? 1 : 0);
    fits = to.is(i == axis ? blocks : from.extent());
  }
  if (!fits) return context.error("the scale has shape ", to_string(*s), ", input ", to_string(*x), " in blocks of ", block, " along axis ", axis);
  return Done{};
}

}  // namespace

Status quantization(const ShapeContext& context, std::size_t scale, std::size_t zero_point, std::optional<ElementType> code, const Dimension* channels) {
  ZP_CHECK(check_types(context, scale, zero_point, code));
  if (code && !is_code(*code)) return context.error("codes are ", element_type_name(*code));
  for (const std::size_t input : {scale, zero_point}) {
    const auto& dims = context.dims(input);
    if (!dims || is_one(*dims) || (dims->size() == 1 && !(*dims)[0].fixed())) continue;
    const bool fits = channels != nullptr && dims->size() == 1 && (!channels->fixed() || channels->same((*dims)[0]));
    if (!fits) return bad_shape(context, input == scale ? "the scale" : "the zero point", input, *dims);
  }
  return Done{};
}

// x, y_scale, y_zero_point
Status quantize(ShapeContext& context) {
  std::optional<ElementType> element = ElementType::u8;
  if (const std::int64_t said = context.integer("output_dtype", 0); said != 0) {
    element = element_type_of_onnx(said);
    if (!element) return context.unsupported("element type ", onnx_type_name(said), " (", said, ") is not supported");
  } else if (context.has(2)) {
    element = context.element(2);
  }
  ZP_CHECK(check_types(context, 1, 2, element));
  if (element && !is_code(*element)) return context.error("quantizes to ", element_type_name(*element));
  ZP_CHECK(check_granularity(context));
  context.set(0, element, context.dims(0));
  return Done{};
}

// x, x_scale, x_zero_point
Status dequantize(ShapeContext& context) {
  if (const auto element = context.element(0); element && !is_code(*element) && *element != ElementType::i32) {
    return context.error("codes are ", element_type_name(*element));
  }
  ZP_CHECK(check_types(context, 1, 2, context.element(0)));
  ZP_CHECK(check_granularity(context));
  context.set(0, context.element(1), context.dims(0));
  return Done{};
}

Status dynamic_quantize(ShapeContext& context) {
  context.set(0, ElementType::u8, context.dims(0));
  context.set(1, ElementType::f32, Dimensions{});
  context.set(2, ElementType::u8, Dimensions{});
  return Done{};
}

// X, X_scale, X_zero_point, Y_scale, Y_zero_point
Status qlinear_unary(ShapeContext& context) {
  ZP_CHECK(context.finite({"alpha"}));
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_CHECK(quantization(context, 3, 4, context.element(0)));
  return same_as_input(context);
}

// X, table
Status lookup_table(ShapeContext& context) {
  for (const std::size_t input : {0, 1}) {
    const auto element = context.element(input);
    if (element && !(is_integer(*element) && element_bits(*element) == 8)) return context.error("input ", input, " is ", element_type_name(*element), ", not of 8 bits");
  }
  if (const auto& table = context.dims(1); table && !(table->size() == 1 && table->front().is(256))) return bad_shape(context, "the table", 1, *table);
  context.set(0, context.element(1), context.dims(0));
  return Done{};
}

// A, A_scale, A_zero_point, B, B_scale, B_zero_point, C_scale, C_zero_point
Status qlinear_binary(ShapeContext& context) {
  if (!context.has(0) || !context.has(3)) return context.error("an input is missing");
  ZP_CHECK(context.same_element({0, 3}));
  for (const std::size_t scale : {1, 4, 6}) ZP_CHECK(quantization(context, scale, scale + 1, context.element(0)));
  ZP_TRY(auto dims, broadcast(context, context.dims(0), context.dims(3)));
  context.set(0, context.element(0), std::move(dims));
  return Done{};
}

}  // namespace zeropoint::shapes

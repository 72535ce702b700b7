// Shape rules of matrix products.
#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

// numpy.matmul: [..., M, K] × [..., K, N]; a vector is a row on the left and a column on the right.
Status product(ShapeContext& context, std::size_t a_at, std::size_t b_at, std::optional<ElementType> element) {
  if (!context.dims(a_at) || !context.dims(b_at)) {
    context.set(0, element, std::nullopt);
    return Done{};
  }
  Dimensions a = *context.dims(a_at), b = *context.dims(b_at);
  if (a.empty() || b.empty()) return context.error("a scalar cannot be multiplied as a matrix");
  const bool row = a.size() == 1, column = b.size() == 1;
  if (row) a.insert(a.begin(), 1);
  if (column) b.emplace_back(1);
  const Dimension &depth = a.back(), &rows = b[b.size() - 2];
  if (depth.fixed() && rows.fixed() && !depth.same(rows)) {
    return context.error("shapes ", to_string(*context.dims(a_at)), " and ", to_string(*context.dims(b_at)), " cannot be multiplied");
  }
  ZP_TRY(auto out, broadcast(context, Dimensions(a.begin(), a.end() - 2), Dimensions(b.begin(), b.end() - 2)));
  if (out && !row) out->push_back(a[a.size() - 2]);
  if (out && !column) out->push_back(b.back());
  context.set(0, element, std::move(out));
  return Done{};
}

// op(A) [M, K] × op(B) [K, N] + C, which is broadcast to the product.
Status gemm_with(ShapeContext& context, std::size_t b_at, std::optional<std::size_t> c_at, std::optional<ElementType> element) {
  const auto& a = context.dims(0);
  const auto& b = context.dims(b_at);
  if (!a || !b) {
    context.set(0, element, std::nullopt);
    return Done{};
  }
  if (a->size() != 2 || b->size() != 2) return context.error("inputs of shapes ", to_string(*a), " and ", to_string(*b), " are not matrices");
  const bool flip_a = context.integer("transA", 0) != 0, flip_b = context.integer("transB", 0) != 0;
  const Dimension &depth = (*a)[flip_a ? 0 : 1], &rows = (*b)[flip_b ? 1 : 0];
  if (depth.fixed() && rows.fixed() && !depth.same(rows)) {
    return context.error("weight has ", rows.extent(), " inputs, input has ", depth.extent());
  }
  const Dimensions out{(*a)[flip_a ? 1 : 0], (*b)[flip_b ? 0 : 1]};
  if (c_at && context.has(*c_at) && context.dims(*c_at)) {
    ZP_TRY(const auto& sum, broadcast(context, out, context.dims(*c_at)));
    if (!keeps(*sum, out)) return context.error("the term of shape ", to_string(*context.dims(*c_at)), " does not fit ", to_string(out));
  }
  context.set(0, element, out);
  return Done{};
}

}  // namespace

Status matmul(ShapeContext& context) {
  ZP_CHECK(context.same_element({0, 1}));
  return product(context, 0, 1, context.element(0));
}

// A, B, A_zero_point, B_zero_point
Status matmul_integer(ShapeContext& context) {
  for (std::size_t i = 0; i < 2; ++i) ZP_CHECK(context.same_element({i, i + 2}));
  return product(context, 0, 1, ElementType::i32);
}

// A, A_scale, A_zero_point, B, B_scale, B_zero_point, Y_scale, Y_zero_point
Status qlinear_matmul(ShapeContext& context) {
  const auto& b = context.dims(3);
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_CHECK(quantization(context, 4, 5, context.element(3), b && !b->empty() ? &b->back() : nullptr));
  ZP_CHECK(quantization(context, 6, 7, context.element(7)));
  return product(context, 0, 3, context.element(7));
}

Status gemm(ShapeContext& context) {
  ZP_CHECK(context.same_element({0, 1, 2}));
  ZP_CHECK(context.finite({"alpha", "beta"}));
  return gemm_with(context, 1, 2, context.element(0));
}

// A, A_scale, A_zero_point, B, B_scale, B_zero_point, C, Y_scale, Y_zero_point; without Y_scale the result is float.
Status qgemm(ShapeContext& context) {
  const auto& b = context.dims(3);
  const bool flip = context.integer("transB", 0) != 0;
  ZP_CHECK(context.finite({"alpha"}));
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_CHECK(quantization(context, 4, 5, context.element(3), b && b->size() == 2 ? &(*b)[flip ? 0 : 1] : nullptr));
  if (context.element(6) && *context.element(6) != ElementType::i32) return context.error("C is ", element_type_name(*context.element(6)), ", not int32");
  std::optional<ElementType> result = ElementType::f32;
  if (context.has(7)) {
    result = context.has(8) ? context.element(8) : context.element(0);
    ZP_CHECK(quantization(context, 7, 8, result));
  }
  return gemm_with(context, 3, 6, result);
}

}  // namespace zeropoint::shapes

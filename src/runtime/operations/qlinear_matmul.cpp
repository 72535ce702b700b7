// QLinearMatMul and com.microsoft's QGemm, equations (10) and (17), and MatMulInteger: one packed right matrix, which the
// rows of all left ones meet. integer_matmul.h takes over where it is not known when planning.
#include <optional>

#include "quant/requantize.h"
#include "runtime/operations.h"
#include "runtime/operations/integer_matmul.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/prepared_conv.h"

namespace zeropoint::operations {

namespace {

// Where the inputs of an operator stand.
struct Places {
  std::size_t a_zero, b, b_zero;
};

// [rows][depth] × [depth][columns]: a convolution of 1 × 1 taps over rows pixels.
struct Product {
  IntegerConvLayer layer;
  KnownWeights weights;  // without multipliers and bias

  std::size_t columns() const { return layer.shape.out_c; }
};

bool is_one(const Preparation& p, std::size_t i) { return !p.has(i) || p.shape(i).element_count() == 1; }

bool can_be_prepared(const Preparation& p, const Places& places) {
  return only_data_is_computed(p) && p.shape(places.b).rank() == 2 && is_one(p, places.a_zero) &&
         p.shape(0).element_count() > 0 && p.output_shape().element_count() > 0;
}

Result<Product> product_of(const Preparation& p, const Places& places, ConvResult result) {
  for (const std::size_t i : {std::size_t{0}, places.b}) ZP_CHECK(check_8_bits(p, i));
  const bool flipped = p.integer("transB", 0) != 0;
  const Shape& b = p.shape(places.b);
  Product out;
  ConvShape& s = out.layer.shape;
  s.in_c = static_cast<std::size_t>(b[flipped ? 1 : 0]);
  s.out_c = static_cast<std::size_t>(b[flipped ? 0 : 1]);
  s.in_w = s.out_w = static_cast<std::size_t>(p.shape(0).element_count()) / s.in_c;
  const QParams codes = codes_of(p.type(0));
  out.layer.x_pixel = s.in_c;
  out.layer.x_signed = p.type(0) == ElementType::i8;
  out.layer.x = {known_codes(p, places.a_zero, 1)[0], codes.qmin, codes.qmax};
  out.layer.result = result;
  ZP_CHECK(check_parameter(p, places.b_zero, s.out_c));
  const std::size_t across[] = {1, 0};
  ZP_TRY(out.weights.codes, known_weight_codes(p, places.b, flipped ? MemoryOrder::row_major(2) : MemoryOrder(across)));
  out.weights.is_signed = p.type(places.b) == ElementType::i8;
  out.weights.zero_points = known_codes(p, places.b_zero, s.out_c);
  return out;
}

Status add_product(Preparation& p, Product product) {
  const std::size_t across[] = {1, 0};
  ZP_TRY(const PreparedConv& conv, prepare_conv(p, product.layer, std::move(product.weights)));
  ZP_TRY(const Operand a, p.input(0, p.integer("transA", 0) != 0 ? MemoryOrder(across) : MemoryOrder::row_major(p.shape(0).rank())));
  p.chose(kernel_text(conv.choice));
  p.add({a}, {p.output(0, MemoryOrder::row_major(p.output_shape().rank()))}, [conv, &kernels = p.kernels().integer_conv](const StepMemory& m) -> Status {
    conv.run(kernels, m.input<std::byte>(0), m.scratch<std::byte>(), m.output<std::byte>(0).data());
    return Done{};
  }, conv.scratch_bytes);
  return Done{};
}

}  // namespace

// A, B, Z_a, Z_b
Status matmul_integer(Preparation& p) {
  constexpr Places places{2, 1, 3};
  if (!can_be_prepared(p, places)) return plain_matmul_integer(p);
  ZP_TRY(Product product, product_of(p, places, ConvResult::accumulators));
  return add_product(p, std::move(product));
}

// A, S_a, Z_a, B, S_b, Z_b, S_y, Z_y
Status qlinear_matmul(Preparation& p) {
  constexpr Places places{2, 3, 5};
  if (!can_be_prepared(p, places) || !is_one(p, 1)) return plain_qlinear_matmul(p);
  ZP_TRY(Product product, product_of(p, places, ConvResult::codes));
  ZP_CHECK(check_parameter(p, 4, product.columns()));
  ZP_TRY(const float y_scale, set_result(p, 6, product.layer));
  product.weights.multipliers = known_floats(p, 4, product.columns());
  for (float& m : product.weights.multipliers) {
    auto multiplier = requantize_multiplier(known_floats(p, 1, 1)[0], m, y_scale);
    if (!multiplier.ok()) return p.error(multiplier.error().code, multiplier.error().message);
    m = multiplier.value();
  }
  return add_product(p, std::move(product));
}

// A, S_a, Z_a, B, S_b, Z_b, C, S_y, Z_y; without S_y the result is float.
Status qgemm(Preparation& p) {
  constexpr Places places{2, 3, 5};
  const bool many_terms = p.has(6) && p.shape(6).rank() == 2 && p.shape(6)[0] > 1;  // one for each row
  if (!can_be_prepared(p, places) || !is_one(p, 1) || many_terms) return plain_qgemm(p);
  ZP_TRY(Product product, product_of(p, places, ConvResult::codes));
  ZP_CHECK(check_parameter(p, 4, product.columns()));
  ZP_TRY(const float y_scale, set_result(p, 7, product.layer));
  const float alpha = p.real("alpha", 1), a_scale = known_floats(p, 1, 1)[0];
  product.weights.multipliers = known_floats(p, 4, product.columns());
  for (float& m : product.weights.multipliers) m = alpha * a_scale * m / y_scale;
  if (p.has(6)) product.weights.bias = known_codes(p, 6, product.columns());
  return add_product(p, std::move(product));
}

}  // namespace zeropoint::operations

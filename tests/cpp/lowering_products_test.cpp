// Gemm and MatMul between DequantizeLinear and QuantizeLinear: equations (10), (11) and (17), worked here by themselves.
#include "lowering_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const Affine a_codes{0.043F, 120}, y_codes{0.37F, 77};
constexpr std::int64_t rows = 3, depth = 5, columns = 4;

struct Case {
  bool transposed = true;
  std::vector<float> scales{0.02F};
  ElementType w_type = ElementType::i8;
  std::vector<int> zeros{0};
  bool bias = false;
};

std::vector<int> weights_of(const Case& c) { return c.w_type == ElementType::i8 ? pattern(20, -127, 127, 5) : pattern(20, 0, 255, 5); }
const std::vector<float> bias_numbers{0.3F, -1.7F, 0, 0.61F};

QdqBuilder model_of(const Case& c, bool gemm, bool quantized = true) {
  QdqBuilder model;
  model.codes_input("a", {rows, depth}, a_codes);
  const Ints dims = c.transposed ? Ints{columns, depth} : Ints{depth, columns};
  model.weights("b", dims, weights_of(c), c.scales, c.zeros, c.transposed ? 0 : 1, c.w_type);
  Strings inputs{"a", "b"};
  if (c.bias) {
    model.initializer(tensor_floats("c", {columns}, bias_numbers));
    inputs.emplace_back("c");
  }
  if (gemm) model.node("Gemm", "product", inputs, {"y"}, {attribute_int("transB", c.transposed)});
  else model.node("MatMul", "product", inputs, {"y"});
  if (quantized) model.codes_output("y", y_codes);
  else model.output("y");
  return model;
}

std::vector<std::int64_t> sums(const Case& c, const Values& feed) {
  const std::vector<int> w = weights_of(c);
  std::vector<std::int64_t> out;
  for (std::size_t m = 0; m < rows; ++m) {
    for (std::size_t n = 0; n < columns; ++n) {
      const std::size_t k_scale = c.scales.size() == 1 ? 0 : n;
      std::int64_t acc = c.bias ? static_cast<std::int64_t>(std::nearbyintf(bias_numbers[n] / (a_codes.scale * c.scales[k_scale]))) : 0;
      for (std::size_t k = 0; k < depth; ++k) {
        const auto a = static_cast<std::int64_t>(rule_quantize(static_cast<float>(feed.numbers[m * depth + k]), a_codes)) - a_codes.zero;
        acc += a * (w[c.transposed ? n * depth + k : k * columns + n] - c.zeros[c.zeros.size() == 1 ? 0 : n]);
      }
      out.push_back(acc);
    }
  }
  return out;
}

void check(const Case& c, bool gemm) {
  const Values feed = spread({rows, depth}, a_codes, 7);
  const std::vector<std::int64_t> acc = sums(c, feed);
  const QdqBuilder model = model_of(c, gemm), floats = model_of(c, gemm, false);
  CHECK(operators_of(model) == (gemm ? "QuantizeLinear QGemm" : "QuantizeLinear QLinearMatMul"));
  CHECK(operators_of(floats) == "QuantizeLinear QGemm");
  Numbers codes, reals;
  for (std::size_t i = 0; i < acc.size(); ++i) {
    const float scale = c.scales[c.scales.size() == 1 ? 0 : i % columns];
    codes.push_back(rule_requantize(acc[i], a_codes.scale, scale, y_codes));
    const float product = a_codes.scale * scale;
    reals.push_back(static_cast<float>(acc[i]) * product);
  }
  CHECK(result(model, {feed}).numbers == codes);
  CHECK(result(floats, {feed}).numbers == reals);
  check_close(result(model, {feed}), in_float(model, {feed}));
}

}  // namespace

TEST_CASE("lowering: Gemm of every kind of weights, to codes and to floats") {
  for (const bool transposed : {true, false}) {
    for (const bool bias : {true, false}) {
      check({transposed, {0.02F}, ElementType::i8, {0}, bias}, true);
      check({transposed, {0.02F}, ElementType::u8, {130}, bias}, true);
      check({transposed, {0.02F, 0.003F, 0.07F, 0.011F}, ElementType::i8, {0, 0, 0, 0}, bias}, true);
      check({transposed, {0.02F, 0.003F, 0.07F, 0.011F}, ElementType::u8, {130, 0, 255, 9}, bias}, true);
    }
  }
}

TEST_CASE("lowering: MatMul with constant weights") {
  check({false, {0.02F}, ElementType::i8, {0}}, false);
  check({false, {0.02F, 0.003F, 0.07F, 0.011F}, ElementType::i8, {0, 1, 2, -3}}, false);
  check({false, {0.02F, 0.003F, 0.07F, 0.011F}, ElementType::u8, {130, 0, 255, 9}}, false);
}

TEST_CASE("lowering: MatMul of two computed tensors, in batches") {
  QdqBuilder model;
  const Affine a{0.5F, 3}, b{0.25F, -2, ElementType::i8}, y{0.25F, 100};
  model.codes_input("a", {2, 1, 2}, a);
  model.codes_input("b", {2, 2, 1}, b);
  model.node("MatMul", "product", {"a", "b"}, {"y"}).codes_output("y", y);
  CHECK(operators_of(model) == "QuantizeLinear QuantizeLinear QLinearMatMul");
  // Steps 2, −1 · 4, 8 and 3, 0 · −4, 1; M is 0.5.
  CHECK(result(model, {{ElementType::f32, {2, 1, 2}, {1, -0.5, 1.5, 0}}, {ElementType::f32, {2, 2, 1}, {1, 2, -1, 0.25}}}).numbers == Numbers{100 + 0, 100 - 6});
}

TEST_CASE("lowering: weights of a Gemm in blocks are a convolution of one tap") {
  for (const bool gemm : {true, false}) {
    QdqBuilder model;
    model.opset = 21;
    model.ir = 10;
    const Affine x{0.5F, 3}, y{0.25F, 107};
    model.codes_input("x", {2, 3}, x);
    // [3, 2] in blocks of two rows.
    model.initializer(tensor_codes("w.q", ElementType::i8, {3, 2}, {2, 1, -4, 5, 6, -7})).initializer(tensor_floats("w.s", {2, 2}, {0.5F, 1, 2, 0.25F}));
    model.node("DequantizeLinear", "", {"w.q", "w.s"}, {"w"}, {attribute_int("axis", 0), attribute_int("block_size", 2)});
    model.initializer(tensor_floats("b", {2}, {1, -2})).node(gemm ? "Gemm" : "MatMul", "product", gemm ? Strings{"x", "w", "b"} : Strings{"x", "w"}, {"y"});
    model.codes_output("y", y);
    CHECK(operators_of(model) == "QuantizeLinear Reshape QLinearBlockConv Reshape");
    // Steps 2 −1 3 and 1 4 −2. M of both columns and blocks: 1, 4; 2, 0.5.
    const double first = gemm ? 4 : 0, second = gemm ? -8 : 0;
    const Numbers wanted{107 + first + 8 + 72, 107 + std::nearbyint(second - 6 - 10.5), 107 + first - 14 - 48, 107 + second + 42 + 7};
    CHECK(result(model, {{ElementType::f32, {2, 3}, {1, -0.5, 1.5, 0.5, 2, -1}}}).numbers == wanted);
  }
}

TEST_CASE("lowering: what a Gemm's integer operator cannot take stays float") {
  const auto operators = [](const Strings& attributes, const Ints& c_dims) {
    QdqBuilder model;
    model.codes_input("a", {rows, depth}, a_codes);
    model.weights("b", {depth, columns}, pattern(20, -127, 127), {0.02F}, {0});
    std::int64_t count = 1;
    for (const std::int64_t d : c_dims) count *= d;
    model.initializer(tensor_floats("c", c_dims, std::vector<float>(static_cast<std::size_t>(count), 1)));
    model.node("Gemm", "product", {"a", "b", "c"}, {"y"}, attributes).codes_output("y", y_codes);
    return operators_of(model);
  };
  const std::string kept = "QuantizeLinear DequantizeLinear Gemm QuantizeLinear";
  CHECK(operators({}, {columns}) == "QuantizeLinear QGemm");
  CHECK(operators({}, {1, columns}) == "QuantizeLinear QGemm");
  CHECK(operators({}, {}) == "QuantizeLinear QGemm");
  CHECK(operators({attribute_float("alpha", 0.5F)}, {columns}) == kept);
  CHECK(operators({attribute_float("beta", 2)}, {columns}) == kept);
  CHECK(operators({}, {rows, columns}) == kept);
  CHECK(operators({}, {rows, 1}) == kept);
}

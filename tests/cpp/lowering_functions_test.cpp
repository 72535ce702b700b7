// Functions of one element between DequantizeLinear and QuantizeLinear: tables, equations (16) and (18).
#include "core/text.h"
#include "lowering_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const Affine x_u8{0.031F, 117}, x_i8{0.031F, 9, ElementType::i8};

// All codes of x, as numbers.
Values all_codes(const Affine& x) {
  Values out{ElementType::f32, {256}, {}};
  for (int k = 0; k < 256; ++k) out.numbers.push_back(static_cast<double>(x.scale) * (k + (x.type == ElementType::i8 ? -128 : 0) - x.zero));
  return out;
}

struct Function {
  const char* op;
  Strings attributes;
  Strings more;  // inputs behind the first
};

QdqBuilder model_of(const std::vector<Function>& chain, const Affine& x, const Affine& y) {
  QdqBuilder model;
  model.opset = 14;
  model.codes_input("x", {256}, x);
  model.initializer(tensor_floats("half", {}, {0.5F})).initializer(tensor_floats("two", {1}, {2})).initializer(tensor_floats("minus", {}, {-0.75F}));
  std::string at = "x";
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const std::string to = i + 1 == chain.size() ? "y" : text("t", i);
    Strings inputs{at};
    inputs.insert(inputs.end(), chain[i].more.begin(), chain[i].more.end());
    model.node(chain[i].op, text("f", i), inputs, {to}, chain[i].attributes);
    at = to;
  }
  model.codes_output(at, y);
  return model;
}

const std::vector<std::vector<Function>> chains{
    {{"Relu", {}, {}}},
    {{"Tanh", {}, {}}},
    {{"HardSwish", {}, {}}},
    {{"HardSigmoid", {attribute_float("alpha", 0.25F)}, {}}},
    {{"Elu", {}, {}}},
    {{"Exp", {}, {}}},
    {{"Abs", {}, {}}, {"Sqrt", {}, {}}},
    {{"Neg", {}, {}}},
    {{"Clip", {}, {"minus", "half"}}},
    {{"Mul", {}, {"half"}}, {"Add", {}, {"two"}}, {"Tanh", {}, {}}},
    {{"Pow", {}, {"two"}}},
    {{"Div", {}, {"two"}}, {"Sub", {}, {"half"}}},
    {{"PRelu", {}, {"half"}}},
    {{"Max", {}, {"half"}}, {"Min", {}, {"two"}}},
    {{"Sigmoid", {}, {}}, {"Relu", {}, {}}},
};

}  // namespace

TEST_CASE("lowering: a chain of functions is one table, the same codes as in float") {
  for (const auto& chain : chains) {
    for (const Affine& x : {x_u8, x_i8}) {
      for (const Affine& y : {Affine{0.017F, 60}, Affine{0.017F, -60, ElementType::i8}}) {
        CAPTURE(chain[0].op);
        const QdqBuilder model = model_of(chain, x, y);
        CHECK(operators_of(model) == "QuantizeLinear LookupTable");
        const Values feed = all_codes(x);
        CHECK(result(model, {feed}).numbers == in_float(model, {feed}).numbers);
      }
    }
  }
}

TEST_CASE("lowering: Sigmoid and LeakyRelu are ONNX Runtime's operators") {
  for (const auto& [op, lowered] : {std::pair("Sigmoid", "QLinearSigmoid"), std::pair("LeakyRelu", "QLinearLeakyRelu")}) {
    const QdqBuilder model = model_of({{op, {}, {}}}, x_u8, {0.01F, 70});
    CHECK(operators_of(model) == std::string("QuantizeLinear ") + lowered);
    const Values feed = all_codes(x_u8);
    check_close(result(model, {feed}), in_float(model, {feed}));
    // Codes of another type have a table.
    CHECK(operators_of(model_of({{op, {}, {}}}, x_u8, {0.01F, -5, ElementType::i8})) == "QuantizeLinear LookupTable");
  }
}

TEST_CASE("lowering: Swish in two nodes is one table") {
  QdqBuilder model;
  model.codes_input("x", {256}, x_u8);
  model.node("Sigmoid", "s", {"x"}, {"g"}).node("Mul", "m", {"x", "g"}, {"y"}).codes_output("y", {0.02F, 20});
  CHECK(operators_of(model) == "QuantizeLinear LookupTable");
  const Values feed = all_codes(x_u8);
  CHECK(result(model, {feed}).numbers == in_float(model, {feed}).numbers);
}

TEST_CASE("lowering: QuantizeLinear behind DequantizeLinear vanishes, or changes the parameters") {
  QdqBuilder same;
  same.codes_input("x", {256}, x_u8);
  same.quantize("x", "again", x_u8);
  same.output("again", {}, 2);
  CHECK(operators_of(same) == "QuantizeLinear");
  CHECK(result(same, {all_codes(x_u8)}).numbers == counted(256));
  for (const Affine& y : {Affine{0.0311F, 117}, Affine{0.031F, 116}, Affine{0.031F, 7, ElementType::i8}}) {
    QdqBuilder other;
    other.codes_input("x", {256}, x_u8);
    other.quantize("x", "again", y);
    other.output("again", {}, onnx_code(y.type));
    CHECK(operators_of(other) == "QuantizeLinear LookupTable");
    const Values feed = all_codes(x_u8);
    Numbers wanted;
    for (int q = 0; q < 256; ++q) wanted.push_back(rule_quantize(x_u8.scale * static_cast<float>(q - x_u8.zero), y));
    CHECK(result(other, {feed}).numbers == wanted);
  }
}

TEST_CASE("lowering: a Clip of codes behind a function is part of its table") {
  QdqBuilder model;
  model.codes_input("x", {256}, x_u8);
  model.node("Tanh", "t", {"x"}, {"y"}).quantize("y", {0.01F, 70});
  model.initializer(tensor_codes("lo", ElementType::u8, {}, {64})).initializer(tensor_codes("hi", ElementType::u8, {}, {79}));
  model.node("Clip", "grid", {"y.q", "lo", "hi"}, {"z"}).output("z", {}, 2);
  CHECK(operators_of(model) == "QuantizeLinear LookupTable");
  const Values feed = all_codes(x_u8);
  CHECK(result(model, {feed}).numbers == in_float(model, {feed}).numbers);
}

TEST_CASE("lowering: a function whose float result is read as well") {
  QdqBuilder model;
  model.codes_input("x", {256}, x_u8);
  model.node("Tanh", "t", {"x"}, {"y"}).codes_output("y", {0.01F, 70});
  model.node("ArgMax", "most", {"y"}, {"index"}, {attribute_int("axis", 0)}).output("index", {}, 7);
  CHECK(operators_of(model) == "QuantizeLinear DequantizeLinear Tanh LookupTable ArgMax");
  const Values feed = all_codes(x_u8);
  CHECK(result(model, {feed}).numbers == in_float(model, {feed}).numbers);
}

TEST_CASE("lowering: functions that no table can hold stay float") {
  // The square roots of negative numbers have no code.
  CHECK(operators_of(model_of({{"Sqrt", {}, {}}}, x_u8, {0.01F, 70})) == "QuantizeLinear DequantizeLinear Sqrt QuantizeLinear");
  CHECK(operators_of(model_of({{"Sqrt", {}, {}}}, {0.031F, 0}, {0.01F, 70})) == "QuantizeLinear LookupTable");
  // Softmax looks at more than one element.
  CHECK(operators_of(model_of({{"Softmax", {attribute_int("axis", 0)}, {}}}, x_u8, {0.01F, 0})) == "QuantizeLinear DequantizeLinear Softmax QuantizeLinear");
  // More than one number.
  QdqBuilder model;
  model.codes_input("x", {2}, x_u8);
  model.initializer(tensor_floats("c", {2}, {1, 2})).node("Mul", "m", {"x", "c"}, {"y"}).codes_output("y", x_u8);
  CHECK(operators_of(model) == "QuantizeLinear DequantizeLinear Mul QuantizeLinear");
  // A number that adds a dimension.
  QdqBuilder wider;
  wider.codes_input("x", {2}, x_u8);
  wider.initializer(tensor_floats("c", {1, 1}, {2})).node("Mul", "m", {"x", "c"}, {"y"}).codes_output("y", x_u8);
  CHECK(operators_of(wider) == "QuantizeLinear DequantizeLinear Mul QuantizeLinear");
}

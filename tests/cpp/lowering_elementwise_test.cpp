// Add, Mul, Concat and averages between DequantizeLinear and QuantizeLinear: equations (12) to (16), worked here by themselves.
#include "lowering_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const Affine a_codes{0.5F, 3}, b_codes{0.25F, 10}, y_codes{1, 5};

QdqBuilder binary(const char* op, const Affine& a, const Affine& b, const Affine& y, bool relu = false) {
  QdqBuilder model;
  model.codes_input("a", {2, 2}, a);
  model.codes_input("b", {2}, b);
  model.node(op, "both", {"a", "b"}, {relu ? "s" : "y"});
  if (relu) model.node("Relu", "relu", {"s"}, {"y"});
  model.codes_output("y", y);
  return model;
}

// Numbers that codes stand for.
const std::vector<Values> feeds{{ElementType::f32, {2, 2}, {1.5, -1, 2, 0.5}}, {ElementType::f32, {2}, {0.75, -0.5}}};

}  // namespace

TEST_CASE("lowering: Add and Mul round after the zero point is added") {
  // Sums 2.25, −1.5, 2.75, 0: 7.25, 3.5, 7.75, 5.
  CHECK(operators_of(binary("Add", a_codes, b_codes, y_codes)) == "QuantizeLinear QuantizeLinear QLinearAdd");
  CHECK(result(binary("Add", a_codes, b_codes, y_codes), feeds).numbers == Numbers{7, 4, 8, 5});
  CHECK(operators_of(binary("Sum", a_codes, b_codes, y_codes)) == "QuantizeLinear QuantizeLinear QLinearAdd");
  CHECK(result(binary("Add", a_codes, b_codes, y_codes, true), feeds).numbers == Numbers{7, 5, 8, 5});
  // Products 1.125, 0.5, 1.5, −0.25, in halves: 7.25, 6, 8, 4.5.
  CHECK(operators_of(binary("Mul", a_codes, b_codes, {0.5F, 5})) == "QuantizeLinear QuantizeLinear QLinearMul");
  CHECK(result(binary("Mul", a_codes, b_codes, {0.5F, 5}), feeds).numbers == Numbers{7, 6, 8, 4});
}

TEST_CASE("lowering: codes of the other type are shifted") {
  const Affine b{0.25F, -20, ElementType::i8};
  CHECK(operators_of(binary("Add", a_codes, b, y_codes)) == "QuantizeLinear QuantizeLinear LookupTable QLinearAdd");
  CHECK(result(binary("Add", a_codes, b, y_codes), feeds).numbers == Numbers{7, 4, 8, 5});
  CHECK(result(binary("Add", a_codes, b_codes, {1, -3, ElementType::i8}), feeds).numbers == Numbers{-1, -4, 0, -3});
}

TEST_CASE("lowering: Add with a quantized constant, and one that is read as float as well") {
  QdqBuilder model;
  model.codes_input("a", {1, 2}, a_codes);
  model.weights("b", {2}, {4, -8}, {0.25F}, {0});
  model.node("Add", "both", {"a", "b"}, {"y"}).codes_output("y", y_codes);
  CHECK(operators_of(model) == "QuantizeLinear QLinearAdd");
  CHECK(result(model, {{ElementType::f32, {1, 2}, {1.5, -1}}}).numbers == Numbers{8, 2});
  model.node("Sqrt", "other", {"y"}, {"root"}).output("root");
  CHECK(operators_of(model) == "QuantizeLinear DequantizeLinear Add QuantizeLinear Sqrt");
}

TEST_CASE("lowering: Concat brings parts to the result's scale") {
  QdqBuilder model;
  model.codes_input("a", {1, 2}, a_codes);
  model.codes_input("b", {1, 3}, {0.25F, -20, ElementType::i8});
  model.node("Concat", "join", {"a", "b"}, {"y"}, {attribute_int("axis", 1)}).codes_output("y", y_codes);
  CHECK(operators_of(model) == "QuantizeLinear QuantizeLinear LookupTable QLinearConcat");
  // 2.5 and −0.5 are halves: to even.
  CHECK(result(model, {{ElementType::f32, {1, 2}, {2.5, -1}}, {ElementType::f32, {1, 3}, {0.75, -0.5, 4}}}).numbers == Numbers{7, 4, 6, 5, 9});
}

TEST_CASE("lowering: averages") {
  QdqBuilder model;
  const Affine y{0.25F, 1};
  model.codes_input("x", {1, 1, 2, 3}, a_codes);
  model.node("AveragePool", "pool", {"x"}, {"y"}, {attribute_ints("kernel_shape", {2, 2})}).codes_output("y", y);
  CHECK(operators_of(model) == "QuantizeLinear QLinearAveragePool");
  // 1.5 / 4 = 0.375 is 1.5 steps, 2.5 with Z: 2. 3 / 4 is 3 steps.
  const Values feed{ElementType::f32, {1, 1, 2, 3}, {0.5, 1, 0.5, -0.5, 0.5, 1}};
  CHECK(result(model, {feed}).numbers == Numbers{2, 4});

  for (const char* op : {"GlobalAveragePool", "ReduceMean", "ReduceMean18", "ReduceMean to matrix"}) {
    CAPTURE(op);
    QdqBuilder mean;
    const std::string name = op;
    const bool to_matrix = name == "ReduceMean to matrix";
    mean.codes_input("x", {1, 1, 2, 3}, a_codes);
    if (name == "ReduceMean18") {
      mean.opset = 18;
      mean.initializer(tensor_int64("axes", {2}, {-1, 2})).node("ReduceMean", "mean", {"x", "axes"}, {"y"});
    } else if (name == "GlobalAveragePool") {
      mean.node(name, "mean", {"x"}, {"y"});
    } else {
      mean.node("ReduceMean", "mean", {"x"}, {"y"}, {attribute_ints("axes", {2, 3}), attribute_int("keepdims", !to_matrix)});
    }
    mean.codes_output("y", y);
    CHECK(operators_of(mean) == (to_matrix ? "QuantizeLinear QLinearGlobalAveragePool Reshape" : "QuantizeLinear QLinearGlobalAveragePool"));
    // 6 steps of 0.5, by 6: 0.5, which is 2 steps.
    const Values got = result(mean, {feed});
    CHECK(got.numbers == Numbers{3});
    CHECK(got.dims == (to_matrix ? Ints{1, 1} : Ints{1, 1, 1, 1}));
  }
}

TEST_CASE("lowering: means over other axes, and pools with gaps, stay float") {
  QdqBuilder mean;
  mean.codes_input("x", {1, 2, 2, 3}, a_codes);
  mean.node("ReduceMean", "mean", {"x"}, {"y"}, {attribute_ints("axes", {1, 2})}).codes_output("y", y_codes);
  CHECK(operators_of(mean) == "QuantizeLinear DequantizeLinear ReduceMean QuantizeLinear");
  QdqBuilder pool;
  pool.opset = 19;
  pool.codes_input("x", {1, 2, 4, 4}, a_codes);
  pool.node("AveragePool", "pool", {"x"}, {"y"}, {attribute_ints("kernel_shape", {2, 2}), attribute_ints("dilations", {2, 2})}).codes_output("y", y_codes);
  CHECK(operators_of(pool) == "QuantizeLinear DequantizeLinear AveragePool QuantizeLinear");
}

TEST_CASE("lowering: the name of a float node is that of its integer node") {
  const std::string file = binary("Add", a_codes, b_codes, y_codes, true).bytes();
  auto loaded = Model::load(as_bytes(file), kernels_of_tests());
  REQUIRE(loaded.ok());
  const Graph& graph = loaded.value().graph();
  CHECK(graph.nodes.back().name == "both");
  CHECK(graph.values[graph.nodes.back().outputs[0]].name == "y.q");
}

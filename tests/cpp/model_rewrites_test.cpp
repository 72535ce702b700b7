// The rewrites, each alone.
#include <doctest/doctest.h>

#include <cmath>

#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model/operators.h"
#include "model/rewrites.h"
#include "model_builder.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Graph read(const ModelBuilder& model) {
  auto graph = read_onnx(as_bytes(model.bytes()));
  REQUIRE_MESSAGE(graph.ok(), graph.error().message);
  const Status status = infer_shapes(graph.value());
  REQUIRE(status.ok());
  return std::move(graph).value();
}

// "Conv Relu": the operators in order.
std::string operators_of(const Graph& graph) {
  std::string out;
  for (const Node& node : graph.nodes) out += text(out.empty() ? "" : " ", node.op->name);
  return out;
}

const Constant& constant_of(const Graph& graph, const Node& node, std::size_t input) {
  return *graph.values[node.inputs[input]].constant;
}

ModelBuilder conv_norm() {
  ModelBuilder model;
  model.input("x", {"1", "1", "2", "2"}).initializer(tensor_floats("w", {2, 1, 1, 1}, {3, 5})).initializer(tensor_floats("b", {2}, {1, 2}));
  model.initializer(tensor_floats("gamma", {2}, {2, 1})).initializer(tensor_floats("beta", {2}, {0.5F, -1}));
  model.initializer(tensor_floats("mean", {2}, {3, 2})).initializer(tensor_floats("var", {2}, {4, 16}));
  model.node("Conv", "c", {"x", "w", "b"}, {"a"});
  model.node("BatchNormalization", "n", {"a", "gamma", "beta", "mean", "var"}, {"y"}, {attribute_float("epsilon", 0)});
  return model.output("y");
}

}  // namespace

TEST_CASE("batch normalization goes into the convolution") {
  Graph graph = read(conv_norm());
  const auto folded = fold_batch_norm(graph);
  REQUIRE(folded.ok());
  CHECK(folded.value() == 1);
  CHECK(operators_of(graph) == "Conv");
  const Node& conv = graph.nodes[0];
  CHECK(conv.outputs[0] == graph.outputs[0]);
  // Factors 2/√4 = 1 and 1/√16 = 0.25.
  CHECK(constant_of(graph, conv, 1).real_at(0) == 3.0);
  CHECK(constant_of(graph, conv, 1).real_at(1) == 1.25);
  CHECK(constant_of(graph, conv, 2).real_at(0) == -1.5);
  CHECK(constant_of(graph, conv, 2).real_at(1) == -1.0);
}

TEST_CASE("batch normalization stays where the convolution's result is read elsewhere") {
  ModelBuilder model = conv_norm();
  model.node("Relu", "r", {"a"}, {"z"}).output("z");
  Graph graph = read(model);
  const auto folded = fold_batch_norm(graph);
  REQUIRE(folded.ok());
  CHECK(folded.value() == 0);
  CHECK(graph.nodes.size() == 3);
}

TEST_CASE("Identity and Dropout go, names of outputs stay") {
  ModelBuilder model;
  model.input("x", {"2"}).node("Relu", "r", {"x"}, {"a"}).node("Identity", "i", {"a"}, {"b"}).node("Dropout", "d", {"b"}, {"c"});
  model.node("Neg", "n", {"c"}, {"e"}).node("Identity", "j", {"e"}, {"y"}).output("y");
  Graph graph = read(model);
  CHECK(remove_identities(graph) == 3);
  CHECK(operators_of(graph) == "Relu Neg");
  CHECK(graph.nodes[1].inputs[0] == graph.nodes[0].outputs[0]);
  CHECK(graph.values[graph.nodes[1].outputs[0]].name == "y");
}

TEST_CASE("an Identity from an input to an output stays") {
  ModelBuilder model;
  model.input("x", {"2"}).node("Identity", "i", {"x"}, {"y"}).output("y");
  Graph graph = read(model);
  CHECK(remove_identities(graph) == 0);
  ModelBuilder both;
  both.input("x", {"2"}).node("Relu", "r", {"x"}, {"a"}).node("Identity", "i", {"a"}, {"y"}).node("Identity", "j", {"a"}, {"z"}).output("y").output("z");
  Graph two = read(both);
  CHECK(remove_identities(two) == 1);
  CHECK(operators_of(two) == "Relu Identity");
  CHECK(two.nodes[1].inputs[0] == two.outputs[0]);
}

TEST_CASE("a Dropout whose mask is read stays") {
  ModelBuilder model;
  model.input("x", {"2"}).node("Dropout", "d", {"x"}, {"a", "mask"}).node("Relu", "r", {"a"}, {"y"}).output("y").output("mask", {}, 9);
  Graph graph = read(model);
  CHECK(remove_identities(graph) == 0);
}

TEST_CASE("Relu and Clip become activations") {
  ModelBuilder model;
  model.input("x", {"1", "1", "2", "2"}).initializer(tensor_zeros("w", {1, 1, 1, 1})).initializer(tensor_floats("six", {}, {6})).initializer(tensor_floats("zero", {}, {0}));
  model.node("Conv", "c", {"x", "w"}, {"a"}).node("Clip", "relu6", {"a", "zero", "six"}, {"b"}).node("Add", "s", {"b", "x"}, {"d"}).node("Relu", "r", {"d"}, {"y"}).output("y");
  Graph graph = read(model);
  CHECK(fuse_activations(graph) == 2);
  CHECK(operators_of(graph) == "Conv Add");
  CHECK(graph.nodes[0].activation == Clamp{0, 6});
  CHECK(graph.nodes[1].activation == Clamp{0, INFINITY});
  CHECK(graph.nodes[1].outputs[0] == graph.outputs[0]);
}

TEST_CASE("an activation whose input is read elsewhere, or is an output, stays") {
  ModelBuilder model;
  model.input("x", {"2"}).node("Add", "s", {"x", "x"}, {"a"}).node("Relu", "r", {"a"}, {"y"}).output("y").output("a");
  Graph graph = read(model);
  CHECK(fuse_activations(graph) == 0);
}

TEST_CASE("shape arithmetic becomes constants, and the rest through the evaluator") {
  ModelBuilder model;
  model.input("x", {"2", "3"}).initializer(tensor_int64("zero", {}, {0})).initializer(tensor_floats("k", {1}, {4}));
  model.node("Shape", "s", {"x"}, {"shape"}).node("Gather", "g", {"shape", "zero"}, {"n"}).node("Sqrt", "q", {"k"}, {"root"});
  model.node("Mul", "m", {"x", "root"}, {"y"}).output("y").output("n", {}, 7);
  Graph graph = read(model);
  const auto folded = fold_constants(graph);
  REQUIRE(folded.ok());
  CHECK(folded.value() == 2);
  CHECK(operators_of(graph) == "Sqrt Mul");
  const auto& n = graph.values[graph.outputs[1]].constant;
  REQUIRE(n.has_value());
  CHECK(n->integer_at(0) == 2);
  CHECK(n->shape() == Shape{});

  const Evaluator two = [](const Graph&, const Node& node) -> Result<std::optional<std::vector<Constant>>> {
    if (node.op->name != "Sqrt") return std::optional<std::vector<Constant>>();
    ZP_TRY(Constant value, Constant::from_floats({1}, std::vector<float>{2}));
    return std::optional(std::vector{value});
  };
  const auto again = fold_constants(graph, two);
  REQUIRE(again.ok());
  CHECK(again.value() == 1);
  CHECK(constant_of(graph, graph.nodes[0], 1).real_at(0) == 2.0);
}

TEST_CASE("what nobody reads goes, with its constants") {
  ModelBuilder model;
  model.input("x", {"2"}).initializer(tensor_floats("k", {1}, {4}));
  model.node("Mul", "m", {"x", "k"}, {"a"}).node("Neg", "n", {"a"}, {"b"}).node("Relu", "r", {"x"}, {"y"}).output("y");
  Graph graph = read(model);
  CHECK(drop_dead_code(graph) == 2);
  CHECK(operators_of(graph) == "Relu");
  CHECK_FALSE(graph.values[0].constant.has_value());
}

// The rewrites, each alone.
#include <doctest/doctest.h>

#include <cmath>

#include "core/text.h"
#include "model/check_weights.h"
#include "model/operators.h"
#include "model/rewrites.h"
#include "read_model.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

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

TEST_CASE("a variance that epsilon does not make positive is not folded, and is named") {
  ModelBuilder model = conv_norm();
  model.initializer(tensor_floats("bad", {2}, {4, -1})).node("Conv", "c2", {"x", "w2"}, {"a2"}).initializer(tensor_floats("w2", {2, 1, 1, 1}, {1, 1}));
  model.node("BatchNormalization", "n2", {"a2", "gamma", "beta", "mean", "bad"}, {"z"}).output("z");
  Graph graph = read(model);
  const auto folded = fold_batch_norm(graph);
  REQUIRE(folded.ok());
  CHECK(folded.value() == 1);
  CHECK(operators_of(graph) == "Conv Conv BatchNormalization");
  const Status status = check_finite_weights(graph);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == ErrorCode::not_finite);
  CHECK(status.error().message == "BatchNormalization 'n2': a variance that epsilon does not make positive in 'bad' at index 1: -1");
}

TEST_CASE("a weight that folding would make infinite stays as it is") {
  ModelBuilder model;
  model.input("x", {"1", "1", "2", "2"}).initializer(tensor_floats("w", {1, 1, 1, 1}, {1e30F})).initializer(tensor_floats("gamma", {1}, {1e30F}));
  model.initializer(tensor_floats("beta", {1}, {0})).initializer(tensor_floats("mean", {1}, {0})).initializer(tensor_floats("var", {1}, {1}));
  model.node("Conv", "c", {"x", "w"}, {"a"}).node("BatchNormalization", "n", {"a", "gamma", "beta", "mean", "var"}, {"y"}).output("y");
  Graph graph = read(model);
  const auto folded = fold_batch_norm(graph);
  REQUIRE(folded.ok());
  CHECK(folded.value() == 0);
  CHECK(check_finite_weights(graph).ok());
}

TEST_CASE("a weight that another convolution reads is not folded") {
  ModelBuilder model = conv_norm();
  model.node("Conv", "other", {"x", "w"}, {"z"}).output("z");
  Graph graph = read(model);
  const auto folded = fold_batch_norm(graph);
  REQUIRE(folded.ok());
  CHECK(folded.value() == 0);
}

TEST_CASE("weights that are not finite are named with their place") {
  const auto complaint = [](float weight, float bias) {
    ModelBuilder model;
    model.input("x", {"1", "1", "2", "2"}).initializer(tensor_floats("w", {2, 1, 1, 1}, {0, weight})).initializer(tensor_floats("b", {2}, {bias, 0}));
    Graph graph = read(model.node("Conv", "features.0", {"x", "w", "b"}, {"y"}).output("y"));
    const Status status = check_finite_weights(graph);
    return status.ok() ? "" : status.error().message;
  };
  CHECK(complaint(1, 1) == "");
  CHECK(complaint(-INFINITY, 1) == "Conv 'features.0': not a finite number in 'w' at index 1: -inf");
  CHECK(complaint(1, NAN).find("Conv 'features.0': not a finite number in 'b' at index 0: ") == 0);
  // What is not a weight may be infinite: the bounds of Clip.
  ModelBuilder clip;
  clip.input("x", {"2"}).initializer(tensor_floats("lo", {}, {-INFINITY})).node("Clip", "c", {"x", "lo"}, {"y"}).output("y");
  CHECK(check_finite_weights(read(clip)).ok());
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

TEST_CASE("a HardSwish whose constants have more dimensions than x stays: so does its result") {
  const auto left = [](const Ints& dims) {
    ModelBuilder model;
    model.input("x", {"5"}).initializer(tensor_floats("three", dims, {3})).initializer(tensor_floats("zero", {}, {0})).initializer(tensor_floats("six", {}, {6}));
    model.node("Add", "a", {"x", "three"}, {"a"}).node("Clip", "c", {"a", "zero", "six"}, {"c"}).node("Mul", "m", {"x", "c"}, {"m"});
    Graph graph = read(model.node("Div", "d", {"m", "six"}, {"y"}).output("y"));
    fuse_activations(graph);
    fuse_swish(graph);
    return operators_of(graph);
  };
  CHECK(left({1}) == "HardSwish");
  CHECK(left({1, 1}) == "Add Mul Div");
}

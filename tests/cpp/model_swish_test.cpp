// x · σ(x) as exporters write it becomes one node.
#include <doctest/doctest.h>

#include "core/text.h"
#include "model/operators.h"
#include "model/rewrites.h"
#include "read_model.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

ModelBuilder with_input() {
  ModelBuilder model;
  model.input("x", {"1", "2"});
  return model;
}

// The operators after the rewrites, in order.
std::string rewritten(ModelBuilder model, std::string_view output = "y") {
  model.output(std::string(output));
  Graph graph = read(model);
  REQUIRE(fold_constants(graph).ok());
  fuse_activations(graph);
  fuse_swish(graph);
  REQUIRE(infer_shapes(graph).ok());
  std::string out;
  for (const Node& node : graph.nodes) out += text(out.empty() ? "" : " ", node.op->name);
  return out;
}

}  // namespace

TEST_CASE("Sigmoid and a product are Swish") {
  for (const bool x_first : {true, false}) {
    ModelBuilder model = with_input();
    model.node("Sigmoid", "s", {"x"}, {"a"});
    model.node("Mul", "m", {x_first ? "x" : "a", x_first ? "a" : "x"}, {"y"});
    CHECK(rewritten(model) == "Swish");
  }
}

TEST_CASE("HardSigmoid of a sixth and a product are HardSwish, another slope is not") {
  for (const float alpha : {1.0F / 6.0F, 0.2F}) {
    ModelBuilder model = with_input();
    model.node("HardSigmoid", "s", {"x"}, {"a"}, {attribute_float("alpha", alpha)});
    model.node("Mul", "m", {"x", "a"}, {"y"});
    CHECK(rewritten(model) == (alpha == 0.2F ? "HardSigmoid Mul" : "HardSwish"));
  }
}

TEST_CASE("HardSwish from its parts, divided before or after the product") {
  for (const bool before : {true, false}) {
    for (const float sixth : {6.0F, 5.0F}) {
      ModelBuilder model = with_input();
      model.initializer(tensor_floats("three", {}, {3})).initializer(tensor_floats("zero", {}, {0}));
      model.initializer(tensor_floats("six", {}, {6})).initializer(tensor_floats("by", {}, {sixth}));
      model.node("Add", "a", {"x", "three"}, {"a"});
      model.node("Clip", "c", {"a", "zero", "six"}, {"c"});
      if (before) {
        model.node("Div", "d", {"c", "by"}, {"d"}).node("Mul", "m", {"x", "d"}, {"y"});
      } else {
        model.node("Mul", "m", {"c", "x"}, {"m"}).node("Div", "d", {"m", "by"}, {"y"});
      }
      CHECK(rewritten(model) == (sixth == 6.0F ? "HardSwish" : before ? "Add Div Mul" : "Add Mul Div"));
    }
  }
}

TEST_CASE("a sigmoid of something else, or one that is read elsewhere, stays") {
  ModelBuilder other = with_input();
  other.node("Relu", "r", {"x"}, {"r"}).node("Sigmoid", "s", {"r"}, {"a"}).node("Mul", "m", {"x", "a"}, {"y"});
  CHECK(rewritten(other) == "Relu Sigmoid Mul");
  ModelBuilder shared = with_input();
  shared.node("Sigmoid", "s", {"x"}, {"a"}).node("Mul", "m", {"x", "a"}, {"y"});
  shared.output("a");
  CHECK(rewritten(shared) == "Sigmoid Mul");
}

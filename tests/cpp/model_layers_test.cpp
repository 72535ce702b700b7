// Layers: parameters and multiply-accumulates, worked by hand.
#include <doctest/doctest.h>

#include "model/layers.h"
#include "model/rewrites.h"
#include "read_model.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// Conv with a bias, 4 → 6 channels in 2 groups, 3×5 taps, stride 2; Relu.
ModelBuilder convolution(const std::string& batch) {
  ModelBuilder model;
  model.input("x", {batch, "4", "9", "11"}).initializer(tensor_zeros("w", {6, 2, 3, 5})).initializer(tensor_zeros("b", {6}));
  model.node("Conv", "conv", {"x", "w", "b"}, {"c"}, {attribute_int("group", 2), attribute_ints("strides", {2, 2})});
  model.node("Relu", "", {"c"}, {"y"});
  return model.output("y");
}

}  // namespace

TEST_CASE("a convolution's layer") {
  const Graph graph = read(convolution("2"));
  const auto all = layers(graph);
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "conv");
  CHECK(all[0].op == "Conv");
  REQUIRE(all[0].inputs.size() == 1);
  CHECK(all[0].inputs[0].to_string() == "float [2, 4, 9, 11]");
  CHECK(all[0].outputs[0].to_string() == "float [2, 6, 4, 4]");
  CHECK(all[0].reads == std::vector<std::string>{"x"});
  CHECK(all[0].writes == std::vector<std::string>{"c"});
  CHECK(all[0].kernel == std::vector<std::int64_t>{6, 2, 3, 5});
  CHECK(all[1].kernel.empty());
  CHECK(all[1].reads == all[0].writes);
  CHECK(all[0].parameters == 6 * 2 * 3 * 5 + 6);
  CHECK(all[0].macs == 2 * 6 * 4 * 4 * (2 * 3 * 5));
  CHECK(all[1].name == "y");  // the node has no name
  CHECK(all[1].parameters == 0);
  CHECK(all[1].macs == 0);
  CHECK(weight_bytes(graph) == 4 * (180 + 6));
}

TEST_CASE("an open size leaves the number of products open, a fused activation is told") {
  Graph graph = read(convolution("batch"));
  CHECK(fuse_activations(graph) == 1);
  const auto all = layers(graph);
  REQUIRE(all.size() == 1);
  CHECK(all[0].macs == std::nullopt);
  CHECK(all[0].parameters == 186);
  REQUIRE(all[0].activation.has_value());
  CHECK(*all[0].activation == Clamp{});
}

TEST_CASE("matrix products and what only looks like a weight") {
  ModelBuilder model;
  model.input("x", {"5", "7"}).initializer(tensor_zeros("w", {7, 3})).initializer(tensor_zeros("c", {3})).initializer(tensor_zeros("m", {3, 4}));
  model.initializer(tensor_int64("shape", {2}, {4, 5})).initializer(tensor_floats("half", {}, {0.5F})).initializer(tensor_zeros("shift", {4}));
  model.node("Gemm", "g", {"x", "w", "c"}, {"a"});             // 5×7 · 7×3
  model.node("MatMul", "m", {"a", "m"}, {"b"});                // 5×3 · 3×4
  model.node("Add", "shift", {"b", "shift"}, {"d"});           // a bias of its own
  model.node("Mul", "scale", {"d", "half"}, {"e"});            // a number, not a weight
  model.node("Reshape", "r", {"e", "shape"}, {"f"});
  model.node("Gemm", "t", {"f", "e"}, {"y"}, {attribute_int("transA", 1), attribute_int("transB", 1)});  // (4×5)ᵀ… 5×4 · 4×5
  const Graph graph = read(model.output("y"));
  const auto all = layers(graph);
  REQUIRE(all.size() == 6);
  const std::int64_t parameters[] = {7 * 3 + 3, 3 * 4, 4, 0, 0, 0};
  const std::int64_t macs[] = {5 * 3 * 7, 5 * 4 * 3, 0, 0, 0, 5 * 5 * 4};
  for (std::size_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    CHECK(all[i].parameters == parameters[i]);
    CHECK(all[i].macs == macs[i]);
  }
  CHECK(all[5].inputs.size() == 2);
  CHECK(weight_bytes(graph) == 4 * (21 + 3 + 12 + 1 + 4) + 2 * 8);
}

TEST_CASE("quantized operators: codes count, scales and zero points do not") {
  ModelBuilder model;
  model.input("x", {"1", "2", "4", "4"}, 2);
  model.initializer(tensor_floats("s", {}, {0.5F})).initializer(tensor_raw("z", 2, {}, std::string(1, '\0')));
  model.initializer(tensor_raw("w", 3, {3, 2, 3, 3}, std::string(54, '\1'))).initializer(tensor_floats("ws", {3}, {1, 1, 1}));
  model.initializer(tensor_raw("wz", 3, {3}, std::string(3, '\0'))).initializer(tensor_raw("b", 6, {3}, std::string(12, '\0')));
  model.node("QLinearConv", "q", {"x", "s", "z", "w", "ws", "wz", "s", "z", "b"}, {"y"});
  const Graph graph = read(model.output("y", {}, 2));
  const auto all = layers(graph);
  REQUIRE(all.size() == 1);
  CHECK(all[0].parameters == 54 + 3);
  CHECK(all[0].macs == 3 * 2 * 2 * (2 * 3 * 3));
}

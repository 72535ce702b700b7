// Models that break promises which the runtime could rely on: refused, or run by the rules; never past a tensor's end
// (the sanitizers watch these tests as well).
#include "runtime_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// Whether it can be run on this.
bool runs(const ModelBuilder& model, const std::vector<Values>& feeds) { return run(model, feeds).ok(); }

Values ones(Ints dims, ElementType type = ElementType::f32) {
  std::int64_t count = 1;
  for (const std::int64_t extent : dims) count *= extent;
  return {type, std::move(dims), Numbers(static_cast<std::size_t>(count), 1)};
}

}  // namespace

TEST_CASE("hostile: ReduceMean goes by the axes of its opset alone") {
  for (const int opset : {13, 18}) {
    ModelBuilder model;
    model.opset = opset;
    model.input("x", {"1000", "2"}).initializer(tensor_int64("axes", {1}, {1}));
    // Of the older opset the input, of the newer one the attribute says nothing.
    if (opset == 13) model.node("ReduceMean", "r", {"x", "axes"}, {"y"}, {attribute_ints("axes", {0})});
    else model.node("ReduceMean", "r", {"x"}, {"y"}, {attribute_ints("axes", {100})});
    model.output("y");
    const auto result = run(model, {ones({1000, 2})});
    if (!result.ok()) continue;  // refusing is as good
    CHECK(result.value()[0].dims == (opset == 13 ? Ints{1, 2} : Ints{1, 1}));
    CHECK(result.value()[0].numbers[0] == 1);
  }
}

TEST_CASE("hostile: DynamicQuantizeLinear takes floats only") {
  ModelBuilder model;
  model.input("x", {"9"}, 7).node("DynamicQuantizeLinear", "q", {"x"}, {"y", "s", "z"}).output("y");
  CHECK_FALSE(runs(model, {ones({9}, ElementType::i64)}));
}

TEST_CASE("hostile: a first output that is left out") {
  ModelBuilder model;
  model.input("x", {"1", "1", "4", "4"}).node("MaxPool", "p", {"x"}, {"", "i"}, {attribute_ints("kernel_shape", {2, 2})}).output("i");
  CHECK_FALSE(runs(model, {ones({1, 1, 4, 4})}));
}

TEST_CASE("hostile: weights without elements are packed each in their shape") {
  ModelBuilder model;
  model.input("x", {"1", "0", "1", "1"}).initializer(tensor_floats("small", {8, 0, 1, 1}, {})).initializer(tensor_floats("large", {4096, 0, 1, 1}, {}));
  model.node("Conv", "a", {"x", "small"}, {"y"}).node("Conv", "b", {"x", "large"}, {"z"}).output("y").output("z");
  const auto result = run(model, {ones({1, 0, 1, 1})});
  REQUIRE(result.ok());
  CHECK(result.value()[1].numbers == Numbers(4096, 0));
}

TEST_CASE("hostile: an extent of 0 hides no large one") {
  ModelBuilder pool;
  pool.input("x", {"1", "0", "1048576", "1048576"}).node("MaxPool", "p", {"x"}, {"y"}, {attribute_ints("kernel_shape", {1, 1})}).output("y");
  CHECK_FALSE(runs(pool, {ones({1, 0, 1048576, 1048576})}));
}

TEST_CASE("hostile: Pad of integers before opset 11") {
  ModelBuilder model;
  model.opset = 10;
  model.input("x", {"2"}, 7).node("Pad", "p", {"x"}, {"y"}, {attribute_ints("pads", {0, 2}), attribute_float("value", 1)}).output("y");
  CHECK_FALSE(runs(model, {ones({2}, ElementType::i64)}));
}

TEST_CASE("hostile: Dropout with a number for training mode") {
  ModelBuilder model;
  model.input("x", {"2"}).initializer(tensor_floats("ratio", {}, {0.5F})).initializer(tensor_floats("training", {}, {0}));
  model.node("Dropout", "d", {"x", "ratio", "training"}, {"y"}).output("y");
  CHECK_FALSE(runs(model, {ones({2})}));
}

TEST_CASE("hostile: much padding by the edge is few copies") {
  ModelBuilder model;
  model.input("x", {"3"}).initializer(tensor_int64("pads", {2}, {3, 5'000'000}));
  model.node("Pad", "p", {"x", "pads"}, {"y"}, {attribute_string("mode", "edge")}).output("y");
  const auto result = run(model, {{ElementType::f32, {3}, {1, 2, 3}}});
  REQUIRE(result.ok());
  const Numbers& y = result.value()[0].numbers;
  CHECK(Numbers(y.begin(), y.begin() + 8) == Numbers{1, 1, 1, 1, 2, 3, 3, 3});
  CHECK(y.back() == 3);
}

TEST_CASE("hostile: windows whose padding would fill memory") {
  ModelBuilder model;
  model.input("x", {"1", "1", "2", "2"});
  model.node("MaxPool", "p", {"x"}, {"y"}, {attribute_ints("kernel_shape", {4097, 4097}), attribute_ints("dilations", {1048576, 1048576}), attribute_string("auto_pad", "SAME_UPPER")});
  CHECK_FALSE(runs(model.output("y"), {ones({1, 1, 2, 2})}));
}

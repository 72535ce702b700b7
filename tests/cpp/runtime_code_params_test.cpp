// What the codes of integer networks stand for.
#include <doctest/doctest.h>

#include "core/text.h"
#include "read_model.h"
#include "runtime/code_params.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

constexpr std::int32_t u8 = 2, i8 = 3;

std::string scalar_bytes(std::int32_t value) { return std::string(1, static_cast<char>(value)); }

// "value S Z" of all values whose codes are known, in the order of their names' first appearance.
std::string known(const ModelBuilder& model) {
  const Graph graph = read(model);
  const auto params = code_params(graph);
  std::string out;
  for (std::size_t id = 0; id < params.size(); ++id) {
    if (params[id]) out += text(out.empty() ? "" : ", ", graph.values[id].name, " ", double{params[id]->scale}, " ", params[id]->zero_point, " ", params[id]->qmin);
  }
  return out;
}

ModelBuilder with_scales() {
  ModelBuilder model;
  model.initializer(tensor_floats("half", {}, {0.5F})).initializer(tensor_floats("two", {}, {2}));
  model.initializer(tensor_raw("three", u8, {}, scalar_bytes(3))).initializer(tensor_raw("minus", i8, {}, scalar_bytes(-5)));
  return model;
}

}  // namespace

TEST_CASE("codes are known from who makes and who reads them, through what moves them") {
  ModelBuilder model = with_scales();
  model.input("x", {"1", "2", "4", "4"}).node("QuantizeLinear", "q", {"x", "half", "three"}, {"a"});
  model.node("MaxPool", "m", {"a"}, {"b"}, {attribute_ints("kernel_shape", {2, 2})}).node("Flatten", "f", {"b"}, {"c"}).output("c", {}, u8);
  CHECK(known(model) == "a 0.5 3 0, b 0.5 3 0, c 0.5 3 0");
}

TEST_CASE("codes are known backwards from a reader") {
  ModelBuilder model = with_scales();
  model.input("x", {"1", "4"}, i8).node("Flatten", "f", {"x"}, {"a"}).node("DequantizeLinear", "d", {"a", "two", "minus"}, {"y"}).output("y");
  CHECK(known(model) == "x 2 -5 -128, a 2 -5 -128");
}

TEST_CASE("both sides of a QLinearAdd, and scales of several channels are not one") {
  ModelBuilder model = with_scales();
  model.microsoft = true;
  model.input("x", {"1", "2"}, u8).input("z", {"1", "2"}, u8);
  model.node("QLinearAdd", "n", {"x", "half", "three", "z", "two", "three", "two", ""}, {"y"}, {}, "com.microsoft").output("y", {}, u8);
  CHECK(known(model) == "x 0.5 3 0, z 2 3 0, y 2 0 0");
  ModelBuilder several;
  several.initializer(tensor_floats("s", {2}, {1, 2})).initializer(tensor_raw("z", u8, {2}, std::string(2, '\0')));
  several.input("x", {"1", "2"}).node("QuantizeLinear", "q", {"x", "s", "z"}, {"y"}, {attribute_int("axis", 1)}).output("y", {}, u8);
  CHECK(known(several) == "");
}

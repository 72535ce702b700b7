// Quantized models that mean harm: an error or a float network, soon, and never a crash.
#include <ctime>
#include <limits>

#include "core/text.h"
#include "lowering_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

double seconds_to_load(const ModelBuilder& model) {
  const std::string file = model.bytes();
  const std::clock_t start = std::clock();
  const auto loaded = Model::load(as_bytes(file), kernels_of_tests());
  CHECK((loaded.ok() || !loaded.error().message.empty()));
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr double patience = 60;
#else
constexpr double patience = 6;
#endif

const Affine codes{0.031F, 117};

// The model with a Conv of x and w behind it, whose scale, zero point and axis are as given.
std::string with_weights(const std::string& scale, const std::string& zero, const Strings& attributes, std::int64_t opset = 13) {
  QdqBuilder model;
  model.opset = opset;
  model.codes_input("x", {1, 2, 3, 3}, codes);
  model.initializer(tensor_codes("w.q", ElementType::i8, {3, 2, 1, 1}, {1, 2, 3, 4, 5, 6})).initializer(scale).initializer(zero);
  model.node("DequantizeLinear", "w", {"w.q", "w.s", "w.z"}, {"w"}, attributes).node("Conv", "conv", {"x", "w"}, {"y"}).codes_output("y", codes);
  return operators_of(model);
}

}  // namespace

TEST_CASE("hostile: scales that are no scales are refused") {
  const auto refused = [](float scale) {
    return with_weights(tensor_floats("w.s", {}, {scale}), tensor_codes("w.z", ElementType::i8, {}, {0}), {}).find("QLinearConv") == std::string::npos;
  };
  for (const float scale : {0.0F, -1.0F, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN(), 1e-45F}) {
    CAPTURE(scale);
    CHECK(refused(scale));
  }
  for (const float scale : {0.0F, -1.0F, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    QdqBuilder model;
    model.codes_input("x", {1, 2}, {scale, 3});
    model.node("Flatten", "f", {"x"}, {"y"}).codes_output("y", {scale, 3});
    CHECK(operators_of(model).find("scale") != std::string::npos);
  }
}

TEST_CASE("hostile: parameters of weights that do not fit") {
  const std::string one = tensor_codes("w.z", ElementType::i8, {}, {0}), three = tensor_codes("w.z", ElementType::i8, {3}, {0, 0, 0});
  CHECK(with_weights(tensor_floats("w.s", {3}, {1, 1, 1}), three, {attribute_int("axis", 0)}) == "QuantizeLinear QLinearConv");
  CHECK(with_weights(tensor_floats("w.s", {3}, {1, 1, 1}), three, {attribute_int("axis", -4)}) == "QuantizeLinear QLinearConv");
  for (const std::int64_t axis : {4LL, -5LL, 1LL, 9223372036854775807LL, -9223372036854775807LL - 1}) {
    CHECK(with_weights(tensor_floats("w.s", {3}, {1, 1, 1}), three, {attribute_int("axis", axis)}).find("DequantizeLinear 'w'") == 0);
  }
  CHECK(with_weights(tensor_floats("w.s", {3}, {1, 1, 1}), one, {attribute_int("axis", 0)}).find("DequantizeLinear 'w'") == 0);
  for (const std::int64_t block : {9223372036854775807LL, 3LL, 2LL, 1LL, -1LL}) {
    with_weights(tensor_floats("w.s", {3, 1, 1, 1}, {1, 1, 1}), tensor_codes("w.z", ElementType::i8, {3, 1, 1, 1}, {0, 0, 0}), {attribute_int("axis", 1), attribute_int("block_size", block)}, 21);
  }
}

TEST_CASE("hostile: long chains and many readers take linear time") {
  QdqBuilder chain;
  chain.codes_input("v0", {4}, codes);
  for (int i = 0; i < 12'000; ++i) {
    chain.node("Relu", "", {text("v", i)}, {text("v", i + 1)});
    if (i % 2 == 0) chain.node("QuantizeLinear", "", {text("v", i + 1), "v0.q.s", "v0.q.z"}, {text("q", i)});
  }
  chain.output("v12000");
  CHECK(seconds_to_load(chain) < patience);

  QdqBuilder fan;
  fan.codes_input("x", {4}, codes);
  for (int i = 0; i < 12'000; ++i) fan.node("Flatten", "", {"x"}, {text("f", i)}).output(text("f", i));
  CHECK(seconds_to_load(fan) < patience);

  QdqBuilder movers;
  movers.codes_input("v0", {4, 1}, codes);
  for (int i = 0; i < 12'000; ++i) movers.node("Flatten", "", {text("v", i)}, {text("v", i + 1)});
  movers.quantize("v12000", "end", codes);
  movers.output("end", {}, 2);
  CHECK(seconds_to_load(movers) < patience);
}

TEST_CASE("hostile: what shared weights cost is limited") {
  QdqBuilder model;
  constexpr std::size_t count = 1 << 18;
  model.codes_input("x", {1, 1, 1, 1}, codes);
  model.initializer(tensor_raw("w.q", 3, {count, 1, 1, 1}, std::string(count, 'a'))).initializer(tensor_floats("w.s", {}, {1}));
  model.node("DequantizeLinear", "", {"w.q", "w.s"}, {"w"}).initializer(tensor_floats("b", {count}, std::vector<float>(count, 1)));
  for (int i = 0; i < 1200; ++i) model.node("Conv", "", {"x", "w", "b"}, {text("y", i)}).output(text("y", i));
  CHECK(seconds_to_load(model) < 5 * patience);
}

TEST_CASE("hostile: inputs that are left out, and outputs") {
  const auto load = [](auto&& change) {
    QdqBuilder model;
    model.codes_input("x", {1, 2, 3, 3}, codes);
    model.weights("w", {2, 2, 1, 1}, {1, 2, 3, 4}, {1}, {0});
    change(model);
    model.output("x.q", {}, 2);
    operators_of(model);
  };
  load([](QdqBuilder& m) { m.node("Conv", "", {"", "w"}, {"y"}).output("y"); });
  load([](QdqBuilder& m) { m.node("Conv", "", {"x", ""}, {"y"}).output("y"); });
  load([](QdqBuilder& m) { m.node("Conv", "", {"x", "x"}, {"y"}).output("y"); });
  load([](QdqBuilder& m) { m.node("MaxPool", "", {"x"}, {"", "i"}, {attribute_ints("kernel_shape", {1, 1})}).output("i", {}, 7); });
  load([](QdqBuilder& m) { m.node("Add", "", {"x", "x"}, {""}); });
  load([](QdqBuilder& m) { m.node("QuantizeLinear", "", {"x", ""}, {"y"}).output("y", {}, 2); });
  load([](QdqBuilder& m) { m.node("Pad", "", {"x", ""}, {"y"}).output("y"); });
  load([](QdqBuilder& m) { m.node("Split", "", {"x"}, {"", ""}); });
  load([](QdqBuilder& m) { m.node("Clip", "", {"x", "x.q.s", ""}, {"y"}).quantize("y", codes); });
  load([](QdqBuilder& m) { m.node("Gemm", "", {"x", "w"}, {"y"}).output("y"); });
  load([](QdqBuilder& m) { m.node("MatMul", "", {"x", "w"}, {"y"}).output("y"); });
  load([](QdqBuilder& m) { m.node("Concat", "", {"x", ""}, {"y"}, {attribute_int("axis", 0)}).output("y"); });
  load([](QdqBuilder& m) { m.node("Resize", "", {"x"}, {"y"}).output("y"); });
}

// QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear as nodes, against the golden vectors from ONNX Runtime
// (data/golden) and in other orders of memory.
#include <cmath>
#include <limits>

#include "golden_case.h"
#include "runtime_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

ElementType code_type(const GoldenCase& c) {
  for (const auto& [name, type] : {std::pair("u4", ElementType::u4), {"i4", ElementType::i4}, {"u8", ElementType::u8}, {"i8", ElementType::i8},
                                   {"u16", ElementType::u16}, {"i16", ElementType::i16}}) {
    if (c.type == name) return type;
  }
  return ElementType::i32;
}

template <class T>
Numbers numbers(const std::vector<T>& list) {
  return Numbers(list.begin(), list.end());
}

// The scale's shape: [] for one, [channels], or the shape with blocks along the axis.
Ints parameter_dims(const GoldenCase& c) {
  if (c.kind == "tensor") return {};
  if (c.kind == "channel") return {static_cast<std::int64_t>(c.scale.size())};
  const Shape counts = tiling_of(c).counts;
  return {counts.extents().begin(), counts.extents().end()};
}

Strings granularity_attributes(const GoldenCase& c) {
  Strings out;
  if (c.kind != "tensor") out.push_back(attribute_int("axis", c.axis));
  if (c.kind == "block") out.push_back(attribute_int("block_size", c.size));
  return out;
}

Values through_node(const GoldenCase& c, const char* op, const Values& x, ElementType to) {
  const Values scale{ElementType::f32, parameter_dims(c), numbers(c.scale)};
  const Values zero{code_type(c), parameter_dims(c), numbers(c.zero)};
  const bool has_zero = zero.type != ElementType::i32;
  ModelBuilder model;
  model.opset = 21;
  model.ir = 10;
  declare(model, "x", x);
  declare(model, "scale", scale);
  Strings inputs{"x", "scale"};
  std::vector<Values> feeds{x, scale};
  if (has_zero) {
    declare(model, "zero", zero);
    inputs.push_back("zero");
    feeds.push_back(zero);
  }
  model.node(op, "n", inputs, {"y"}, granularity_attributes(c)).output("y", {}, onnx_code(to));
  return result(model, feeds);
}

// ONNX has no node for groups of channels.
bool is_onnx(const GoldenCase& c) { return c.kind != "group"; }

}  // namespace

TEST_CASE("quantize nodes: the golden codes of ONNX Runtime") {
  for (const char* file : {"quantize.txt", "granular.txt"}) {
    std::size_t compared = 0;
    for (const GoldenCase& c : read_golden(file)) {
      if (c.op != "quantize" || !is_onnx(c)) continue;
      CAPTURE(c.name);
      const Values got = through_node(c, "QuantizeLinear", {ElementType::f32, c.shape, numbers(c.real)}, code_type(c));
      CHECK(got.numbers == numbers(c.code));
      ++compared;
    }
    CHECK(compared > 10);
  }
}

TEST_CASE("quantize nodes: the golden reals of ONNX Runtime") {
  for (const char* file : {"dequantize.txt", "granular.txt"}) {
    std::size_t compared = 0;
    for (const GoldenCase& c : read_golden(file)) {
      if (c.op != "dequantize" || !is_onnx(c)) continue;
      CAPTURE(c.name);
      const Values got = through_node(c, "DequantizeLinear", {code_type(c), c.shape, numbers(c.code)}, ElementType::f32);
      CHECK(got.numbers == numbers(c.real));
      ++compared;
    }
    CHECK(compared > 3);
  }
}

TEST_CASE("quantize nodes: DynamicQuantizeLinear is ONNX's, not (3) and (4)") {
  std::size_t compared = 0;
  for (const GoldenCase& c : read_golden("dynamic.txt")) {
    if (c.code.empty()) continue;
    CAPTURE(c.name);
    const Values x{ElementType::f32, c.shape, numbers(c.real)};
    ModelBuilder model;
    declare(model, "x", x);
    model.node("DynamicQuantizeLinear", "d", {"x"}, {"y", "scale", "zero"}).output("y", {}, 2).output("scale").output("zero", {}, 2);
    const auto got = run(model, {x});
    REQUIRE(got.ok());
    CHECK(got.value()[0].numbers == numbers(c.code));
    CHECK(got.value()[1].numbers == Numbers{static_cast<double>(c.scale[0])});
    CHECK(got.value()[2].numbers == Numbers{static_cast<double>(c.zero[0])});
    ++compared;
  }
  CHECK(compared > 200);
}

TEST_CASE("quantize nodes: one scale a channel, with the channels innermost in memory") {
  const Values x{ElementType::f32, {1, 2, 1, 3}, {1, 2, 3, 1, 2, 3}};
  ModelBuilder model;
  declare(model, "given", x);
  through_conv(model, "given", "x", 2);
  model.initializer(tensor_floats("s", {2}, {1, 0.5F})).initializer(tensor_int32_field("z", 2, {2}, {10, 20}));
  model.node("QuantizeLinear", "q", {"x", "s", "z"}, {"q"}, {attribute_int("axis", 1)});
  model.node("DequantizeLinear", "d", {"q", "s", "z"}, {"r"}, {attribute_int("axis", 1)});
  model.output("q", {}, 2).output("r");
  const auto got = run(model, {x});
  REQUIRE(got.ok());
  CHECK(got.value()[0].numbers == Numbers{11, 12, 13, 22, 24, 26});
  CHECK(got.value()[1].numbers == x.numbers);
}

TEST_CASE("quantize nodes: NaN is named by its index in the tensor, infinity saturates") {
  const auto quantize = [](double second) {
    const Values x{ElementType::f32, {1, 2, 1, 2}, {0, second, 1, std::numeric_limits<double>::infinity()}};
    ModelBuilder model;
    declare(model, "x", x);
    // The memory of the transposed tensor is another order.
    model.node("Transpose", "t", {"x"}, {"t"}, {attribute_ints("perm", {0, 3, 1, 2})}).initializer(tensor_floats("s", {}, {0.5F}));
    model.node("QuantizeLinear", "q", {"t", "s"}, {"q"}).output("q", {}, 2);
    return run(model, {x});
  };
  const auto fine = quantize(-1);
  REQUIRE(fine.ok());
  CHECK(fine.value()[0].numbers == Numbers{0, 2, 0, 255});
  const auto refused = quantize(std::nan(""));
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::not_finite);
  CHECK(refused.error().message == "QuantizeLinear 'q': the input is NaN at index 2, which has no code");
}

TEST_CASE("quantize nodes: float16 scales, integers to be quantized") {
  const Values codes{ElementType::i8, {3}, {-2, 0, 5}}, half{ElementType::f16, {}, {0.25}};
  ModelBuilder model;
  model.opset = 19;
  declare(model, "codes", codes);
  declare(model, "scale", half);
  model.node("DequantizeLinear", "d", {"codes", "scale"}, {"y"}).output("y", {}, 10);
  const Values got = result(model, {codes, half});
  CHECK(got.type == ElementType::f16);
  CHECK(got.numbers == Numbers{-0.5, 0, 1.25});

  const Values whole{ElementType::i32, {4}, {-7, 0, 3, 1000}}, scale{ElementType::f32, {}, {2}};
  ModelBuilder integers;
  declare(integers, "x", whole);
  declare(integers, "scale", scale);
  integers.node("QuantizeLinear", "q", {"x", "scale"}, {"y"}).output("y", {}, 2);
  CHECK(result(integers, {whole, scale}).numbers == Numbers{0, 0, 2, 255});  // 1.5 rounds to even
}

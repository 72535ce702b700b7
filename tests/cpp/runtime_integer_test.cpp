// Cast, ArgMax, Dropout, shapes as values, and arithmetic on integer tensors.
#include <cmath>
#include <limits>

#include "core/text.h"
#include "runtime_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Values cast(const Values& x, ElementType to) {
  ModelBuilder model;
  model.opset = 21;
  model.ir = 10;
  declare(model, "x", x);
  model.node("Cast", "c", {"x"}, {"y"}, {attribute_int("to", onnx_code(to))}).output("y", {}, onnx_code(to));
  return result(model, {x});
}

Numbers cast(ElementType from, const Numbers& x, ElementType to) {
  const Values got = cast({from, {static_cast<std::int64_t>(x.size())}, x}, to);
  CHECK(got.type == to);
  return got.numbers;
}

ModelBuilder elementwise(const char* op, const std::vector<Values>& feeds) {
  ModelBuilder model;
  Strings names;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    names.push_back(text("x", i));
    declare(model, names.back(), feeds[i]);
  }
  model.node(op, "e", names, {"y"}).output("y", {}, onnx_code(feeds[0].type));
  return model;
}

Values list(ElementType type, const Numbers& x) { return {type, {static_cast<std::int64_t>(x.size())}, x}; }

Numbers of(const char* op, const std::vector<Values>& feeds) { return result(elementwise(op, feeds), feeds).numbers; }

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("integers: Cast of floats truncates, saturates and makes NaN 0") {
  const Numbers x{-1.9, -0.5, 0.0, 0.99, 2.5, 300, -300, inf, -inf, std::nan("")};
  CHECK(cast(ElementType::f32, x, ElementType::i8) == Numbers{-1, 0, 0, 0, 2, 127, -128, 127, -128, 0});
  CHECK(cast(ElementType::f32, x, ElementType::u8) == Numbers{0, 0, 0, 0, 2, 255, 0, 255, 0, 0});
  CHECK(cast(ElementType::f64, x, ElementType::i4) == Numbers{-1, 0, 0, 0, 2, 7, -8, 7, -8, 0});
  CHECK(cast(ElementType::f16, x, ElementType::u4) == Numbers{0, 0, 0, 0, 2, 15, 0, 15, 0, 0});
  CHECK(cast(ElementType::f32, x, ElementType::boolean) == Numbers{1, 1, 0, 1, 1, 1, 1, 1, 1, 1});
  // float64 is not narrowed on the way; 2^63 is the first double beyond int64.
  CHECK(cast(ElementType::f64, {2147483646.0, 0x1p63, -0x1p70}, ElementType::i64) == Numbers{2147483646.0, 0x1p63, -0x1p63});
  CHECK(cast(ElementType::f64, {0x1p63, 0x1p70}, ElementType::u64) == Numbers{0x1p63, 0x1p64});
}

TEST_CASE("integers: Cast of integers keeps the low bits") {
  CHECK(cast(ElementType::i16, {200, -200, 256, 127}, ElementType::i8) == Numbers{-56, 56, 0, 127});
  CHECK(cast(ElementType::i32, {-1, 65536, 70000}, ElementType::u16) == Numbers{65535, 0, 4464});
  CHECK(cast(ElementType::i8, {7, 9, -9, -1, 16}, ElementType::i4) == Numbers{7, -7, 7, -1, 0});
  CHECK(cast(ElementType::u4, {0, 7, 8, 15, 3}, ElementType::i16) == Numbers{0, 7, 8, 15, 3});
  CHECK(cast(ElementType::i64, {256, 0, -1}, ElementType::boolean) == Numbers{1, 0, 1});
  CHECK(cast(ElementType::boolean, {1, 0}, ElementType::f32) == Numbers{1, 0});
}

TEST_CASE("integers: Cast rounds to what a float type holds") {
  CHECK(cast(ElementType::i32, {16777217, 16777219}, ElementType::f32) == Numbers{16777216, 16777220});
  CHECK(cast(ElementType::i32, {2049, 2051, 70000}, ElementType::f16) == Numbers{2048, 2052, inf});
  CHECK(cast(ElementType::f32, {1.00048828125, 65504, 65520}, ElementType::f16) == Numbers{1, 65504, inf});
  // What float16 has lost does not come back.
  const Values x = list(ElementType::f32, {2049, 0.1});
  ModelBuilder model;
  declare(model, "x", x);
  model.node("Cast", "c", {"x"}, {"half"}, {attribute_int("to", 10)}).node("Cast", "d", {"half"}, {"y"}, {attribute_int("to", 1)}).output("y");
  CHECK(result(model, {x}).numbers == Numbers{2048, 0.0999755859375});
}

TEST_CASE("integers: sums and products wrap around") {
  const auto i8 = [](const Numbers& x) { return list(ElementType::i8, x); };
  const auto u8 = [](const Numbers& x) { return list(ElementType::u8, x); };
  CHECK(of("Add", {i8({100, -100}), i8({100, -100})}) == Numbers{-56, 56});
  CHECK(of("Sub", {u8({3, 3}), u8({4, 3})}) == Numbers{255, 0});
  CHECK(of("Mul", {u8({16, 15}), u8({16, 17})}) == Numbers{0, 255});
  CHECK(of("Neg", {i8({-128, 127})}) == Numbers{-128, -127});
  CHECK(of("Abs", {i8({-128, -1, 5})}) == Numbers{-128, 1, 5});
  CHECK(of("Relu", {i8({-128, 0, 5})}) == Numbers{0, 0, 5});
  CHECK(of("PRelu", {i8({-3, 3}), i8({2, 2})}) == Numbers{-6, 3});
  const Numbers big{9007199254740992.0};
  CHECK(of("Mul", {list(ElementType::u64, big), list(ElementType::u64, {1024})}) == Numbers{0x1p63});
}

TEST_CASE("integers: Div truncates, by zero is an error") {
  const auto i32 = [](const Numbers& x) { return list(ElementType::i32, x); };
  CHECK(of("Div", {i32({7, -7, 7, -7}), i32({2, 2, -2, -2})}) == Numbers{3, -3, -3, 3});
  CHECK(of("Div", {list(ElementType::i64, {-0x1p63}), list(ElementType::i64, {-1})}) == Numbers{-0x1p63});
  CHECK(of("Div", {list(ElementType::u64, {0x1p63}), list(ElementType::u64, {2})}) == Numbers{0x1p62});
  const std::vector<Values> feeds{i32({1, 2}), i32({1, 0})};
  const auto refused = run(elementwise("Div", feeds), feeds);
  REQUIRE(!refused.ok());
  CHECK(refused.error().message == "Div 'e': an integer is divided by zero");
}

TEST_CASE("integers: Min, Max, Clip and Pow") {
  const auto u64 = [](const Numbers& x) { return list(ElementType::u64, x); };
  CHECK(of("Max", {u64({0x1p63, 3}), u64({5, 5}), u64({6, 1})}) == Numbers{0x1p63, 5});  // unsigned
  CHECK(of("Min", {list(ElementType::i8, {-3, 3}), list(ElementType::i8, {0, 0})}) == Numbers{-3, 0});
  const auto i32 = [](const Numbers& x) { return list(ElementType::i32, x); };
  CHECK(of("Clip", {i32({-9, 2, 9}), i32({-1}), i32({4})}) == Numbers{-1, 2, 4});
  CHECK(of("Pow", {i32({3, -2, 2, 1, -1}), i32({4, 3, -1, -5, -5})}) == Numbers{81, -8, 0, 1, -1});
  CHECK(of("Pow", {i32({2, 9, 3}), list(ElementType::f32, {3, 0.5, 2})}) == Numbers{8, 3, 9});
  CHECK(of("Pow", {u64({1, 2, 0x1p32}), list(ElementType::f32, {-1, -1, 1})}) == Numbers{1, 0, 0x1p32});
  CHECK(of("Abs", {u64({0x1p63})}) == Numbers{0x1p63});
}

TEST_CASE("integers: shapes are broadcast") {
  const Values a{ElementType::i32, {2, 1, 2}, {1, 2, 3, 4}}, b{ElementType::i32, {3, 1}, {10, 20, 30}};
  const auto got = result(elementwise("Add", {a, b}), {a, b});
  CHECK(got.dims == Ints{2, 3, 2});
  CHECK(got.numbers == Numbers{11, 12, 21, 22, 31, 32, 13, 14, 23, 24, 33, 34});
}

TEST_CASE("integers: ArgMax takes the first or the last of equals, in any order of memory") {
  const Values x{ElementType::f32, {1, 3, 1, 2}, {1, 5, 4, 5, 4, 2}};
  for (const bool last : {false, true}) {
    for (const std::int64_t keep : {0, 1}) {
      ModelBuilder model;
      declare(model, "given", x);
      through_conv(model, "given", "x", 3);
      model.node("ArgMax", "a", {"x"}, {"y"}, {attribute_int("axis", 1), attribute_int("keepdims", keep), attribute_int("select_last_index", last)});
      const auto got = result(model.output("y", {}, 7), {x});
      CHECK(got.dims == (keep != 0 ? Ints{1, 1, 1, 2} : Ints{1, 1, 2}));
      CHECK(got.numbers == (last ? Numbers{2, 1} : Numbers{1, 0}));
    }
  }
}

TEST_CASE("integers: Dropout changes nothing and its mask is true") {
  const Values x = list(ElementType::f32, {1, -2});
  ModelBuilder model;
  declare(model, "x", x);
  model.node("Dropout", "d", {"x"}, {"y", "mask"}).output("y").output("mask", {}, onnx_code(ElementType::boolean));
  const auto got = run(model, {x});
  REQUIRE(got.ok());
  CHECK(got.value()[0].numbers == x.numbers);
  CHECK(got.value()[1].numbers == Numbers{1, 1});
}

TEST_CASE("integers: ConstantOfShape whose shape is fed") {
  const Values dims = list(ElementType::i64, {2, 3});
  ModelBuilder model;
  declare(model, "dims", dims);
  model.node("ConstantOfShape", "c", {"dims"}, {"y"}, {attribute_tensor("value", tensor_int32_field("", onnx_code(ElementType::u8), {1}, {7}))});
  const auto got = result(model.output("y", {}, onnx_code(ElementType::u8)), {dims});
  CHECK(got.dims == Ints{2, 3});
  CHECK(got.numbers == Numbers(6, 7));
}

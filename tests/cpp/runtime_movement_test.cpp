// Concat, Split, Slice, Pad and Gather, with the channels of their inputs second in memory and innermost.
#include "runtime_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// [1, 2, 2, 3]: channel 0 is {0 1 2; 3 4 5}, channel 1 {6 7 8; 9 10 11}.
const Values x{ElementType::f32, {1, 2, 2, 3}, counted(12)};

// A model whose value "x" lies either way.
ModelBuilder with_x(bool channels_last) {
  ModelBuilder model;
  declare(model, "given", x);
  if (channels_last) through_conv(model, "given", "x", 2);
  else model.node("Identity", "same", {"given"}, {"x"});
  return model;
}

void check(const Values& got, const Ints& dims, const Numbers& numbers) {
  CHECK(got.dims == dims);
  CHECK(got.numbers == numbers);
}

Numbers range(int from, int to) {
  Numbers out;
  for (int i = from; i < to; ++i) out.push_back(i);
  return out;
}

void append(Numbers& to, const Numbers& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

TEST_CASE("movement: Concat joins along the channels and along rows") {
  const Values y{ElementType::f32, {1, 1, 2, 3}, range(100, 106)};
  for (const bool last : {false, true}) {
    ModelBuilder channels = with_x(last);
    declare(channels, "y", y);
    channels.node("Concat", "c", {"x", "y"}, {"out"}, {attribute_int("axis", 1)}).output("out");
    Numbers wanted = range(0, 12);
    append(wanted, y.numbers);
    check(result(channels, {x, y}), {1, 3, 2, 3}, wanted);

    ModelBuilder rows = with_x(last);
    rows.node("Concat", "c", {"x", "given"}, {"out"}, {attribute_int("axis", -1)}).output("out");
    check(result(rows, {x}), {1, 2, 2, 6}, {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8, 6, 7, 8, 9, 10, 11, 9, 10, 11});
  }
}

TEST_CASE("movement: Concat of bytes, of float16, of an input alone and of nothing") {
  for (const ElementType type : {ElementType::u8, ElementType::i16, ElementType::f16, ElementType::i64, ElementType::boolean}) {
    const Values a{type, {2, 1}, {1, 0}}, b{type, {2, 2}, {1, 1, 0, 1}};
    ModelBuilder model;
    declare(model, "a", a);
    declare(model, "b", b);
    model.node("Concat", "c", {"a", "b"}, {"out"}, {attribute_int("axis", 1)}).output("out", {}, onnx_code(type));
    check(result(model, {a, b}), {2, 3}, {1, 1, 1, 0, 0, 1});
  }
  ModelBuilder alone = with_x(true);
  alone.node("Concat", "c", {"x"}, {"out"}, {attribute_int("axis", 1)}).output("out");
  check(result(alone, {x}), {1, 2, 2, 3}, x.numbers);

  const Values empty{ElementType::f32, {0, 2}, {}}, some{ElementType::f32, {1, 2}, {5, 6}};
  ModelBuilder nothing;
  declare(nothing, "a", empty);
  declare(nothing, "b", some);
  nothing.node("Concat", "c", {"a", "b", "a"}, {"out"}, {attribute_int("axis", 0)}).output("out");
  check(result(nothing, {empty, some}), {1, 2}, {5, 6});
}

TEST_CASE("movement: Split into given sizes, by attribute and by input, and into equal ones") {
  for (const bool last : {false, true}) {
    for (const std::int64_t opset : {12, 13}) {
      ModelBuilder model = with_x(last);
      model.opset = opset;
      Strings inputs{"x"}, attributes{attribute_int("axis", 3)};
      if (opset < 13) attributes.push_back(attribute_ints("split", {1, 2}));
      else inputs.push_back("sizes"), model.initializer(tensor_int64("sizes", {2}, {1, 2}));
      model.node("Split", "s", inputs, {"a", "b"}, attributes).output("a").output("b");
      const auto got = run(model, {x});
      REQUIRE(got.ok());
      check(got.value()[0], {1, 2, 2, 1}, {0, 3, 6, 9});
      check(got.value()[1], {1, 2, 2, 2}, {1, 2, 4, 5, 7, 8, 10, 11});
    }
    ModelBuilder uneven = with_x(last);
    uneven.opset = 18;
    uneven.node("Split", "s", {"x"}, {"", "b"}, {attribute_int("axis", 3), attribute_int("num_outputs", 2)}).output("b");
    check(result(uneven, {x}), {1, 2, 2, 1}, {2, 5, 8, 11});
  }
}

TEST_CASE("movement: Slice takes steps, also backwards") {
  for (const bool last : {false, true}) {
    ModelBuilder model = with_x(last);
    model.initializer(tensor_int64("starts", {2}, {-1, 100})).initializer(tensor_int64("ends", {2}, {-100, 0}));
    model.initializer(tensor_int64("axes", {2}, {1, -1})).initializer(tensor_int64("steps", {2}, {-1, -1}));
    model.node("Slice", "s", {"x", "starts", "ends", "axes", "steps"}, {"out"}).output("out");
    check(result(model, {x}), {1, 2, 2, 2}, {8, 7, 11, 10, 2, 1, 5, 4});

    ModelBuilder old = with_x(last);
    old.opset = 9;
    old.node("Slice", "s", {"x"}, {"out"}, {attribute_ints("starts", {0, 1}), attribute_ints("ends", {1, 2}), attribute_ints("axes", {1, 3})}).output("out");
    check(result(old, {x}), {1, 1, 2, 1}, {1, 4});

    ModelBuilder none = with_x(last);
    none.initializer(tensor_int64("at", {1}, {2}));
    none.node("Slice", "s", {"x", "at", "at"}, {"out"}).output("out");
    check(result(none, {x}), {0, 2, 2, 3}, {});
  }
}

TEST_CASE("movement: Pad by a constant of any type, by attribute before opset 11") {
  const Numbers wanted{7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0, 1, 2, 7, 7, 7, 3, 4, 5, 7, 7, 7, 6, 7, 8, 7, 7, 7, 9, 10, 11, 7, 7};
  const Ints pads{0, 1, 0, 1, 0, 0, 0, 2};
  for (const bool last : {false, true}) {
    ModelBuilder model = with_x(last);
    model.initializer(tensor_int64("pads", {8}, pads)).initializer(tensor_floats("seven", {}, {7}));
    model.node("Pad", "p", {"x", "pads", "seven"}, {"out"}).output("out");
    check(result(model, {x}), {1, 3, 2, 6}, wanted);

    ModelBuilder old = with_x(last);
    old.opset = 10;
    old.node("Pad", "p", {"x"}, {"out"}, {attribute_ints("pads", pads), attribute_float("value", 7)}).output("out");
    check(result(old, {x}), {1, 3, 2, 6}, wanted);
  }
  const Values codes{ElementType::u8, {2}, {1, 2}}, zero{ElementType::u8, {}, {128}};
  ModelBuilder bytes;
  declare(bytes, "codes", codes);
  declare(bytes, "zero", zero);
  bytes.opset = 18;
  bytes.initializer(tensor_int64("pads", {2}, {-1, 2})).initializer(tensor_int64("axes", {1}, {-1}));
  bytes.node("Pad", "p", {"codes", "pads", "zero", "axes"}, {"out"}).output("out", {}, onnx_code(ElementType::u8));
  check(result(bytes, {codes, zero}), {3}, {2, 128, 128});
}

TEST_CASE("movement: Pad from the tensor itself") {
  const auto padded = [](bool last, const char* mode, const Ints& pads) {
    ModelBuilder model = with_x(last);
    model.opset = 19;
    model.initializer(tensor_int64("pads", {8}, pads));
    model.node("Pad", "p", {"x", "pads"}, {"out"}, {attribute_string("mode", mode)}).output("out");
    return result(model, {x});
  };
  for (const bool last : {false, true}) {
    check(padded(last, "reflect", {0, 0, 1, 2, 0, 0, 1, 1}), {1, 2, 4, 6},
          {5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1,
           11, 10, 9, 10, 11, 10, 8, 7, 6, 7, 8, 7, 11, 10, 9, 10, 11, 10, 8, 7, 6, 7, 8, 7});
    check(padded(last, "edge", {0, 1, 0, -1, 0, 0, 1, 0}), {1, 3, 3, 2}, {1, 2, 4, 5, 4, 5, 1, 2, 4, 5, 4, 5, 7, 8, 10, 11, 10, 11});
    check(padded(last, "wrap", {0, 0, 0, 3, 0, 1, 0, 1}), {1, 3, 2, 7},
          {0, 1, 2, 0, 1, 2, 0, 3, 4, 5, 3, 4, 5, 3, 6, 7, 8, 6, 7, 8, 6, 9, 10, 11, 9, 10, 11, 9, 0, 1, 2, 0, 1, 2, 0, 3, 4, 5, 3, 4, 5, 3});
  }
}

TEST_CASE("movement: Gather by indices that are computed at run time") {
  for (const bool last : {false, true}) {
    for (const ElementType type : {ElementType::i32, ElementType::i64}) {
      const Values at{type, {2, 2}, {1, 0, -1, -2}};
      ModelBuilder model = with_x(last);
      declare(model, "at", at);
      model.node("Gather", "g", {"x", "at"}, {"out"}, {attribute_int("axis", 1)}).output("out");
      Numbers wanted = range(6, 12);
      append(wanted, range(0, 6));
      append(wanted, wanted);
      check(result(model, {x, at}), {1, 2, 2, 2, 3}, wanted);

      const Values beyond{type, {2, 2}, {1, 0, 2, 0}};
      const auto refused = run(model, {x, beyond});
      REQUIRE(!refused.ok());
      CHECK(refused.error().message == "Gather 'g': index 2 (number 2) does not exist among 2 elements");
    }
    ModelBuilder one = with_x(last);
    one.initializer(tensor_int64("at", {}, {2}));
    one.node("Gather", "g", {"x", "at"}, {"out"}, {attribute_int("axis", 3)}).output("out");
    check(result(one, {x}), {1, 2, 2}, {2, 5, 8, 11});
  }
}

TEST_CASE("movement: Transpose of two codes to a byte, fed and constant") {
  const Values codes{ElementType::i4, {3, 2}, {0, 1, -2, 3, -8, 7}};
  for (const bool fed : {true, false}) {
    ModelBuilder model;
    model.opset = 21;
    model.ir = 10;
    const auto bytes = bytes_of(codes);
    if (fed) declare(model, "codes", codes);
    else model.initializer(tensor_raw("codes", onnx_code(codes.type), codes.dims, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    model.node("Transpose", "t", {"codes"}, {"y"}).output("y", {}, onnx_code(codes.type));
    check(result(model, fed ? std::vector<Values>{codes} : std::vector<Values>{}), {2, 3}, {0, -2, -8, 1, 3, 7});
  }
}

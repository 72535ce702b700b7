// Operators that only move or choose elements, on codes.
#include "core/text.h"
#include "lowering_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const Affine codes{0.031F, 117}, codes_i8{0.031F, -11, ElementType::i8}, other{0.05F, 20};
const Ints dims{1, 2, 4, 6};

struct Mover {
  const char* op;
  Strings more;
  Strings attributes;
};

const std::vector<Mover> movers{
    {"MaxPool", {}, {attribute_ints("kernel_shape", {3, 3}), attribute_ints("pads", {1, 1, 1, 1}), attribute_ints("strides", {2, 2})}},
    {"GlobalMaxPool", {}, {}},
    {"Reshape", {"matrix"}, {}},
    {"Flatten", {}, {}},
    {"Squeeze", {"first"}, {}},
    {"Unsqueeze", {"first"}, {}},
    {"Transpose", {}, {attribute_ints("perm", {0, 3, 1, 2})}},
    {"Slice", {"starts", "ends", "last", "steps"}, {}},
    {"Gather", {"picked"}, {attribute_int("axis", 3)}},
    {"Pad", {"pads"}, {}},
    {"Pad", {"pads"}, {attribute_string("mode", "reflect")}},
    {"Resize", {"", "scales"}, {attribute_string("coordinate_transformation_mode", "asymmetric"), attribute_string("nearest_mode", "floor")}},
    {"Resize", {"", "scales"}, {}},
};

QdqBuilder model_of(const Mover& mover, const Affine& y, const Affine& x = codes) {
  QdqBuilder model;
  model.codes_input("x", dims, x);
  model.initializer(tensor_int64("matrix", {2}, {-1, 8})).initializer(tensor_int64("first", {1}, {0}));
  model.initializer(tensor_int64("starts", {1}, {5})).initializer(tensor_int64("ends", {1}, {0})).initializer(tensor_int64("last", {1}, {3})).initializer(tensor_int64("steps", {1}, {-2}));
  model.initializer(tensor_int64("picked", {3}, {5, 0, -2})).initializer(tensor_int64("pads", {8}, {0, 0, 1, 0, 0, 0, 2, 1}));
  model.initializer(tensor_floats("scales", {4}, {1, 1, 2, 1.5F}));
  Strings inputs{"x"};
  inputs.insert(inputs.end(), mover.more.begin(), mover.more.end());
  model.node(mover.op, "mover", inputs, {"y"}, mover.attributes).codes_output("y", y);
  return model;
}

}  // namespace

TEST_CASE("lowering: movers work on codes") {
  const Values feed = spread(dims, codes);
  for (const Mover& mover : movers) {
    CAPTURE(mover.op);
    const QdqBuilder same = model_of(mover, codes);
    CHECK(operators_of(same) == text("QuantizeLinear ", mover.op));
    CHECK(result(same, {feed}).numbers == in_float(same, {feed}).numbers);
    const QdqBuilder in_i8 = model_of(mover, codes_i8, codes_i8);
    const Values feed_i8 = spread(dims, codes_i8);
    CHECK(operators_of(in_i8) == text("QuantizeLinear ", mover.op));
    CHECK(result(in_i8, {feed_i8}).numbers == in_float(in_i8, {feed_i8}).numbers);
    const QdqBuilder changed = model_of(mover, other);
    CHECK(operators_of(changed) == text("QuantizeLinear ", mover.op, " LookupTable"));
    CHECK(result(changed, {feed}).numbers == in_float(changed, {feed}).numbers);
  }
}

TEST_CASE("lowering: linear Resize, pools with indices and padding without a code stay float") {
  CHECK(operators_of(model_of({"Resize", {"", "scales"}, {attribute_string("mode", "linear")}}, codes)) == "QuantizeLinear DequantizeLinear Resize QuantizeLinear");
  QdqBuilder pool;
  pool.codes_input("x", dims, codes);
  pool.node("MaxPool", "pool", {"x"}, {"y", "places"}, {attribute_ints("kernel_shape", {2, 2})}).codes_output("y", codes);
  pool.output("places", {}, 7);
  CHECK(operators_of(pool) == "QuantizeLinear DequantizeLinear MaxPool QuantizeLinear");
  const auto padded = [](float value, const Affine& y) {
    QdqBuilder model;
    model.codes_input("x", dims, codes);
    model.initializer(tensor_int64("pads", {8}, {0, 0, 1, 0, 0, 0, 2, 1})).initializer(tensor_floats("value", {}, {value}));
    model.node("Pad", "pad", {"x", "pads", "value"}, {"y"}).codes_output("y", y);
    return model;
  };
  const Values feed = spread(dims, codes);
  // 0.04 lies between codes: with other parameters behind it, its code would be another.
  CHECK(operators_of(padded(0.04F, codes)) == "QuantizeLinear Pad");
  CHECK(result(padded(0.04F, codes), {feed}).numbers == in_float(padded(0.04F, codes), {feed}).numbers);
  CHECK(operators_of(padded(0.04F, other)) == "QuantizeLinear DequantizeLinear Pad QuantizeLinear");
  CHECK(operators_of(padded(0.062F, other)) == "QuantizeLinear Pad LookupTable");
}

TEST_CASE("lowering: Split, each part with parameters of its own") {
  QdqBuilder model;
  model.codes_input("x", {1, 6}, codes);
  model.initializer(tensor_int64("sizes", {2}, {2, 4})).node("Split", "split", {"x", "sizes"}, {"a", "b"}, {attribute_int("axis", 1)});
  model.codes_output("a", codes);
  model.codes_output("b", other);
  CHECK(operators_of(model) == "QuantizeLinear Split LookupTable");
  const Values feed{ElementType::f32, {1, 6}, {0, 0.31, -0.31, 1.55, 0, 0.62}};
  const auto got = run(model, {feed});
  REQUIRE(got.ok());
  CHECK(got.value()[0].numbers == Numbers{117, 127});
  CHECK(got.value()[1].numbers == Numbers{14, 51, 20, 32});
}

TEST_CASE("lowering: integer operators behind movers need no QuantizeLinear between") {
  QdqBuilder model;
  model.codes_input("x", dims, codes);
  model.weights("w", {3, 2, 1, 1}, {1, -2, 3, 4, 5, 6}, {0.1F}, {0});
  model.node("MaxPool", "pool", {"x"}, {"p"}, {attribute_ints("kernel_shape", {2, 2})});
  model.node("Conv", "conv", {"p", "w"}, {"c"}).codes_output("c", other);
  CHECK(operators_of(model) == "QuantizeLinear MaxPool QLinearConv");
  const Values feed = spread(dims, codes);
  check_close(result(model, {feed}), in_float(model, {feed}));
  // A float reader of what the pool gives takes the float pool.
  model.node("Sqrt", "root", {"p"}, {"r"}).output("r");
  CHECK(operators_of(model) == "QuantizeLinear DequantizeLinear MaxPool MaxPool QLinearConv Sqrt");
}

TEST_CASE("lowering: Concat of equal parameters without a QuantizeLinear of its own") {
  QdqBuilder model;
  model.codes_input("a", dims, codes);
  model.codes_input("b", dims, codes);
  model.weights("w", {1, 4, 1, 1}, {1, -2, 3, 4}, {0.1F}, {0});
  model.node("Concat", "join", {"a", "b"}, {"j"}, {attribute_int("axis", 1)});
  model.node("Conv", "conv", {"j", "w"}, {"c"}).codes_output("c", other);
  CHECK(operators_of(model) == "QuantizeLinear QuantizeLinear Concat QLinearConv");
}

TEST_CASE("lowering: what is not quantized on one side is not moved as codes") {
  QdqBuilder model;
  model.codes_input("x", dims, codes);
  model.node("Flatten", "f", {"x"}, {"y"}).output("y");
  CHECK(operators_of(model) == "QuantizeLinear DequantizeLinear Flatten");
  QdqBuilder floats;
  floats.input("x", words(dims));
  floats.node("Flatten", "f", {"x"}, {"y"}).codes_output("y", codes);
  CHECK(operators_of(floats) == "Flatten QuantizeLinear");
}

TEST_CASE("lowering: a Clip of codes behind a mover goes if the codes were on its grid before") {
  const auto model_with = [](const Mover& mover, int lowest, int highest) {
    QdqBuilder model;
    model.input("x", words(dims));
    model.initializer(tensor_codes("lo", ElementType::u8, {}, {100})).initializer(tensor_codes("hi", ElementType::u8, {}, {131}));
    model.initializer(tensor_codes("lo2", ElementType::u8, {}, {lowest})).initializer(tensor_codes("hi2", ElementType::u8, {}, {highest}));
    model.initializer(tensor_int64("pads", {8}, {0, 0, 1, 0, 0, 0, 2, 1})).initializer(tensor_floats("value", {}, {0.04F})).initializer(tensor_floats("beyond", {}, {3}));
    model.quantize("x", "x.q", codes);
    model.node("Clip", "grid", {"x.q", "lo", "hi"}, {"x.c"}).dequantize("x.c", "x.r", codes);
    Strings inputs{"x.r"};
    inputs.insert(inputs.end(), mover.more.begin(), mover.more.end());
    model.node(mover.op, "mover", inputs, {"y"}, mover.attributes).quantize("y", "y.q", codes);
    model.node("Clip", "grid2", {"y.q", "lo2", "hi2"}, {"y.c"}).output("y.c", {}, 2);
    return model;
  };
  const Values feed = spread(dims, codes);
  const Mover flatten{"Flatten", {}, {}}, pad{"Pad", {"pads", "value"}, {}}, far{"Pad", {"pads", "beyond"}, {}};
  const auto check = [&](const QdqBuilder& model, const std::string& operators) {
    CHECK(operators_of(model) == operators);
    CHECK(result(model, {feed}).numbers == in_float(model, {feed}).numbers);
  };
  check(model_with(flatten, 100, 131), "QuantizeLinear Clip Flatten");
  check(model_with(flatten, 90, 255), "QuantizeLinear Clip Flatten");
  check(model_with(flatten, 101, 131), "QuantizeLinear Clip Flatten Clip");
  check(model_with(pad, 100, 131), "QuantizeLinear Clip Pad");
  check(model_with(far, 100, 131), "QuantizeLinear Clip DequantizeLinear Pad QuantizeLinear Clip");
}

TEST_CASE("lowering: codes that are joined have all that their parts have") {
  QdqBuilder model;
  model.input("x", words(dims));
  model.initializer(tensor_codes("lo", ElementType::u8, {}, {100})).initializer(tensor_codes("hi", ElementType::u8, {}, {131}));
  model.quantize("x", "x.q", codes);
  model.node("Clip", "grid", {"x.q", "lo", "hi"}, {"x.c"}).dequantize("x.c", "narrow", codes);
  model.dequantize("x.q", "wide", codes);
  model.node("Concat", "join", {"narrow", "wide"}, {"j"}, {attribute_int("axis", 1)}).node("Flatten", "flat", {"j"}, {"f"}).quantize("f", "f.q", codes);
  model.node("Clip", "grid2", {"f.q", "lo", "hi"}, {"y"}).output("y", {}, 2);
  CHECK(operators_of(model) == "QuantizeLinear Clip Concat Flatten Clip");
}

// Conv between DequantizeLinear and QuantizeLinear: equations (7), (9), (10) and (11), worked here by themselves.
#include "core/text.h"
#include "lowering_case.h"
#include "model/layers.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const Affine in_u8{0.031F, 117}, in_i8{0.031F, -11, ElementType::i8};

// 3 channels of 5 × 6, 4 filters of 3 × 3 without padding.
struct Case {
  Affine x = in_u8, y{0.11F, 101};
  std::vector<float> scales{0.013F};
  std::vector<int> zeros{0};
  ElementType w_type = ElementType::i8;
  bool float_bias = false;
  Strings between;  // "Relu", "Clip"
};

constexpr Ints::value_type channels = 3, filters = 4;
const Ints x_dims{1, channels, 5, 6}, w_dims{filters, channels, 3, 3};

std::vector<int> codes_of_weights(const Case& c) { return c.w_type == ElementType::i8 ? pattern(108, -127, 127) : pattern(108, 0, 255); }
const std::vector<int> bias_codes{1500, -20, 0, -7000};
const std::vector<float> bias_numbers{0.3F, -0.011F, 0, 1.7F};

float scale_at(const Case& c, std::size_t k) { return c.scales[c.scales.size() == 1 ? 0 : k]; }

QdqBuilder model_of(const Case& c) {
  QdqBuilder model;
  model.codes_input("x", x_dims, c.x);
  model.weights("w", w_dims, codes_of_weights(c), c.scales, c.zeros, 0, c.w_type);
  if (c.float_bias) {
    model.initializer(tensor_floats("b", {filters}, bias_numbers));
  } else {
    std::vector<float> scales;
    for (const float s : c.scales) scales.push_back(c.x.scale * s);
    const Ints along = scales.size() == 1 ? Ints{} : Ints{filters};
    model.initializer(tensor_int32_field("b.q", 6, {filters}, {bias_codes.begin(), bias_codes.end()})).initializer(tensor_floats("b.s", along, scales));
    model.node("DequantizeLinear", "b_node", {"b.q", "b.s"}, {"b"}, {attribute_int("axis", 0)});
  }
  model.node("Conv", "conv", {"x", "w", "b"}, {c.between.empty() ? "y" : "y0"});
  model.initializer(tensor_floats("lo", {}, {-1.25F})).initializer(tensor_floats("hi", {}, {4}));
  for (std::size_t i = 0; i < c.between.size(); ++i) {
    const std::string to = i + 1 == c.between.size() ? "y" : text("y", i + 1);
    if (c.between[i] == "Clip") model.node("Clip", text("clip", i), {text("y", i), "lo", "hi"}, {to});
    else model.node("Relu", text("relu", i), {text("y", i)}, {to});
  }
  model.codes_output("y", c.y);
  return model;
}

Numbers expected(const Case& c, const Values& feed, double lo = -1000, double hi = 1000) {
  std::vector<double> x;
  for (const double r : feed.numbers) x.push_back(rule_quantize(static_cast<float>(r), c.x) - c.x.zero);
  const std::vector<int> w = codes_of_weights(c);
  Numbers out;
  for (std::size_t k = 0; k < filters; ++k) {
    const int zero = c.zeros[c.zeros.size() == 1 ? 0 : k];
    const float product = c.x.scale * scale_at(c, k);
    const auto bias = c.float_bias ? static_cast<std::int64_t>(std::nearbyintf(bias_numbers[k] / product)) : bias_codes[k];
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        std::int64_t acc = bias;
        for (std::size_t ch = 0; ch < 3; ++ch) {
          for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = 0; b < 3; ++b) acc += static_cast<std::int64_t>(x[(ch * 5 + i + a) * 6 + j + b]) * (w[((k * 3 + ch) * 3 + a) * 3 + b] - zero);
          }
        }
        out.push_back(rule_requantize(acc, c.x.scale, scale_at(c, k), c.y, lo, hi));
      }
    }
  }
  return out;
}

void check(const Case& c, double lo = -1000, double hi = 1000) {
  const QdqBuilder model = model_of(c);
  CHECK(operators_of(model) == "QuantizeLinear QLinearConv");
  const Values feed = spread(x_dims, c.x);
  CHECK(result(model, {feed}).numbers == expected(c, feed, lo, hi));
  check_close(result(model, {feed}), in_float(model, {feed}));
}

}  // namespace

TEST_CASE("lowering: Conv of every type of codes, per tensor and per channel") {
  for (const Affine& x : {in_u8, in_i8}) {
    for (const ElementType w_type : {ElementType::i8, ElementType::u8}) {
      Case c;
      c.x = x, c.w_type = w_type;
      if (w_type == ElementType::u8) c.zeros = {131};
      check(c);
      c.float_bias = true;
      check(c);
      c.scales = {0.013F, 0.0021F, 0.027F, 0.0009F};
      c.zeros = w_type == ElementType::u8 ? std::vector<int>{131, 90, 128, 7} : std::vector<int>{0, 3, -5, 0};
      check(c);
      c.float_bias = false;
      c.y = {0.09F, -5, ElementType::i8};
      check(c);
    }
  }
}

TEST_CASE("lowering: clamps behind a Conv narrow its codes") {
  Case c;
  c.between = {"Relu"};
  check(c, rule_quantize(0, c.y));
  c.between = {"Clip"};
  check(c, rule_quantize(-1.25F, c.y), rule_quantize(4, c.y));
  c.between = {"Relu", "Clip"};
  check(c, rule_quantize(0, c.y), rule_quantize(4, c.y));
  c.between = {"Clip", "Relu"};
  check(c, rule_quantize(0, c.y), rule_quantize(4, c.y));
}

TEST_CASE("lowering: Clip of codes is a narrower grid") {
  Case c;
  QdqBuilder model;
  model.codes_input("x", x_dims, c.x);
  model.weights("w", w_dims, codes_of_weights(c), c.scales, c.zeros);
  model.node("Conv", "conv", {"x", "w"}, {"y"}).quantize("y", c.y);
  model.initializer(tensor_codes("lo", ElementType::u8, {}, {96})).initializer(tensor_codes("hi", ElementType::u8, {}, {111}));
  model.node("Clip", "grid", {"y.q", "lo", "hi"}, {"z"}).output("z", {}, 2);
  CHECK(operators_of(model) == "QuantizeLinear QLinearConv");
  const Values feed = spread(x_dims, c.x);
  const Values got = result(model, {feed});
  CHECK(*std::ranges::min_element(got.numbers) == 96);
  CHECK(*std::ranges::max_element(got.numbers) == 111);
  check_close(got, in_float(model, {feed}));
}

TEST_CASE("lowering: a Conv that is read as float as well gives floats") {
  Case c;
  QdqBuilder model = model_of(c);
  model.node("Abs", "other", {"y"}, {"other"}).output("other");
  CHECK(operators_of(model) == "QuantizeLinear QLinearConv QuantizeLinear Abs");
  const Values feed = spread(x_dims, c.x);
  check_close(result(model, {feed}), in_float(model, {feed}));
}

TEST_CASE("lowering: a QuantizeLinear for each reader of a Conv is one, if their parameters are the same") {
  Case c;
  const auto model_with = [&](const Affine& second) {
    QdqBuilder model;
    model.codes_input("x", x_dims, c.x);
    model.weights("w", w_dims, codes_of_weights(c), c.scales, c.zeros);
    model.node("Conv", "conv", {"x", "w"}, {"y"}).quantize("y", "first", c.y);
    model.quantize("y", "second", second);
    model.output("first", {}, 2).output("second", {}, 2);
    return model;
  };
  CHECK(operators_of(model_with(c.y)) == "QuantizeLinear QLinearConv Identity");
  CHECK(operators_of(model_with({0.07F, 101})) == "QuantizeLinear QLinearConv QuantizeLinear QuantizeLinear");
  const Values feed = spread(x_dims, c.x);
  const auto both = run(model_with(c.y), {feed});
  REQUIRE(both.ok());
  CHECK(both.value()[0].numbers == both.value()[1].numbers);
  check_close(both.value()[1], in_float(model_with(c.y), {feed}));
}

TEST_CASE("lowering: a Conv with a clamp before the end of a network gives floats") {
  Case c;
  QdqBuilder model;
  model.codes_input("x", x_dims, c.x);
  model.weights("w", w_dims, codes_of_weights(c), c.scales, c.zeros);
  model.node("Conv", "conv", {"x", "w"}, {"y0"}).node("Relu", "relu", {"y0"}, {"y"}).output("y");
  CHECK(operators_of(model) == "QuantizeLinear QLinearConv Clip");
  const Values feed = spread(x_dims, c.x), got = result(model, {feed}), wanted = in_float(model, {feed});
  REQUIRE(got.numbers.size() == wanted.numbers.size());
  for (std::size_t i = 0; i < got.numbers.size(); ++i) CHECK(got.numbers[i] == doctest::Approx(wanted.numbers[i]).epsilon(1e-5));
}

TEST_CASE("lowering: what a Conv's integer operator cannot take stays float") {
  const auto operators = [](auto&& change) {
    QdqBuilder model;
    change(model);
    return operators_of(model);
  };
  Case c;
  const std::string kept = "QuantizeLinear DequantizeLinear Conv QuantizeLinear";
  // Scales of activations along an axis.
  CHECK(operators([&](QdqBuilder& m) {
    m.input("x", words(x_dims)).initializer(tensor_floats("s", {3}, {1, 2, 3})).initializer(tensor_codes("z", ElementType::u8, {3}, {1, 2, 3}));
    m.node("QuantizeLinear", "", {"x", "s", "z"}, {"q"}).node("DequantizeLinear", "", {"q", "s", "z"}, {"d"});
    m.weights("w", w_dims, codes_of_weights(c), c.scales, c.zeros);
    m.node("Conv", "conv", {"d", "w"}, {"y"}).codes_output("y", c.y);
  }) == kept);
  // A bias that is computed.
  CHECK(operators([&](QdqBuilder& m) {
    m.codes_input("x", x_dims, c.x);
    m.input("b", {"4"});
    m.weights("w", w_dims, codes_of_weights(c), c.scales, c.zeros);
    m.node("Conv", "conv", {"x", "w", "b"}, {"y"}).codes_output("y", c.y);
  }) == kept);
  // Weights with a scale for each input channel.
  CHECK(operators([&](QdqBuilder& m) {
    m.codes_input("x", x_dims, c.x);
    m.weights("w", w_dims, codes_of_weights(c), {1, 2, 3}, {0, 0, 0}, 1);
    m.node("Conv", "conv", {"x", "w"}, {"y"}).codes_output("y", c.y);
  }) == kept);
  // A multiplier below the normal floats.
  CHECK(operators([&](QdqBuilder& m) {
    m.codes_input("x", x_dims, {1e-20F, 3});
    m.weights("w", w_dims, codes_of_weights(c), {1e-20F}, c.zeros);
    m.node("Conv", "conv", {"x", "w"}, {"y"}).codes_output("y", c.y);
  }) == kept);
  // Float weights.
  CHECK(operators([&](QdqBuilder& m) {
    m.codes_input("x", x_dims, c.x);
    m.initializer(tensor_zeros("w", w_dims)).node("Conv", "conv", {"x", "w"}, {"y"}).codes_output("y", c.y);
  }) == kept);
}

TEST_CASE("lowering: a bias that would leave int32 keeps a Conv float") {
  const auto model_with = [](std::int32_t bias) {
    QdqBuilder model;
    model.codes_input("x", {1, 1, 1, 1}, {1, 0});
    model.weights("w", {1, 1, 1, 1}, {127}, {1}, {0});
    model.initializer(tensor_int32_field("b.q", 6, {1}, {bias})).initializer(tensor_floats("b.s", {}, {1}));
    model.node("DequantizeLinear", "", {"b.q", "b.s"}, {"b"}).node("Conv", "conv", {"x", "w", "b"}, {"y"}).codes_output("y", {1, 0});
    return model;
  };
  // 255 · 127 = 32,385.
  CHECK(operators_of(model_with(2147483647 - 32385)) == "QuantizeLinear QLinearConv");
  CHECK(operators_of(model_with(2147483647 - 32384)) == "QuantizeLinear DequantizeLinear Conv QuantizeLinear");
}

TEST_CASE("lowering: a bias with a scale of its own is quantized anew") {
  QdqBuilder model;
  const Affine x{0.5F, 10}, y{0.25F, 20};
  model.codes_input("x", {1, 1, 1, 2}, x);
  model.weights("w", {1, 1, 1, 1}, {3}, {0.5F}, {0});
  // 5 steps of 0.3 are 1.5, which is 6 steps of 0.25.
  model.initializer(tensor_int32_field("b.q", 6, {1}, {5})).initializer(tensor_floats("b.s", {}, {0.3F}));
  model.node("DequantizeLinear", "", {"b.q", "b.s"}, {"b"}).node("Conv", "conv", {"x", "w", "b"}, {"y"}).codes_output("y", y);
  CHECK(operators_of(model) == "QuantizeLinear QLinearConv");
  // (q_x − 10) · 3 + 6 of scale 0.25: codes 12 and 9 give 12 and 3.
  CHECK(result(model, {{ElementType::f32, {1, 1, 1, 2}, {1, -0.5}}}).numbers == Numbers{20 + 12, 20 + 3});
}

TEST_CASE("lowering: the layer keeps its name, its parameters and its multiplications") {
  const std::string file = model_of({}).bytes();
  auto loaded = Model::load(as_bytes(file), kernels_of_tests());
  REQUIRE(loaded.ok());
  const Layer layer = layers(loaded.value().graph()).back();
  CHECK(layer.name == "conv");
  CHECK(layer.op == "QLinearConv");
  CHECK(layer.parameters == 108 + 4);
  CHECK(layer.macs == 4 * 3 * 4 * 27);
}

TEST_CASE("lowering: blocks along the input channels") {
  QdqBuilder model;
  model.opset = 21;
  model.ir = 10;
  const Affine x{0.5F, 3}, y{0.25F, 7};
  model.codes_input("x", {1, 3, 1, 2}, x);
  // Blocks of two channels, of which the last has one: S_w 0.5 and 2, Z_w 1 and 0; two taps with the same of both.
  model.initializer(tensor_codes("w.q", ElementType::i8, {1, 3, 1, 2}, {2, 3, -4, 5, 6, -7}));
  model.initializer(tensor_floats("w.s", {1, 2, 1, 2}, {0.5F, 0.5F, 2, 2})).initializer(tensor_codes("w.z", ElementType::i8, {1, 2, 1, 2}, {1, 1, 0, 0}));
  model.node("DequantizeLinear", "", {"w.q", "w.s", "w.z"}, {"w"}, {attribute_int("axis", 1), attribute_int("block_size", 2)});
  model.initializer(tensor_floats("b", {1}, {1.1F})).node("Conv", "conv", {"x", "w", "b"}, {"y"}).codes_output("y", y);
  CHECK(operators_of(model) == "QuantizeLinear QLinearBlockConv");
  // Codes minus Z: 2 1, −1 4, 3 −2. Blocks: 1·2 + 2·1 − 5·(−1) + 4·4 = 25, of M 1; 6·3 + 7·2 = 32, of M 4. 1.1 / 0.25 + 25 + 128.
  const Values feed{ElementType::f32, {1, 3, 1, 2}, {1, 0.5, -0.5, 2, 1.5, -1}};
  CHECK(result(model, {feed}).numbers == Numbers{std::nearbyint(4.4 + 25 + 128) + 7});
}

TEST_CASE("lowering: blocks whose taps differ stay float") {
  QdqBuilder model;
  model.opset = 21;
  model.ir = 10;
  model.codes_input("x", {1, 3, 1, 2}, {0.5F, 3});
  model.initializer(tensor_codes("w.q", ElementType::i8, {1, 3, 1, 2}, {2, 3, -4, 5, 6, -7})).initializer(tensor_floats("w.s", {1, 2, 1, 2}, {0.5F, 0.25F, 2, 2}));
  model.node("DequantizeLinear", "", {"w.q", "w.s"}, {"w"}, {attribute_int("axis", 1), attribute_int("block_size", 2)});
  model.node("Conv", "conv", {"x", "w"}, {"y"}).codes_output("y", {0.25F, 7});
  CHECK(operators_of(model) == "QuantizeLinear DequantizeLinear Conv QuantizeLinear");
}

TEST_CASE("lowering: weights of 4 bits are held in bytes") {
  QdqBuilder model;
  model.opset = 21;
  model.ir = 10;
  const Affine x{0.5F, 3}, y{0.25F, 7};
  model.codes_input("x", {1, 1, 1, 3}, x);
  // −8, 7 and −1, two to a byte.
  model.initializer(tensor_raw("w.q", 22, {1, 1, 1, 3}, "\x78\x0F")).initializer(tensor_floats("w.s", {}, {0.5F}));
  model.node("DequantizeLinear", "", {"w.q", "w.s"}, {"w"}).node("Conv", "conv", {"x", "w"}, {"y"}).codes_output("y", y);
  CHECK(operators_of(model) == "QuantizeLinear QLinearConv");
  // (−8)·2 + 7·6 + (−1)·1 = 25.
  CHECK(result(model, {{ElementType::f32, {1, 1, 1, 3}, {1, 3, 0.5}}}).numbers == Numbers{25 + 7});
}

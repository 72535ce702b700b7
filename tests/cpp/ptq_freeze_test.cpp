// Freezing: hand-worked numbers, every granularity, what stays float, what is refused.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ptq_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// x [1, 2] · w [2, 3] + b, behind it a Relu and a last product: all ranges are set by the feed.
struct Linear {
  ModelBuilder builder;
  Model model;
  Calibration calibration;

  static ModelBuilder build(const std::vector<float>& weights, const std::vector<float>& bias) {
    ModelBuilder b;
    b.input("x", {"n", "2"}).initializer(tensor_floats("w", {2, 3}, weights)).initializer(tensor_floats("b", {3}, bias));
    b.initializer(tensor_floats("v", {3, 1}, {1, 1, 1}));
    b.node("Gemm", "first", {"x", "w", "b"}, {"g"}).node("Relu", "relu", {"g"}, {"h"}).node("MatMul", "last", {"h", "v"}, {"y"}).output("y");
    return b;
  }
  Linear(const std::vector<float>& weights, const std::vector<float>& bias, const Numbers& x)
      : builder(build(weights, bias)), model(load_model(builder.bytes())),
        calibration(calibrated(model, {Feed({ElementType::f32, {static_cast<std::int64_t>(x.size() / 2), 2}, x})})) {}

  Result<Frozen> frozen(const Recipe& recipe = {}) const {
    FreezeCache cache;
    return freeze(model.graph(), calibration, recipe, cache);
  }
};

std::vector<std::int32_t> codes_of(const FrozenTensor& tensor) {
  const auto codes = must(tensor.codes());
  return {codes.begin(), codes.end()};
}

const Node& node_named(const Graph& graph, const std::string& name) {
  const auto found = std::ranges::find(graph.nodes, name, &Node::name);
  REQUIRE_MESSAGE(found != graph.nodes.end(), name);
  return *found;
}
const Constant& constant_named(const Graph& graph, const std::string& name) {
  const auto found = std::ranges::find(graph.values, name, &Value::name);
  REQUIRE_MESSAGE(found != graph.values.end(), name);
  REQUIRE(found->constant.has_value());
  return *found->constant;
}

}  // namespace

TEST_CASE("freeze: weights, bias, activations and the bound of a small product, by hand") {
  // x in [0, 255/2]: S_x = ½, Z_x = 0. Columns of w reach 127/4, 127/2 and 127: S_w = ¼, ½, 1.
  const Linear net({31.75F, -63.5F, 10, -8, 2.2F, 127}, {1.1F, -2, 0.25F}, {0, 0, 127.5, 127.5});
  const Frozen frozen = must(net.frozen());
  REQUIRE(frozen.layers.size() == 2);  // the Relu is fused
  const FrozenLayer& first = frozen.layers[0];
  CHECK(first.name == "first");
  CHECK(first.kind == LayerKind::linear);
  CHECK(first.weights->qparams == std::vector<QParams>{{0.25F, 0, -127, 127}, {0.5F, 0, -127, 127}, {1, 0, -127, 127}});
  CHECK(codes_of(*first.weights) == std::vector<std::int32_t>{127, -127, 10, -32, 4, 127});  // 2.2 / ½ = 4.4
  CHECK(first.bias == std::vector<std::int32_t>{9, -8, 0});                                  // 1.1 / ⅛ = 8.8, −2 / ¼, ¼ / ½ = ½ to even
  // Channel 0: P = 127, N = −32, q_x in [0, 255]: [−8160, 32385] + 9. Channel 1: P = 4, N = −127: [−32385, 1020] − 8.
  // Channel 2: P = 137: [0, 34935].
  CHECK(*first.accumulator == Interval{-32393, 34935});
  // h is the Relu's: 127.5·(31.75 − 8) + 1.1 = 3029.225, 0, 127.5·137 + ¼ = 17467.75.
  CHECK(first.output->params == must(choose_qparams({0, 17467.75F}, {})));
  CHECK(first.weights->bytes().codes == 6);
  CHECK(first.weights->bytes().parameters == 12);
  // The last product's result stays float.
  CHECK(!frozen.layers[1].output.has_value());
  CHECK(frozen.layers[1].weights->qparams.size() == 1);
  Recipe quantized_output;
  quantized_output.quantized_output = true;
  CHECK(must(net.frozen(quantized_output)).layers[1].output.has_value());
}

TEST_CASE("freeze: the graph of pairs has onnxruntime.quantization's names, and codes that are its inputs' own") {
  const Linear net({31.75F, -63.5F, 10, -8, 2.2F, 127}, {1.1F, -2, 0.25F}, {0, 0, 127.5, 127.5});
  const Graph graph = must(qdq_graph(must(net.frozen()))).graph;
  std::vector<std::string> names;
  for (const Node& node : graph.nodes) names.push_back(node.name);
  CHECK(names == std::vector<std::string>{"x_QuantizeLinear", "x_DequantizeLinear", "w_DequantizeLinear", "b_DequantizeLinear", "first", "h_QuantizeLinear",
                                          "h_DequantizeLinear", "v_DequantizeLinear", "last"});
  CHECK(constant_named(graph, "x_scale").real_at(0) == 0.5);
  CHECK(constant_named(graph, "x_zero_point").type() == ElementType::u8);
  CHECK(constant_named(graph, "w_quantized").type() == ElementType::i8);
  CHECK(constant_named(graph, "w_quantized").integer_at(5) == 127);
  CHECK(constant_named(graph, "w_scale").shape() == Shape{3});
  CHECK(constant_named(graph, "b_quantized").type() == ElementType::i32);
  CHECK(constant_named(graph, "b_quantized_scale").real_at(1) == 0.25);
  CHECK(*node_named(graph, "w_DequantizeLinear").attribute("axis") == AttributeValue(std::int64_t{1}));
  CHECK(*node_named(graph, "b_DequantizeLinear").attribute("axis") == AttributeValue(std::int64_t{0}));
  CHECK(graph.values[node_named(graph, "h_QuantizeLinear").outputs[0]].name == "h_QuantizeLinear_Output");
  CHECK(graph.values[graph.outputs[0]].name == "y");
  CHECK(graph.opset("") == 13);
}

TEST_CASE("freeze: fewer bits of activations are a Clip of codes, and the last codes an output of the network's name") {
  const Linear net({1, 0, 0, 0, 1, 1}, {0, 0, 0}, {0, 0, 3, 15});
  Recipe recipe;
  recipe.all.activations.bits = 4;
  recipe.quantized_output = true;
  const Graph graph = must(qdq_graph(must(net.frozen(recipe)))).graph;
  CHECK(constant_named(graph, "h_qmax").integer_at(0) == 15);
  CHECK(constant_named(graph, "h_qmax").type() == ElementType::u8);
  CHECK(node_named(graph, "h_Clip").inputs[0] == node_named(graph, "h_QuantizeLinear").outputs[0]);
  CHECK(node_named(graph, "h_DequantizeLinear").inputs[0] == node_named(graph, "h_Clip").outputs[0]);
  CHECK(graph.values[node_named(graph, "last").outputs[0]].name == "y_QuantizeLinear_Input");
  CHECK(graph.values[node_named(graph, "y_DequantizeLinear").outputs[0]].name == "y");
  CHECK(std::ranges::none_of(graph.nodes, [](const Node& node) { return node.name == "x_Clip"; }));  // the input keeps 8 bits
}

namespace {

// A convolution [4, 6, 3, 3] whose weights differ from place to place.
ModelBuilder conv_network(Random& random, std::int64_t group = 1) {
  ModelBuilder model;
  model.input("x", {"batch", "6", "7", "7"});
  const Ints shape{6, 6 / group, 3, 3};
  Values w = random_floats(random, shape);
  for (std::size_t i = 0; i < w.numbers.size(); ++i) w.numbers[i] *= 0.02 + 0.1 * static_cast<double>(i % 17);
  model.initializer(tensor_floats("w", shape, floats(w))).initializer(tensor_floats("b", {6}, {0.5F, -1, 2, 0, 0.1F, 3}));
  model.node("Conv", "conv", {"x", "w", "b"}, {"c"}, {attribute_ints("pads", {1, 1, 1, 1}), attribute_int("group", group)});
  model.node("Relu", "relu", {"c"}, {"r"}).node("GlobalAveragePool", "pool", {"r"}, {"p"}).output("p");
  return model;
}

}  // namespace

TEST_CASE("freeze: the weights of every granularity and scheme, packed and as a graph dequantizes them") {
  using Kind = Granularity::Kind;
  Random random(12);
  Model model = load_model(conv_network(random).bytes());
  const Values weights_as_fed = random_floats(random, {2, 6, 7, 7});
  const Calibration calibration = calibrated(model, {Feed(weights_as_fed)});
  const Constant& w = constant_named(model.graph(), "w");
  struct Case {
    WeightRecipe recipe;
    std::size_t tiles;
    std::uint64_t codes, parameters;
  };
  const std::uint64_t n = 6 * 6 * 9;  // 324
  const Case cases[] = {
      {{.bits = 8, .granularity = Granularity{Kind::tensor}}, 1, n, 4},
      {{.bits = 4, .granularity = Granularity{Kind::channel}}, 6, n / 2, 24},
      {{.bits = 3, .granularity = Granularity{Kind::group, 0, 3}}, 3, 122, 12},  // 972 bits
      {{.bits = 4, .granularity = Granularity{Kind::block, 0, 1, 4}}, 12, n / 2, 48},
      {{.bits = 8, .scheme = Scheme::affine, .granularity = Granularity{Kind::channel}}, 6, n, 24 + 6},
      {{.bits = 5, .scheme = Scheme::affine, .granularity = Granularity{Kind::block, 0, 1, 4}}, 12, 203, 48 + 8},  // 1620 and 60 bits
      {{.scheme = Scheme::binary}, 6, 41, 24},
      {{.bits = 2, .method = RangeMethod::mse}, 6, n / 4, 24},
  };
  for (const Case& c : cases) {
    Recipe recipe;
    recipe.all.weights = c.recipe;
    FreezeCache cache;
    const Frozen frozen = must(freeze(model.graph(), calibration, recipe, cache));
    const FrozenTensor& tensor = *frozen.layers[0].weights;
    CHECK(tensor.qparams.size() == c.tiles);
    CHECK(tensor.packed.size() == c.codes);
    CHECK(tensor.bytes().codes == c.codes);
    CHECK(tensor.bytes().parameters == c.parameters);
    // Each tile by itself, quantized as a tensor, has the same parameters and codes.
    const auto codes = codes_of(tensor);
    for (std::int64_t t = 0; t < static_cast<std::int64_t>(c.tiles); ++t) {
      std::vector<float> values;
      std::vector<std::int32_t> expected;
      for_each_run(tensor.tiling, t, [&](std::size_t offset, std::size_t length) {
        for (std::size_t i = offset; i < offset + length; ++i) {
          values.push_back(static_cast<float>(w.real_at(i)));
          expected.push_back(codes[i]);
        }
      });
      ObserverOptions observer;
      observer.method = c.recipe.method.value_or(RangeMethod::minmax);
      const auto alone = must(quantize_tensor(values, Shape{static_cast<std::int64_t>(values.size())}, {tensor.quant, {}, observer}, "tile"));
      CHECK(alone.qparams[0] == tensor.qparams[static_cast<std::size_t>(t)]);
      std::visit([&](const auto& own) { CHECK(std::ranges::equal(own, expected)); }, alone.codes);
    }
    // What the graph of pairs reads as weights, in either container, is (1) of them.
    for (const FourBitContainer container : {FourBitContainer::int8, FourBitContainer::int4}) {
      Graph graph = must(qdq_graph(frozen, container)).graph;
      const Node& dequantize = node_named(graph, "w_DequantizeLinear");
      const bool is_small = container == FourBitContainer::int4 && tensor.quant.bits <= 4;
      CHECK((element_bits(constant_named(graph, "w_quantized").type()) == 4) == is_small);
      const bool blocks = c.recipe.granularity && c.recipe.granularity->kind == Kind::block;
      CHECK(graph.opset("") == (is_small || blocks ? 21 : 13));
      graph.outputs = {dequantize.outputs[0]};
      graph.nodes = {dequantize};
      graph.inputs.clear();
      Model alone = must(Model::make(graph, model.kernels()));
      must(alone.run({}));
      const Numbers got = numbers_of(alone.output(0));
      for (std::int64_t t = 0; t < static_cast<std::int64_t>(c.tiles); ++t) {
        for_each_run(tensor.tiling, t, [&](std::size_t offset, std::size_t length) {
          for (std::size_t i = offset; i < offset + length; ++i) CHECK(got[i] == dequantize_value(codes[i], tensor.qparams[static_cast<std::size_t>(t)]));
        });
      }
    }
  }
}

TEST_CASE("freeze: zero points that differ become equal where codes of 8 bits allow it") {
  Random random(13);
  Model model = load_model(conv_network(random).bytes());
  const Calibration calibration = calibrated(model, {Feed(random_floats(random, {2, 6, 7, 7}))});
  const auto zero_points = [&](int bits, bool is_signed) {
    Recipe recipe;
    recipe.all.weights = {.bits = bits, .scheme = Scheme::affine};
    recipe.all.activations.is_signed = is_signed;
    FreezeCache cache;
    const Frozen frozen = must(freeze(model.graph(), calibration, recipe, cache));
    CHECK(frozen.layers[0].weights->quant.is_signed == is_signed);
    const Graph graph = must(qdq_graph(frozen)).graph;
    const Constant& z = constant_named(graph, "w_zero_point");
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < z.size(); ++i) values.push_back(z.integer_at(i));
    const bool equal = std::ranges::all_of(values, [&](std::int64_t v) { return v == values[0]; });
    CHECK(frozen.layers[0].same_elsewhere == equal);
    return std::pair(z.type(), equal);
  };
  CHECK(zero_points(7, false) == std::pair(ElementType::i8, true));
  CHECK(zero_points(4, true) == std::pair(ElementType::i8, true));
  CHECK(!zero_points(8, false).second);
}

TEST_CASE("freeze: blocks that hold all input channels are channels, as all of a depthwise convolution's are") {
  Random random(14);
  Model model = load_model(conv_network(random).bytes()), depthwise = load_model(conv_network(random, 6).bytes());
  Recipe recipe;
  recipe.all.weights.granularity = Granularity{Granularity::Kind::block, 0, 1, 6};
  FreezeCache cache, other;
  const Frozen frozen = must(freeze(model.graph(), calibrated(model, {Feed(random_floats(random, {1, 6, 7, 7}))}), recipe, cache));
  CHECK(frozen.layers[0].weights->granularity.kind == Granularity::Kind::channel);
  CHECK(frozen.layers[0].bias.size() == 6);
  CHECK(frozen.layers[0].same_elsewhere);
  recipe.all.weights.granularity->size = 2;
  const Frozen single = must(freeze(depthwise.graph(), calibrated(depthwise, {Feed(random_floats(random, {1, 6, 7, 7}))}), recipe, other));
  CHECK(single.layers[0].weights->granularity.kind == Granularity::Kind::channel);
  CHECK(single.layers[0].weights->qparams.size() == 6);
  recipe.all.weights.granularity = Granularity{Granularity::Kind::group, 0, 4, 1};
  CHECK(message_of(freeze(model.graph(), calibrated(model, {Feed(random_floats(random, {1, 6, 7, 7}))}), recipe, cache)) ==
        "layer 'conv': 6 output channels do not divide into 4 groups");
}

TEST_CASE("freeze: a channel with next to no weights keeps its bias") {
  const Linear net({1, 1e-20F, 1, 1, 1e-20F, 1}, {0, 100, 0}, {0, 0, 1, 1});
  const Frozen frozen = must(net.frozen());
  const FrozenLayer& first = frozen.layers[0];
  const float product = frozen.values[net.model.graph().inputs[0]]->params.scale * first.weights->qparams[1].scale;
  CHECK(static_cast<double>(first.bias[1]) * product == doctest::Approx(100).epsilon(1e-6));
  CHECK(first.bias[1] <= 1 << 30);
  CHECK(first.weights->qparams[0].scale == 1.0F / 127);
}

TEST_CASE("freeze: scales and accumulators that no int32 and no float32 holds are errors that name the layer") {
  const Linear tiny({1e-38F, 1, 1, 1e-38F, 1, 1}, {0, 0, 0}, {0, 0, 1e-3, 1e-3});
  CHECK(message_of(tiny.frozen()).starts_with("layer 'first': the scales S_x = "));
  const Linear huge({1e38F, 1, 1, 1e38F, 1, 1}, {0, 0, 0}, {0, 0, 0, 1e-3});
  CHECK(message_of(huge.frozen()).find("layer 'first': the scales") == 0);
  CHECK(message_of(huge.frozen()).find("M = 7.874") != std::string::npos);  // of the middle column, beside outputs of 10^35
  // The scale that would keep 10^38 below 2^30 steps of an input near 10^-38 is no float32.
  const Linear far({1, 1, 1, 1, 1, 1}, {1e38F, 0, 0}, {0, 0, 0, 1e-38});
  CHECK(message_of(far.frozen()).starts_with("layer 'first': the scales S_x = "));
  // 2^17 input channels of weights 127 and codes to 255 may reach 2^17·127·255 = 4.2·10^9.
  ModelBuilder wide;
  const std::size_t n = 1 << 17;
  wide.input("x", {"1", std::to_string(n)}).initializer(tensor_floats("w", {static_cast<std::int64_t>(n), 1}, std::vector<float>(n, 1.0F)));
  wide.node("MatMul", "wide", {"x", "w"}, {"y"}).output("y");
  Model model = load_model(wide.bytes());
  const Calibration calibration = calibrated(model, {Feed({ElementType::f32, {1, static_cast<std::int64_t>(n)}, Numbers(n, 1.0)})});
  FreezeCache cache;
  CHECK(message_of(freeze(model.graph(), calibration, {}, cache)) ==
        "layer 'wide': the accumulator of output channel 0 may lie anywhere in [0, 4244766720], which int32 does not hold");
  Recipe fewer;
  fewer.all.weights.bits = 4;
  CHECK(freeze(model.graph(), calibration, fewer, cache).ok());  // 2^17·7·255
}

TEST_CASE("freeze: a network of another calibration or of none, and one that is quantized already, are refused") {
  const Linear net({1, 2, 3, 4, 5, 6}, {0, 0, 0}, {0, 0, 1, 1}), other({1, 2, 3, 4, 5, 7}, {0, 0, 0}, {0, 0, 1, 1});
  FreezeCache cache;
  CHECK(message_of(freeze(net.model.graph(), other.calibration, {}, cache)).starts_with("the calibration was made with another network"));
  Model unseen = load_model(net.builder.bytes());
  CHECK(message_of(freeze(unseen.graph(), calibrated(unseen, {}), {}, cache)) == "the calibration has seen no values of 'x'");
  ModelBuilder quantized;
  quantized.input("x", {"4"}).initializer(tensor_floats("s", {}, {0.5F})).initializer(tensor_raw("z", 2, {}, std::string(1, '\0')));
  quantized.node("QuantizeLinear", "q", {"x", "s", "z"}, {"c"}).node("DequantizeLinear", "d", {"c", "s", "z"}, {"y"}).output("y");
  Model model = load_model(quantized.bytes());
  CHECK(message_of(freeze(model.graph(), calibrated(model, {}), {}, cache)).find("the network is quantized already") != std::string::npos);
}

TEST_CASE("freeze: whatever a recipe says, it is frozen or refused with a reason") {
  Random random(15);
  Model model = load_model(conv_network(random, 2).bytes());
  const Calibration calibration = calibrated(model, {Feed(random_floats(random, {1, 6, 7, 7}))}, {.averaging_constant = 0.5});
  constexpr std::int64_t extremes[] = {std::numeric_limits<std::int64_t>::min(), -1, 0, 1, 2, 3, 4, 6, 7, std::numeric_limits<std::int64_t>::max()};
  constexpr double reals[] = {NAN, -INFINITY, INFINITY, 0, 50, 50.001, 99.9, 100, 100.5};
  const std::string patterns[] = {"", "*", "**", "conv", "pool", "con*v*", "***r", "x"};
  const auto maybe = [&](auto& to, auto value) {
    if (below(random, 2) == 0) to = value;
  };
  const auto bits = [&] { return below(random, 4) == 0 ? static_cast<int>(extremes[below(random, 10)]) : static_cast<int>(random.integer(1, 8)); };
  const auto fill = [&](LayerRecipe& r) {
    maybe(r.weights.bits, bits());
    maybe(r.weights.scheme, static_cast<Scheme>(below(random, 3)));
    maybe(r.weights.granularity, Granularity{static_cast<Granularity::Kind>(below(random, 4)), extremes[below(random, 10)], extremes[below(random, 10)], extremes[below(random, 10)]});
    maybe(r.weights.method, static_cast<RangeMethod>(below(random, 5)));
    maybe(r.activations.bits, bits());
    maybe(r.activations.scheme, static_cast<Scheme>(below(random, 2)));
    maybe(r.activations.is_signed, below(random, 2) == 0);
    maybe(r.activations.method, static_cast<RangeMethod>(below(random, 5)));
    if (below(random, 4) == 0) r.activations.percentile = reals[below(random, 9)];
  };
  FreezeCache cache;
  int frozen = 0;
  for (int i = 0; i < 3000; ++i) {
    Recipe recipe;
    fill(recipe.all);
    for (std::size_t rules = below(random, 3); rules > 0; --rules) {
      LayerRule& rule = recipe.layers.emplace_back();
      rule.match = patterns[below(random, 8)];
      fill(rule.recipe);
    }
    const auto result = freeze(model.graph(), calibration, recipe, cache);
    if (!result.ok()) {
      CHECK(result.error().message.size() > 10);
      continue;
    }
    ++frozen;
    if (frozen % 20 == 0) CHECK(qdq_graph(result.value(), FourBitContainer::int4).ok());
  }
  CHECK(frozen > 100);
  CHECK(frozen < 2900);
}

// Quantized networks: what they compute beside float, what of them runs in float and why, their size, random graphs.
#include <algorithm>

#include "core/text.h"
#include "model/onnx_writer.h"
#include "ptq_case.h"
#include "runtime/kept_values.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// A stem, a depthwise convolution with ReLU6, a residual sum, Swish, pooling, a product, a Softmax.
ModelBuilder residual(Random& random) {
  ModelBuilder m;
  const auto weights = [&](const std::string& name, const Ints& shape, float size) {
    Values w = random_floats(random, shape);
    for (double& v : w.numbers) v *= double{size} / 8;
    m.initializer(tensor_floats(name, shape, floats(w)));
  };
  m.input("x", {"batch", "3", "8", "8"});
  weights("w0", {8, 3, 3, 3}, 0.4F), weights("b0", {8}, 0.5F), weights("w1", {8, 1, 3, 3}, 0.5F), weights("b1", {8}, 0.5F), weights("w2", {8, 8, 1, 1}, 0.5F), weights("w3", {8, 10}, 0.5F), weights("b3", {10}, 0.2F);
  m.initializer(tensor_floats("zero", {}, {0})).initializer(tensor_floats("six", {}, {6}));
  m.node("Conv", "stem", {"x", "w0", "b0"}, {"s"}, {attribute_ints("pads", {1, 1, 1, 1})}).node("Relu", "relu", {"s"}, {"r"});
  m.node("Conv", "depthwise", {"r", "w1", "b1"}, {"d"}, {attribute_ints("pads", {1, 1, 1, 1}), attribute_int("group", 8)}).node("Clip", "clip", {"d", "zero", "six"}, {"e"});
  m.node("Conv", "point", {"e", "w2"}, {"f"}).node("Add", "sum", {"f", "r"}, {"g"}).node("Sigmoid", "gate", {"g"}, {"h"}).node("Mul", "swish", {"g", "h"}, {"i"});
  m.node("MaxPool", "max", {"i"}, {"j"}, {attribute_ints("kernel_shape", {2, 2}), attribute_ints("strides", {2, 2})}).node("GlobalAveragePool", "average", {"j"}, {"k"});
  m.node("Flatten", "flat", {"k"}, {"l"}).node("Gemm", "classes", {"l", "w3", "b3"}, {"m"}).node("Softmax", "soft", {"m"}, {"p"}, {attribute_int("axis", 1)}).output("m").output("p");
  return m;
}

}  // namespace

TEST_CASE("quantized: a residual network is close to float, runs in integers but for its Softmax, and is smaller") {
  Random random(21);
  Model model = load_model(residual(random).bytes());
  const Feed feed(random_floats(random, {16, 3, 8, 8}));
  const Calibration calibration = calibrated(model, {feed});
  const Numbers reference = run_on(model, feed);
  QuantizedModel quantized = must(QuantizedModel::make(model, calibration, {}));
  CHECK(sqnr_of(reference, run_on(quantized.model(), feed)) > 30);
  for (std::size_t n = 0; n < quantized.running().size(); ++n) {
    const FrozenLayer& layer = quantized.frozen().layers[n];
    CHECK_MESSAGE((layer.kind == LayerKind::in_float) == (layer.name == "soft"), layer.name);
  }
  CHECK(quantized.running().back().why_in_float == "Softmax has no integer form");
  std::vector<std::string> ops;
  for (const RunningLayer& layer : quantized.running()) {
    ops.push_back(layer.op);
    CHECK(layer.in_integers == (layer.op != "Softmax"));
  }
  CHECK(ops == std::vector<std::string>{"QLinearConv", "QLinearConv", "QLinearConv", "com.microsoft.QLinearAdd", "zeropoint.LookupTable", "MaxPool",
                                        "com.microsoft.QLinearGlobalAveragePool", "Flatten", "com.microsoft.QGemm", "Softmax"});
  // 216 + 72 + 64 + 80 codes with 8 + 8 + 8 + 10 scales, and 26 biases.
  CHECK(quantized.size().weight_bytes == 432 + 4 * 34);
  CHECK(quantized.size().bytes == 432 + 4 * 34 + 4 * 26);
  CHECK(quantized.size().float_bytes == 4 * (432 + 26));
  CHECK(quantized.recipe().all.weights.bits == 8);

  // The Swish, the pool and the flattening: movers have their input's parameters.
  const auto output_of = [&](const std::string& name) {
    const auto& layers = quantized.frozen().layers;
    const auto found = std::ranges::find(layers, name, &FrozenLayer::name);
    REQUIRE_MESSAGE(found != layers.end(), name);
    return *found->output;
  };
  CHECK(output_of("max") == output_of("swish"));
  CHECK(output_of("flat") == output_of("average"));
  CHECK(output_of("average") != output_of("max"));
}

TEST_CASE("quantized: fewer bits are worse, finer granularity and MSE ranges better") {
  Random random(22);
  Model model = load_model(residual(random).bytes());
  const Feed feed(random_floats(random, {32, 3, 8, 8}));
  const Calibration calibration = calibrated(model, {feed});
  const Numbers reference = run_on(model, feed);
  const auto sqnr = [&](int weight_bits, int activation_bits, Granularity granularity = {Granularity::Kind::channel}) {
    Recipe recipe;
    recipe.all.weights = {.bits = weight_bits, .granularity = granularity};
    recipe.all.activations.bits = activation_bits;
    QuantizedModel quantized = must(QuantizedModel::make(model, calibration, recipe));
    return sqnr_of(reference, run_on(quantized.model(), feed));
  };
  const double best = sqnr(8, 8);
  CHECK(sqnr(8, 6) < best - 5);
  CHECK(sqnr(6, 8) < best - 3);
  CHECK(sqnr(4, 4) < sqnr(6, 6) - 5);
  CHECK(sqnr(3, 8, {Granularity::Kind::tensor}) < sqnr(3, 8));
  CHECK(sqnr(2, 2) > -20);
}

TEST_CASE("quantized: blocks of input channels run in integers, and as files with 4-bit weights give the same") {
  Random random(25);
  Model model = load_model(residual(random).bytes());
  const Feed feed(random_floats(random, {8, 3, 8, 8}));
  const Calibration calibration = calibrated(model, {feed});
  const Numbers reference = run_on(model, feed);
  Recipe recipe;
  recipe.all.weights.bits = 4;
  for (const char* name : {"point", "classes"}) {
    recipe.layers.push_back({name, {}});
    recipe.layers.back().recipe.weights.granularity = Granularity{Granularity::Kind::block, 0, 1, 3};  // 3, 3, 2
  }
  for (const Scheme scheme : {Scheme::symmetric, Scheme::affine}) {
    recipe.all.weights.scheme = scheme;
    QuantizedModel quantized = must(QuantizedModel::make(model, calibration, recipe));
    const auto& layers = quantized.frozen().layers;
    CHECK(layers[2].weights->qparams.size() == 24);
    CHECK(layers[2].bias.empty());
    CHECK(!layers[2].same_elsewhere);
    CHECK(layers[0].same_elsewhere);
    CHECK(quantized.running()[2].op == "zeropoint.QLinearBlockConv");
    for (const RunningLayer& layer : quantized.running()) CHECK(layer.in_integers == (layer.op != "Softmax"));
    const Numbers got = run_on(quantized.model(), feed);
    CHECK(sqnr_of(reference, got) > 10);
    for (const FourBitContainer container : {FourBitContainer::int8, FourBitContainer::int4}) {
      const Graph graph = must(quantized.graph(container));
      CHECK(graph.opset("") == 21);
      const auto file = must(write_onnx(graph));
      Model again = must(Model::load(file.span(), model.kernels()));
      CHECK(run_on(again, feed) == got);
    }
  }
}

TEST_CASE("quantized: values by name, as codes with their parameters") {
  Random random(23);
  Model model = load_model(residual(random).bytes());
  const Feed feed(random_floats(random, {2, 3, 8, 8}));
  const Calibration calibration = calibrated(model, {feed});
  Recipe recipe;
  recipe.all.activations.bits = 5;
  QuantizedModel quantized = must(QuantizedModel::make(model, calibration, recipe));
  const TensorBytes input = feed.tensor();
  for (const char* value : {"x", "r", "e", "g", "i", "j", "k"}) {
    const std::vector<std::string> name{quantized.running_name(value)};
    REQUIRE(!name[0].empty());
    const ValueCodes* codes = quantized.codes_of(name[0]);
    REQUIRE_MESSAGE(codes != nullptr, value);
    CHECK(codes->quant.bits == (value == std::string("x") ? 8 : 5));
    const auto kept = must(run_keeping(quantized.model(), {&input, 1}, name));
    CHECK(kept[0].type == ElementType::u8);
    const Numbers numbers = numbers_of(TensorBytes{kept[0].type, kept[0].shape, kept[0].bytes.span()});
    for (const double q : numbers) CHECK((q >= codes->params.qmin && q <= codes->params.qmax));
    CHECK(*std::ranges::max_element(numbers) > codes->params.qmax / 2);
  }
  CHECK(quantized.running_name("m") == "m");
  CHECK(quantized.running_name("nothing").empty());
  CHECK(quantized.codes_of("m") == nullptr);
}

TEST_CASE("quantized: a layer that the recipe leaves in float has its weights, and its neighbours read what they need") {
  Random random(24);
  Model model = load_model(residual(random).bytes());
  const Feed feed(random_floats(random, {4, 3, 8, 8}));
  const Calibration calibration = calibrated(model, {feed});
  const Numbers reference = run_on(model, feed);
  Recipe all_float;
  all_float.all.in_float = true;
  QuantizedModel same = must(QuantizedModel::make(model, calibration, all_float));
  CHECK(run_on(same.model(), feed) == reference);
  CHECK(same.size().bytes == same.size().float_bytes);
  Recipe recipe;
  recipe.layers.push_back({"depthwise", {}});
  recipe.layers.back().recipe.in_float = true;
  QuantizedModel quantized = must(QuantizedModel::make(model, calibration, recipe));
  const FrozenLayer& layer = quantized.frozen().layers[1];
  CHECK(layer.name == "depthwise");
  CHECK(layer.why == "left in float by the recipe");
  CHECK(layer.weights == nullptr);
  CHECK(layer.output.has_value());  // "point" reads it as codes
  CHECK(!quantized.running()[1].in_integers);
  CHECK(sqnr_of(reference, run_on(quantized.model(), feed)) > 30);
}

namespace {

// Chains and branches of every kind of layer.
ModelBuilder random_network(Random& random) {
  ModelBuilder m;
  m.input("v0", {"batch", "4", "6", "6"});
  m.initializer(tensor_floats("minus", {}, {-1})).initializer(tensor_floats("one", {}, {1.5F}));
  m.initializer(tensor_floats("scales", {1, 1, 1, 4}, {1, 2, 4, 4})).initializer(tensor_int64("pads", {8}, {0, 0, 1, 0, 0, 0, 0, 1}));
  m.initializer(tensor_floats("offsets", {4, 1, 1}, {0.5F, -2, 1, 0}));
  std::string at = "v0";
  std::vector<std::string> pictures{at};  // [batch, 4, 6, 6]
  for (int i = 1; i <= 8; ++i) {
    const std::string to = text("v", i), name = text("n", i), other = pictures[below(random, pictures.size())];
    const std::int64_t group = random.integer(0, 1) == 0 ? 1 : 4;
    Values w = random_floats(random, {4, 4 / group, 3, 3});
    for (double& v : w.numbers) v /= 20;
    switch (random.integer(0, 9)) {
      case 0:
      case 1:
      case 2:
        m.initializer(tensor_floats(name + ".w", w.dims, floats(w))).initializer(tensor_floats(name + ".b", {4}, {0.5F, -1, 0, 2}));
        m.node("Conv", name, {at, name + ".w", name + ".b"}, {to}, {attribute_ints("pads", {1, 1, 1, 1}), attribute_int("group", group)});
        break;
      case 3: m.node("Add", name, {at, other}, {to}); break;
      case 4: m.node("Mul", name, {at, random.integer(0, 1) == 0 ? "one" : "offsets"}, {to}); break;
      case 5: m.node("Relu", name, {at}, {to}); break;
      case 6: m.node(random.integer(0, 1) == 0 ? "Sigmoid" : "Tanh", name, {at}, {to}); break;
      case 7: m.node("Clip", name, {at, "minus", "one"}, {to}); break;
      case 8:
        m.node("MaxPool", name, {at}, {to}, {attribute_ints("kernel_shape", {3, 3}), attribute_ints("pads", {1, 1, 1, 1})});
        break;
      default:
        m.node("Concat", name + ".join", {at, other}, {name + ".j"}, {attribute_int("axis", 1)});
        m.node("Split", name, {name + ".j"}, {to, name + ".rest"}, {attribute_int("axis", 1)});
        m.node("GlobalAveragePool", name + ".gap", {name + ".rest"}, {name + ".g"}).output(name + ".g");
    }
    at = to;
    pictures.push_back(at);
  }
  m.node("AveragePool", "pool", {at}, {"pooled"}, {attribute_ints("kernel_shape", {2, 2})}).node("Flatten", "flat", {"pooled"}, {"matrix"});
  Values w = random_floats(random, {100, 3});
  m.initializer(tensor_floats("w", w.dims, floats(w))).node("MatMul", "last", {"matrix", "w"}, {"out"}).output("out");
  return m;
}

Recipe random_recipe(Random& random) {
  Recipe recipe;
  const auto bits = static_cast<int>(random.integer(4, 8));
  recipe.all.weights.bits = bits;
  recipe.all.weights.scheme = random.integer(0, 1) == 0 ? Scheme::affine : Scheme::symmetric;
  const Granularity granularities[] = {{Granularity::Kind::tensor}, {Granularity::Kind::channel}, {Granularity::Kind::group, 0, 1, 1}};
  recipe.all.weights.granularity = granularities[below(random, 3)];
  recipe.all.activations.bits = static_cast<int>(random.integer(5, 8));
  recipe.all.activations.is_signed = random.integer(0, 2) == 0;
  if (random.integer(0, 3) == 0) recipe.all.activations.scheme = Scheme::symmetric;
  recipe.quantized_output = random.integer(0, 1) == 0;
  if (random.integer(0, 1) == 0) {
    recipe.layers.push_back({text("n", random.integer(1, 8)), {}});
    recipe.layers.back().recipe.in_float = true;
  }
  return recipe;
}

}  // namespace

TEST_CASE("quantized: random networks with random recipes are near float, and tracing them works") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Random random(1000 + seed);
    Model model = load_model(random_network(random).bytes());
    const Feed feed(random_floats(random, {4, 4, 6, 6}));
    const Calibration calibration = calibrated(model, {feed});
    const Recipe recipe = random_recipe(random);
    auto made = QuantizedModel::make(model, calibration, recipe);
    if (!made.ok()) {
      // A rule may name a layer that this network has not.
      CHECK_MESSAGE(made.error().message.find("matches no layer") != std::string::npos, made.error().message);
      continue;
    }
    QuantizedModel quantized = std::move(made).value();
    const Numbers reference = run_on(model, feed);
    const TensorBytes input = feed.tensor();
    must(quantized.model().run({&input, 1}));
    for (std::size_t o = 0; o < model.graph().outputs.size(); ++o) {
      CHECK(quantized.model().output(o).shape == model.output(o).shape);
      CHECK(quantized.model().output(o).type == ElementType::f32);
    }
    const std::size_t last = model.graph().outputs.size() - 1;
    CHECK(sqnr_of(numbers_of(model.output(last)), numbers_of(quantized.model().output(last))) > 4);
    // Both containers are files that give the same.
    for (const FourBitContainer container : {FourBitContainer::int8, FourBitContainer::int4}) {
      const auto file = must(write_onnx(must(quantized.graph(container))));
      Model again = must(Model::load(file.span(), model.kernels()));
      must(again.run({&input, 1}));
      CHECK(numbers_of(again.output(last)) == numbers_of(quantized.model().output(last)));
    }
  }
}

TEST_CASE("quantized: outputs that no layer computes stay what they are") {
  ModelBuilder m;
  m.input("x", {"1", "2"}).initializer(tensor_floats("w", {2, 2}, {1, 2, 3, 4})).initializer(tensor_floats("k", {2}, {0.25F, 0.5F}));
  m.node("MatMul", "first", {"x", "w"}, {"y"}).node("Identity", "same", {"k"}, {"folded"});
  m.output("y").output("w").output("k").output("folded").output("x");
  Model model = load_model(m.bytes());
  const Feed feed({ElementType::f32, {1, 2}, {0.5, 1}});
  const TensorBytes input = feed.tensor();
  QuantizedModel quantized = must(QuantizedModel::make(model, calibrated(model, {feed}), {}));
  const auto file = must(write_onnx(must(quantized.graph())));
  Model read = must(Model::load(file.span(), model.kernels()));
  for (Model* one : {&quantized.model(), &read}) {
    must(one->run({&input, 1}));
    CHECK(numbers_of(one->output(1)) == Numbers{1, 2, 3, 4});
    CHECK(numbers_of(one->output(2)) == Numbers{0.25, 0.5});
    CHECK(numbers_of(one->output(3)) == Numbers{0.25, 0.5});
    CHECK(numbers_of(one->output(4)) == Numbers{0.5, 1});
  }
}

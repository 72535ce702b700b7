// Recipes: defaults, rules for layers, contradictions.
#include "ptq/recipe.h"
#include "read_model.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// Three convolutions and a sum: stem, block.0.conv, block.1.conv, and a node known by its output.
Graph network() {
  ModelBuilder model;
  model.input("x", {"1", "4", "5", "5"}).initializer(tensor_zeros("w", {4, 4, 1, 1}));
  model.node("Conv", "stem", {"x", "w"}, {"a"}).node("Conv", "block.0.conv", {"a", "w"}, {"b"}).node("Conv", "block.1.conv", {"b", "w"}, {"c"});
  model.node("Add", "", {"a", "c"}, {"sum"}).output("sum");
  return read(model);
}

LayerRule weights_rule(std::string match, WeightRecipe weights) {
  LayerRule rule;
  rule.match = std::move(match);
  rule.recipe.weights = std::move(weights);
  return rule;
}

std::string error_of(const Recipe& recipe) {
  const auto settings = settings_for(recipe, network());
  return settings.ok() ? "" : settings.error().message;
}

}  // namespace

TEST_CASE("recipe: patterns") {
  CHECK(matches("conv1", "conv1"));
  CHECK(!matches("conv1", "conv12"));
  CHECK(matches("conv*", "conv12"));
  CHECK(matches("*", ""));
  CHECK(matches("*.conv", "block.0.conv"));
  CHECK(!matches("*.conv", "block.0.conv2"));
  CHECK(matches("a*b*c", "a-b-b-c"));
  CHECK(!matches("a*b*c", "a-c-b"));
  CHECK(matches("**x", "x"));
  CHECK(!matches("", "x"));
}

TEST_CASE("recipe: defaults are 8 bits, weights symmetric per channel, activations affine, min-max") {
  const auto settings = settings_for({}, network());
  REQUIRE(settings.ok());
  REQUIRE(settings.value().layers.size() == 4);
  for (const LayerSettings& layer : settings.value().layers) {
    CHECK(layer.weights.quant == QuantSpec{8, true, Scheme::symmetric, true});
    CHECK(layer.weights.granularity.kind == Granularity::Kind::channel);
    CHECK(layer.weights.observer == ObserverOptions{});
    CHECK(layer.activations.quant == QuantSpec{8, false, Scheme::affine, false});
    CHECK(!layer.in_float);
  }
  CHECK(settings.value().input.quant == QuantSpec{8, false, Scheme::affine, false});
  CHECK(!settings.value().quantized_output);
}

TEST_CASE("recipe: later rules win, and change only what they say") {
  Recipe recipe;
  recipe.all.weights.bits = 4;
  recipe.all.activations.bits = 6;
  recipe.all.activations.is_signed = true;
  recipe.layers.push_back(weights_rule("block.*", {.bits = 3, .granularity = Granularity{Granularity::Kind::block, 0, 1, 2}}));
  recipe.layers.push_back(weights_rule("*.1.conv", {.bits = 1, .scheme = Scheme::affine}));
  recipe.layers.push_back(weights_rule("sum", {}));
  recipe.layers.back().recipe.in_float = true;
  recipe.layers.back().recipe.activations.bits = 2;
  const auto settings = settings_for(recipe, network());
  REQUIRE_MESSAGE(settings.ok(), settings.error().message);
  const auto& layers = settings.value().layers;
  CHECK(layers[0].weights.quant.bits == 4);
  CHECK(layers[1].weights.quant == QuantSpec{3, true, Scheme::symmetric, true});
  CHECK(layers[1].weights.granularity.kind == Granularity::Kind::block);
  CHECK(layers[1].weights.granularity.size == 2);
  CHECK(layers[2].weights.quant == QuantSpec{1, false, Scheme::affine, false});
  CHECK(layers[2].weights.granularity.size == 2);
  CHECK(layers[2].activations.quant == QuantSpec{6, true, Scheme::affine, false});
  CHECK(layers[3].in_float);
  CHECK(layers[3].activations.quant.bits == 2);
  // The input keeps 8 bits, and has the rest.
  CHECK(settings.value().input.quant == QuantSpec{8, true, Scheme::affine, false});
  recipe.input.bits = 5;
  CHECK(settings_for(recipe, network()).value().input.quant.bits == 5);
}

TEST_CASE("recipe: the name of a layer is no pattern, whatever it holds") {
  ModelBuilder model;
  model.input("x", {"1", "4", "5", "5"}).initializer(tensor_zeros("w", {4, 4, 1, 1}));
  for (const auto& [name, from, to] : {std::tuple{"a*c", "x", "p"}, {"abc", "p", "q"}, {"*", "q", "r"}, {"abcd", "r", "s"}}) {
    model.node("Conv", name, {from, "w"}, {to});
  }
  model.output("s");
  const Graph graph = read(model);
  const auto bits = [&](const std::vector<std::pair<std::string, int>>& rules) {
    Recipe recipe;
    for (const auto& [match, value] : rules) recipe.layers.push_back(weights_rule(match, {.bits = value}));
    const auto settings = settings_for(recipe, graph);
    REQUIRE_MESSAGE(settings.ok(), settings.error().message);
    std::vector<int> out;
    for (const LayerSettings& layer : settings.value().layers) out.push_back(layer.weights.quant.bits);
    return out;
  };
  CHECK(bits({{"a*c", 4}}) == std::vector{4, 8, 8, 8});
  CHECK(bits({{"*", 4}}) == std::vector{8, 8, 4, 8});
  CHECK(bits({{"**", 4}}) == std::vector{4, 4, 4, 4});
  CHECK(bits({{"a*", 4}}) == std::vector{4, 4, 8, 4});
  CHECK(bits({{"a*c", 4}, {"a**c", 3}}) == std::vector{3, 3, 8, 8});
  CHECK(bits({{"a**c", 3}, {"a*c", 4}}) == std::vector{4, 3, 8, 8});
}

TEST_CASE("recipe: binary has 1 bit without saying so, whatever bits stood before") {
  Recipe recipe;
  recipe.all.weights.bits = 4;
  recipe.layers = {weights_rule("*", {.scheme = Scheme::binary}), weights_rule("stem", {.scheme = Scheme::symmetric})};
  const auto settings = settings_for(recipe, network());
  REQUIRE_MESSAGE(settings.ok(), settings.error().message);
  CHECK(settings.value().layers[0].weights.quant == QuantSpec{8, true, Scheme::symmetric, true});
  CHECK(settings.value().layers[1].weights.quant == QuantSpec{1, true, Scheme::binary, false});
}

TEST_CASE("recipe: contradictions and layers that are not there are errors that name them") {
  const auto with = [](auto change) {
    Recipe recipe;
    change(recipe);
    return error_of(recipe);
  };
  CHECK(with([](Recipe& r) { r.all.weights.bits = 1; }) == "recipe: weights: symmetric codes of 1 bit do not exist; the scheme binary has ±1");
  CHECK(with([](Recipe& r) { r.all.weights.bits = 9; }) == "recipe: weights: bits must be 1 to 8, got 9");
  CHECK(with([](Recipe& r) { r.all.activations.bits = 1; }) == "recipe: activations: bits must be 2 to 8, got 1");
  CHECK(with([](Recipe& r) { r.all.activations.scheme = Scheme::binary; }) == "recipe: activations: the scheme binary is for weights");
  CHECK(with([](Recipe& r) { r.input.bits = 16; }) == "input: activations: bits must be 2 to 8, got 16");
  CHECK(with([](Recipe& r) { r.all.activations.percentile = 50; }) == "recipe: activations: percentile must be above 50 and at most 100, got 50");
  CHECK(with([](Recipe& r) { r.all.weights.method = RangeMethod::moving_average; }) == "recipe: weights: a moving average is for activations");
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("stem", {.bits = 2, .scheme = Scheme::binary})}; }) ==
        "layer 'stem': weights: the scheme binary has 1 bit, got 2");
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("st*", {.scheme = Scheme::binary, .method = RangeMethod::mse})}; }) ==
        "layer 'stem': weights: the scale of the scheme binary is mean|r|: there is no range to observe");
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("stem", {.granularity = Granularity{Granularity::Kind::block, 0, 1, 0}})}; }) ==
        "layer 'stem': weights: the block size must be at least 1, got 0");
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("stem", {.granularity = Granularity{Granularity::Kind::group, 0, -2, 1}})}; }) ==
        "layer 'stem': weights: the number of groups must be at least 1, got -2");
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("stem", {.percentile = 101})}; }) ==
        "layer 'stem': weights: percentile must be above 50 and at most 100, got 101");
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("stem", {}), weights_rule("head.*", {})}; }) == "the recipe's rule for 'head.*' matches no layer");
  // What a later rule takes back is no contradiction.
  CHECK(with([](Recipe& r) { r.layers = {weights_rule("stem", {.bits = 1}), weights_rule("stem", {.scheme = Scheme::affine})}; }).empty());
}

TEST_CASE("recipe: written out with its defaults it means the same") {
  Recipe recipe;
  recipe.all.weights.scheme = Scheme::binary;
  recipe.layers.push_back(weights_rule("stem", {.scheme = Scheme::affine}));
  const Recipe filled = with_defaults(recipe);
  CHECK(filled.all.weights.bits == 1);
  CHECK(filled.input.bits == 8);
  CHECK(filled.all.in_float == false);
  const auto a = settings_for(recipe, network()), b = settings_for(filled, network());
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  for (std::size_t i = 0; i < 4; ++i) CHECK(a.value().layers[i].weights.quant == b.value().layers[i].weights.quant);
}

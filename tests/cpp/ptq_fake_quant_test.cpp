// The demo networks beside the independent quantization of tests/data/fake_quant: the same codes up to the logits. Those
// of digits are apart by an ulp or two, since torch adds in another order in float and so a scale has another last bit.
#include <cmath>
#include <fstream>

#include "core/text.h"
#include "ptq_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Model demo(const std::string& name) {
  std::ifstream file(ZEROPOINT_TEST_DATA "/../../models/" + name + "/" + name + ".onnx", std::ios::binary);
  return load_model(std::string(std::istreambuf_iterator<char>(file), {}));
}

// Blocks of 32 input channels; convolutions with one input channel for each output have channels there.
Recipe recipe_of(const Graph& graph, const std::string& granularity, int bits) {
  using Kind = Granularity::Kind;
  Recipe recipe;
  recipe.all.weights.bits = bits;
  if (granularity == "tensor") recipe.all.weights.granularity = Granularity{Kind::tensor};
  if (granularity != "block") return recipe;
  for (const Node& node : graph.nodes) {
    const auto& weights = node.has_input(1) ? graph.values[node.inputs[1]].constant : std::nullopt;
    if (!weights || weights->shape().rank() < 2 || weights->shape()[1] == 1) continue;
    recipe.layers.push_back({std::string(layer_name(graph, node)), {}});
    recipe.layers.back().recipe.weights.granularity = Granularity{Kind::block, 0, 1, 32};
  }
  return recipe;
}

}  // namespace

TEST_CASE("quantized: the demo networks give the logits of an independent quantization") {
  std::ifstream file(ZEROPOINT_TEST_DATA "/fake_quant/share.txt");
  std::string word, name, granularity;
  std::getline(file, word);  // the comment
  std::size_t images = 0, cases = 0, bits = 0;
  std::optional<Model> model;
  std::optional<Calibration> calibration;
  std::optional<Feed> feed;
  while (file >> word) {
    if (word == "network") {
      file >> name >> images;
      Values values{ElementType::f32, {static_cast<std::int64_t>(images), 1, 28, 28}, Numbers(images * 784)};
      for (double& pixel : values.numbers) {
        file >> pixel;
        pixel = static_cast<double>(static_cast<float>(pixel) / 255);
      }
      model = demo(name);
      feed.emplace(std::move(values));
      calibration = calibrated(*model, {*feed});
      continue;
    }
    REQUIRE(word == "logits");
    file >> granularity >> bits;
    Numbers expected(images * 10);
    for (double& logit : expected) {
      file >> logit;
      logit = static_cast<float>(logit);
    }
    REQUIRE(file.good());
    QuantizedModel quantized = must(QuantizedModel::make(*model, *calibration, recipe_of(model->graph(), granularity, static_cast<int>(bits))));
    const Numbers got = run_on(quantized.model(), *feed);
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < images; ++i) {
      double worst = 0;
      for (std::size_t k = i * 10; k < i * 10 + 10; ++k) worst = std::max(worst, std::abs(got[k] - expected[k]));
      CHECK_MESSAGE(worst < 4e-6, text(name, " ", granularity, " ", bits, " bits, image ", i, ": ", worst));
    }
    cases += images;
  }
  CHECK(cases == 64);
}

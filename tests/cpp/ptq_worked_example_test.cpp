// The worked example of quantization.md: frozen, run in integers, and printed there as exact fractions have it.
#include <cstdio>
#include <map>
#include <sstream>

#include "ptq_case.h"
#include "quant/requantize.h"
#include "runtime/kept_values.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

std::string text_of(const std::string& path) {
  std::string out;
  std::FILE* file = std::fopen((ZEROPOINT_TEST_DATA "/" + path).c_str(), "rb");
  REQUIRE_MESSAGE(file != nullptr, path);
  for (int c = 0; (c = std::fgetc(file)) != EOF;) out.push_back(static_cast<char>(c));
  std::fclose(file);
  return out;
}

// Numbers by the word that their line begins with.
std::map<std::string, Numbers> expected() {
  std::map<std::string, Numbers> out;
  std::istringstream lines(text_of("worked_example/expected.txt"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    for (double number = 0; words >> number;) out[name].push_back(number);
  }
  return out;
}

Numbers numbers(const QParams& p) { return {p.scale, static_cast<double>(p.zero_point)}; }

}  // namespace

TEST_CASE("worked example: freezing and the integer run give what exact fractions give") {
  auto want = expected();
  REQUIRE(want.size() == 11);
  ModelBuilder builder;
  builder.input("x", {"1", "1", "3", "3"}).initializer(tensor_floats("w", {1, 1, 2, 2}, {0.5F, -1, 0.25F, 0.75F})).initializer(tensor_floats("b", {1}, {0.1F}));
  builder.node("Conv", "conv", {"x", "w", "b"}, {"y"}).output("y");
  Model model = load_model(builder.bytes());
  const Feed feed({ElementType::f32, {1, 1, 3, 3}, {0, 0.5, 1, 1.5, 2, 2.5, -0.5, 0.25, 0.75}});
  const Calibration calibration = calibrated(model, {feed});
  CHECK(run_on(model, feed) == want["float"]);

  Recipe recipe;
  recipe.all.weights = {.scheme = Scheme::affine, .granularity = Granularity{Granularity::Kind::tensor}};
  recipe.quantized_output = true;
  QuantizedModel quantized = must(QuantizedModel::make(model, calibration, recipe));
  const Frozen& frozen = quantized.frozen();
  const FrozenLayer& layer = frozen.layers[0];
  const QParams x = frozen.values[model.graph().inputs[0]]->params, w = layer.weights->qparams[0], y = layer.output->params;
  CHECK(numbers(x) == want["qparams_x"]);
  CHECK(numbers(w) == want["qparams_w"]);
  CHECK(numbers(y) == want["qparams_y"]);
  const auto codes = must(layer.weights->codes());
  CHECK(Numbers(codes.begin(), codes.end()) == want["codes_w"]);
  CHECK(Numbers(layer.bias.begin(), layer.bias.end()) == want["bias"]);
  const float multiplier = must(requantize_multiplier(x.scale, w.scale, y.scale));
  CHECK(Numbers{multiplier} == want["multiplier"]);
  for (const double acc : want["accumulators"]) {
    const auto sum = static_cast<std::int64_t>(acc);
    CHECK((layer.accumulator->lo <= sum && sum <= layer.accumulator->hi));
  }

  REQUIRE(quantized.running()[0].op == "QLinearConv");
  const std::vector<std::string> names{quantized.running_name("x"), quantized.running_name("y")};
  const TensorBytes input = feed.tensor();
  const auto kept = must(run_keeping(quantized.model(), {&input, 1}, names));
  const auto kept_numbers = [&](std::size_t i) { return numbers_of(TensorBytes{kept[i].type, kept[i].shape, kept[i].bytes.span()}); };
  CHECK(kept_numbers(0) == want["codes_x"]);
  CHECK(kept_numbers(1) == want["codes_y"]);
  CHECK(numbers_of(quantized.model().output(0)) == want["dequantized"]);
  for (std::size_t i = 0; i < 4; ++i) CHECK(requantize_value(static_cast<std::int32_t>(want["accumulators"][i]), multiplier, y) == want["codes_y"][i]);
}

TEST_CASE("worked example: the document prints these numbers") {
  CHECK(text_of("../../src/quantization.md").find(text_of("worked_example/section.md")) != std::string::npos);
}

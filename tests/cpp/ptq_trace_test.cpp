// Traces and sensitivity sweeps.
#include <cmath>

#include "core/text.h"
#include "ptq/sensitivity.h"
#include "ptq/trace.h"
#include "ptq_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

TEST_CASE("trace: a layer's error, saturation and histograms, by hand") {
  ModelBuilder builder;
  builder.input("x", {"n", "1"}).initializer(tensor_floats("w", {1, 1}, {1})).initializer(tensor_floats("v", {1, 2}, {1, -0.5F}));
  builder.node("MatMul", "first", {"x", "w"}, {"h"}).node("MatMul", "last", {"h", "v"}, {"y"}).output("y");
  Model model = load_model(builder.bytes());
  // Calibrated on [0, 255], so that S = 1 for x and h; codes of h have 4 bits: S = 17.
  const Calibration calibration = calibrated(model, {Feed({ElementType::f32, {2, 1}, {0, 255}})});
  Recipe recipe;
  recipe.all.activations.bits = 4;
  QuantizedModel quantized = must(QuantizedModel::make(model, calibration, recipe));
  Trace trace = must(Trace::make(model, quantized));
  // In two batches. h: 34 stays, 20 becomes 17 (1.18 steps), 300 saturates to 255, and 255 itself is the last code.
  for (const Feed& feed : {Feed({ElementType::f32, {2, 1}, {34, 20}}), Feed({ElementType::f32, {2, 1}, {300, 255}})}) {
    const TensorBytes input = feed.tensor();
    must(trace.add({&input, 1}));
  }
  const auto layers = must(trace.layers());
  REQUIRE(layers.size() == 2);
  CHECK(layers[0].name == "first");
  CHECK(layers[0].output->params.scale == 17);
  REQUIRE(layers[0].error.has_value());
  CHECK(layers[0].error->max_abs_error == 45);
  CHECK(layers[0].error->mse == doctest::Approx((0 + 9 + 45 * 45) / 4.0));
  CHECK(layers[0].error->sqnr_db == doctest::Approx(10 * std::log10((34.0 * 34 + 400 + 90000 + 255 * 255) / (9 + 45 * 45))));
  CHECK(layers[0].saturated_share == doctest::Approx(1 / 4.0));
  REQUIRE(layers[0].activations.has_value());
  CHECK(layers[0].activations->max == 255);
  CHECK(layers[0].activations->above == 1);
  CHECK(layers[0].activations->counts[63] == 1);
  CHECK(layers[0].activations->counts[8] == 1);  // 34·64/255 = 8.5
  CHECK(layers[0].activations->counts[5] == 1);  // 20·64/255 = 5.02
  CHECK(layers[0].milliseconds >= 0);
  CHECK(!layers[0].kernel.empty());
  CHECK(!layers[0].weights.has_value());  // one weight has no range
  // The last layer's output is float, and has no codes to saturate.
  REQUIRE(layers[1].error.has_value());
  CHECK(!layers[1].output.has_value());
  CHECK(!layers[1].activations.has_value());
  REQUIRE(layers[1].weights.has_value());
  CHECK(layers[1].weights->counts.front() == 1);
  CHECK(layers[1].weights->counts.back() == 1);
}

TEST_CASE("trace: what is not finite names the layer") {
  ModelBuilder builder;
  builder.input("x", {"n"}).node("Exp", "exp", {"x"}, {"y"}).node("Neg", "neg", {"y"}, {"z"}).output("z");
  Model model = load_model(builder.bytes());
  QuantizedModel quantized = must(QuantizedModel::make(model, calibrated(model, {Feed({ElementType::f32, {2}, {0, 1}})}), {}));
  Trace trace = must(Trace::make(model, quantized));
  const Feed feed({ElementType::f32, {1}, {1000}});
  const TensorBytes input = feed.tensor();
  CHECK(message_of(trace.add({&input, 1})) == "'y': the reference has an infinity at index 0");
}

namespace {

// Four convolutions; with the bad one, a channel of the second is scaled by 1,000 and undone in the third.
ModelBuilder chain(bool bad) {
  Random random(31);
  ModelBuilder m;
  m.input("l0", {"batch", "8", "6", "6"});
  for (int i = 1; i <= 4; ++i) {
    const std::string n = std::to_string(i);
    Values w = random_floats(random, {8, 8, 3, 3});
    for (std::size_t k = 0; k < w.numbers.size(); ++k) {
      w.numbers[k] /= 50;
      if (bad && i == 2 && k / 72 == 3) w.numbers[k] *= 1000;
      if (bad && i == 3 && k / 9 % 8 == 3) w.numbers[k] /= 1000;
    }
    m.initializer(tensor_floats("w" + n, w.dims, floats(w)));
    m.node("Conv", "conv" + n, {text("l", i - 1), "w" + n}, {"c" + n}, {attribute_ints("pads", {1, 1, 1, 1})}).node("Relu", "relu" + n, {"c" + n}, {"l" + n});
  }
  m.node("GlobalAveragePool", "pool", {"l4"}, {"p"}).node("Flatten", "flat", {"p"}, {"f"});
  Values w = random_floats(random, {8, 5});
  m.initializer(tensor_floats("w", w.dims, floats(w))).node("Gemm", "classes", {"f", "w"}, {"y"}).output("y");
  return m;
}

Sensitivity swept(Model& model, const Calibration& calibration, const std::vector<Feed>& feeds) {
  Sensitivity sweep = must(Sensitivity::make(model, calibration, {}));
  CHECK(message_of(sweep.step()) == "sensitivity needs samples");
  for (const Feed& feed : feeds) {
    const TensorBytes input = feed.tensor();
    must(sweep.add_samples({&input, 1}));
  }
  while (sweep.done() < sweep.step_count()) must(sweep.step());
  return sweep;
}

}  // namespace

TEST_CASE("sensitivity: a planted bad layer is ranked first in both sweeps") {
  Random random(32);
  const std::vector<Feed> feeds{Feed(random_floats(random, {6, 8, 6, 6})), Feed(random_floats(random, {2, 8, 6, 6}))};
  Model good = load_model(chain(false).bytes()), bad = load_model(chain(true).bytes());
  const Calibration calibration = calibrated(bad, feeds), good_calibration = calibrated(good, feeds);
  const Sensitivity sweep = swept(bad, calibration, feeds), healthy = swept(good, good_calibration, feeds);
  CHECK(sweep.step_count() == 12);
  REQUIRE(sweep.only().size() == 6);
  REQUIRE(sweep.all_but().size() == 6);
  CHECK(sweep.only()[0].layer == "conv2");
  CHECK(sweep.all_but()[0].layer == "conv2");
  CHECK(sweep.only()[0].sqnr_db < healthy.only()[0].sqnr_db - 10);
  for (std::size_t i = 1; i < 6; ++i) {
    CHECK(sweep.only()[i - 1].sqnr_db <= sweep.only()[i].sqnr_db);
    CHECK(sweep.all_but()[i - 1].sqnr_db >= sweep.all_but()[i].sqnr_db);
  }
  REQUIRE(healthy.only()[5].agreement.has_value());
  CHECK(*healthy.only()[5].agreement == 1);
}

TEST_CASE("sensitivity: what stays float in both networks costs nothing") {
  Random random(33);
  const std::vector<Feed> feeds{Feed(random_floats(random, {2, 8, 6, 6}))};
  Model model = load_model(chain(false).bytes());
  const Calibration calibration = calibrated(model, feeds);
  Recipe recipe;
  recipe.all.in_float = true;
  recipe.layers.push_back({"conv1", {}});
  recipe.layers.back().recipe.in_float = false;
  Sensitivity sweep = must(Sensitivity::make(model, calibration, recipe));
  CHECK(sweep.step_count() == 2);
  const TensorBytes input = feeds[0].tensor();
  must(sweep.add_samples({&input, 1}));
  must(sweep.step());
  must(sweep.step());
  CHECK(std::isfinite(sweep.only()[0].sqnr_db));
  CHECK(sweep.all_but()[0].sqnr_db == INFINITY);
}

// Calibration: what observers give that see the same values, whatever the batches; merging, storing, refusing.
#include <cmath>

#include "model_files.h"
#include "ptq/calibration.h"
#include "runtime/kept_values.h"
#include "runtime_random.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const NetworkKernels& kernels() { return *available_network_kernels().back(); }

Model load(const std::string& file) {
  auto loaded = Model::load(as_bytes(file), kernels());
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().message);
  return std::move(loaded).value();
}

// Values of few and of many distinct numbers, both signs and one, in several orders of memory.
ModelBuilder network(float weight = 1.5F) {
  ModelBuilder model;
  model.input("x", {"batch", "2", "8", "8"});
  model.initializer(tensor_floats("w", {3, 2, 1, 1}, {weight, -0.25F, 0.5F, 0.75F, -1, 2}));
  model.node("Conv", "conv", {"x", "w"}, {"conv_out"}).node("Relu", "relu", {"conv_out"}, {"relu_out"}).node("Exp", "exp", {"x"}, {"exp_out"});
  model.node("GlobalAveragePool", "pool", {"relu_out"}, {"pool_out"}).output("pool_out").output("exp_out");
  return model;
}

struct Feed {
  Values values;
  std::vector<std::byte> bytes;

  explicit Feed(Values v) : values(std::move(v)), bytes(bytes_of(values)) {}
  TensorBytes tensor() const { return {values.type, Shape::make(values.dims).value(), bytes}; }
};

std::vector<Feed> feeds(const std::vector<std::int64_t>& batches, std::uint64_t seed) {
  Random random(seed);
  std::vector<Feed> out;
  for (const std::int64_t batch : batches) out.emplace_back(random_floats(random, {batch, 2, 8, 8}));
  return out;
}

Calibration calibrated(Model& model, const std::vector<Feed>& all, const CalibrationOptions& options = {}) {
  auto made = Calibration::make(model, options);
  REQUIRE(made.ok());
  Calibration calibration = std::move(made).value();
  for (const Feed& feed : all) {
    const TensorBytes input = feed.tensor();
    const Status status = calibration.observe(model, {&input, 1});
    REQUIRE_MESSAGE(status.ok(), status.error().message);
  }
  return calibration;
}

CalibrationState state_of(const Calibration& calibration) {
  auto state = calibration.state();
  REQUIRE(state.ok());
  return std::move(state).value();
}

}  // namespace

TEST_CASE("calibration: each method gives what an observer of the same values gives") {
  Model model = load(network().bytes());
  const std::vector<Feed> all = feeds({1, 3, 16, 20}, 3);
  const Calibration calibration = calibrated(model, all, {.averaging_constant = 0.25});
  CHECK(calibration.samples() == 40);
  const std::vector<std::string> names{"x", "relu_out", "exp_out", "pool_out"};
  CHECK(calibration.values().size() == names.size());
  for (const std::string& name : names) {
    for (const RangeMethod method : {RangeMethod::minmax, RangeMethod::moving_average, RangeMethod::percentile, RangeMethod::mse, RangeMethod::entropy}) {
      const ObserverOptions options{method, 99.5, 0.25};
      auto observer = Observer::make(options);
      REQUIRE(observer.ok());
      for (const Feed& feed : all) {
        const TensorBytes input = feed.tensor();
        const auto kept = run_keeping(model, {&input, 1}, {&name, 1});
        REQUIRE(kept.ok());
        const Numbers numbers = test::numbers_of(TensorBytes{ElementType::f32, kept.value()[0].shape, kept.value()[0].bytes.span()});
        REQUIRE(observer.value().observe(std::vector<float>(numbers.begin(), numbers.end()), name).ok());
      }
      for (const QuantSpec& spec : {QuantSpec{8, false, Scheme::affine, false}, QuantSpec{3, true, Scheme::symmetric, false}}) {
        const auto expected = observer.value().range(spec), got = calibration.range(name, options, spec);
        REQUIRE(expected.ok());
        REQUIRE_MESSAGE(got.ok(), got.error().message);
        CHECK(got.value() == expected.value());
      }
    }
  }
}

TEST_CASE("calibration: two parts merged are one pass, whatever the batches; moving averages refuse") {
  Model model = load(network().bytes());
  const std::vector<Feed> both = feeds({40, 2, 7, 30}, 4);
  const std::vector<Feed> first(both.begin(), both.begin() + 2), second(both.begin() + 2, both.end());
  const CalibrationOptions options{.per_channel = true};
  Calibration merged = calibrated(model, first, options);
  REQUIRE(merged.merge(calibrated(model, second, options)).ok());
  CHECK(state_of(merged) == state_of(calibrated(model, both, options)));
  Calibration from_nothing = calibrated(model, {}, options);
  REQUIRE(from_nothing.merge(merged).ok());
  CHECK(state_of(from_nothing) == state_of(merged));

  CHECK(!merged.merge(calibrated(model, first)).ok());
  Calibration averaged = calibrated(model, first, {.averaging_constant = 0.1});
  const Status refused = averaged.merge(calibrated(model, second, {.averaging_constant = 0.1}));
  REQUIRE(!refused.ok());
  CHECK(refused.error().message == "moving averages cannot be merged: they depend on the order of their batches");
}

TEST_CASE("calibration: channels have their smallest and largest values") {
  Model model = load(network().bytes());
  const std::vector<Feed> all = feeds({2, 3}, 5);
  const Calibration calibration = calibrated(model, all, {.per_channel = true});
  std::vector<Range> expected(2, {INFINITY, -INFINITY});
  for (const Feed& feed : all) {
    for (std::size_t i = 0; i < feed.values.numbers.size(); ++i) {
      Range& r = expected[i / 64 % 2];
      const auto v = static_cast<float>(feed.values.numbers[i]);
      r = {std::min(r.min, v), std::max(r.max, v)};
    }
  }
  CHECK(calibration.values()[0].name() == "x");
  CHECK(calibration.values()[0].channels() == expected);
  CHECK(calibration.values()[1].channels().size() == 3);
  const Range relu = calibration.range("relu_out", {}, {}).value();
  float highest = 0;
  for (const Range& r : calibration.values()[1].channels()) highest = std::max(highest, r.max);
  CHECK(relu.max == highest);
}

TEST_CASE("calibration: the state comes back exactly, and can be continued") {
  Model model = load(network().bytes());
  const std::vector<Feed> both = feeds({5, 40, 4}, 6);
  const CalibrationOptions options{.averaging_constant = 0.5, .per_channel = true};
  const CalibrationState stored = state_of(calibrated(model, {both.begin(), both.begin() + 2}, options));
  CHECK(std::ranges::any_of(stored.values, [](const ValueState& v) { return v.values.is_exact; }));
  CHECK(std::ranges::any_of(stored.values, [](const ValueState& v) { return !v.values.is_exact; }));
  auto restored = Calibration::from_state(stored);
  REQUIRE_MESSAGE(restored.ok(), restored.error().message);
  CHECK(state_of(restored.value()) == stored);
  CHECK(restored.value().check_network(model.graph()).ok());
  const TensorBytes last = both[2].tensor();
  REQUIRE(restored.value().observe(model, {&last, 1}).ok());
  CHECK(state_of(restored.value()) == state_of(calibrated(model, both, options)));
}

TEST_CASE("calibration: what is not finite is named, and leaves everything as it was") {
  ModelBuilder builder = network();
  builder.node("Sqrt", "root", {"conv_out"}, {"root_out"}).output("root_out");
  Model model = load(builder.bytes());
  Values good{ElementType::f32, {1, 2, 8, 8}, Numbers(128, 1.0)};
  Calibration calibration = calibrated(model, {Feed(good)}, {.averaging_constant = 0.1});
  const CalibrationState before = state_of(calibration);
  const auto error_of = [&](const Values& values) {
    const Feed feed(values);
    const TensorBytes input = feed.tensor();
    const Status status = calibration.observe(model, {&input, 1});
    REQUIRE(!status.ok());
    CHECK(state_of(calibration) == before);
    return status.error().message;
  };
  Values bad = good;
  bad.numbers[70] = INFINITY;
  CHECK(error_of(bad) == "'x' has an infinity at index 70");
  // Channel 0 of the convolution is 1.5 x₀ − 0.25 x₁; x itself is fine. Memory has the channels innermost.
  bad = good;
  bad.numbers[5] = -4;
  CHECK(error_of(bad) == "'root_out' has NaN at index 5");
  bad = good;
  bad.numbers[9] = 200;
  CHECK(error_of(bad) == "'exp_out' has an infinity at index 9");
  const Feed feed(good);
  const TensorBytes input = feed.tensor();
  CHECK(calibration.observe(model, {&input, 1}).ok());
  CHECK(calibration.samples() == 2);
}

TEST_CASE("calibration: of another network it is refused, saying what differs") {
  Model model = load(network().bytes()), other = load(network(1.25F).bytes());
  ModelBuilder longer = network();
  longer.node("Neg", "neg", {"pool_out"}, {"neg_out"}).output("neg_out");
  Model long_model = load(longer.bytes());
  Calibration calibration = calibrated(model, feeds({1}, 7));
  CHECK(calibration.check_network(model.graph()).ok());
  CHECK(calibration.check_network(other.graph()).error().message == "the calibration was made with another network: its weights or attributes are others");
  CHECK(calibration.check_network(long_model.graph()).error().message ==
        "the calibration was made with another network: the network has a value 'neg_out' where the calibration has none");
  CHECK(calibrated(long_model, feeds({1}, 7)).check_network(model.graph()).error().message ==
        "the calibration was made with another network: the network has no value 'neg_out'");
  const CalibrationState before = state_of(calibration);
  for (Model* another : {&other, &long_model}) {
    CHECK(calibration.merge(calibrated(*another, feeds({1}, 7))).error().message == "calibrations of different networks cannot be merged");
  }
  CHECK(calibration.merge(calibrated(model, feeds({1}, 7), {.per_channel = true})).error().message == "calibrations made with other options cannot be merged");
  CHECK(state_of(calibration) == before);
  REQUIRE(calibration.merge(calibrated(model, {})).ok());  // one that has seen nothing adds nothing
  CHECK(state_of(calibration) == before);
  CHECK(calibration.range("nothing", {}, {}).error().message == "the calibration has no value 'nothing'");
  CHECK(calibration.range("x", {RangeMethod::moving_average}, {}).error().message == "'x' has no moving average: calibrate with an averaging constant");
  CHECK(calibrated(model, {}).range("x", {}, {}).error().message == "the calibration has seen no values of 'x'");
  CHECK(!Calibration::make(model, {.averaging_constant = 0}).ok());
}

TEST_CASE("calibration: states that no values lead to are refused") {
  Model model = load(network().bytes());
  const CalibrationState good = state_of(calibrated(model, feeds({40}, 8), {.averaging_constant = 0.5, .per_channel = true}));
  std::size_t bins = 0;
  while (good.values[bins].values.is_exact) ++bins;
  std::size_t exact = 0;
  while (!good.values[exact].values.is_exact) ++exact;
  const auto refused = [&](auto change) {
    CalibrationState bad = good;
    change(bad);
    return !Calibration::from_state(bad).ok();
  };
  CHECK(!refused([](CalibrationState&) {}));
  CHECK(refused([](CalibrationState& s) { s.values[1].name = s.values[0].name; }));
  CHECK(refused([](CalibrationState& s) { s.options.averaging_constant = 2; }));
  CHECK(refused([](CalibrationState& s) { s.options.averaging_constant.reset(); }));
  CHECK(refused([](CalibrationState& s) { s.values[0].average.reset(); }));
  CHECK(refused([](CalibrationState& s) { s.values[0].average->min = NAN; }));
  CHECK(refused([](CalibrationState& s) { s.options.per_channel = false; }));
  CHECK(refused([](CalibrationState& s) { s.values[0].channels[0] = {1, 0}; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.values[1].value = s.values[exact].values.values[0].value; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.values[1].value = NAN; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.values[0].count = 0; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.values[0].count = std::uint64_t{1} << 54; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.seen.max += 1; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.seen.max = INFINITY; }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.values.clear(); }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.bins.push_back({0, 1}); }));
  CHECK(refused([&](CalibrationState& s) { s.values[exact].values.is_exact = false; }));
  CHECK(refused([&](CalibrationState& s) { s.values[bins].values.bins.back().index = 5000; }));
  CHECK(refused([&](CalibrationState& s) { s.values[bins].values.bins.front().index = -5000; }));
  CHECK(refused([&](CalibrationState& s) { s.values[bins].values.bins[1].count = 0; }));
  CHECK(refused([&](CalibrationState& s) { s.values[bins].values.seen.max *= 2; }));
  CHECK(refused([&](CalibrationState& s) { s.values[bins].values.bins = {{0, 3}}; }));
}

TEST_CASE("calibration: 10,000 samples take no more memory than a few") {
  Model model = load(network().bytes());
  Random random(9);
  const Feed feed(random_floats(random, {50, 2, 8, 8}));
  auto made = Calibration::make(model, {.averaging_constant = 0.01, .per_channel = true});
  REQUIRE(made.ok());
  Calibration calibration = std::move(made).value();
  const TensorBytes input = feed.tensor();
  const auto observe = [&](int batches) {
    for (int i = 0; i < batches; ++i) REQUIRE(calibration.observe(model, {&input, 1}).ok());
#if defined(__GLIBC__)
    return static_cast<std::size_t>(mallinfo2().uordblks);
#else
    return std::size_t{0};
#endif
  };
  const std::size_t few = observe(3);
  const std::size_t many = observe(197);
  CHECK(calibration.samples() == 10000);
  CHECK(many <= few + 4096);
  for (const ValueRecord& record : calibration.values()) CHECK(record.values().count() % 10000 == 0);
}

TEST_CASE("calibration: a histogram for display") {
  ModelBuilder builder;
  builder.input("x", {"n"}).node("Neg", "neg", {"x"}, {"y"}).output("y");
  Model model = load(builder.bytes());
  const Calibration calibration = calibrated(model, {Feed({ElementType::f32, {5}, {0, 1, 2, 4, 4}})});
  const auto got = calibration.histogram("y", 4);
  REQUIRE(got.ok());
  CHECK(std::vector(got.value().counts.begin(), got.value().counts.end()) == std::vector<std::uint64_t>{2, 0, 1, 2});  // −4 −4 | | −2 | −1 0
  const Calibration constant = calibrated(model, {Feed({ElementType::f32, {3}, {7, 7, 7}})});
  const auto flat = constant.histogram("x", 2);
  REQUIRE(flat.ok());
  CHECK(flat.value().counts[0] == 3);
}

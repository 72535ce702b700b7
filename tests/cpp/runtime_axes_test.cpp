// Operators along axes: ReduceMean, global pools, Softmax, BatchNormalization, LRN; and functions of one element.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

void check_close(const Numbers& got, const Numbers& wanted, double within = 2e-6, double beside = 1e-7) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::fabs(got[i] - wanted[i]) <= within * std::fabs(wanted[i]) + beside);
}

// Elements of a tensor in groups that share the position along the axes that stay; the groups in row-major order.
std::vector<Numbers> groups(const Values& v, const std::vector<bool>& reduced) {
  Ints kept = v.dims;
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = reduced[i] ? 1 : kept[i];
  std::vector<Numbers> out(count_of(kept));
  for (std::size_t at = 0; at < v.numbers.size(); ++at) {
    auto position = position_of(at, v.dims);
    for (std::size_t i = 0; i < kept.size(); ++i) position[i] = reduced[i] ? 0 : position[i];
    out[index_of(position, kept)].push_back(v.numbers[at]);
  }
  return out;
}

// By the rule: a float32 sum in row-major order, divided once.
double mean(const Numbers& numbers) {
  float sum = 0;
  for (const double x : numbers) sum += static_cast<float>(x);
  return sum / static_cast<float>(numbers.size());
}

}  // namespace

TEST_CASE("axes: ReduceMean over any axes of a tensor in any order of memory") {
  Random random(23);
  for (int round = 0; round < 300; ++round) {
    Ints dims(below(random, 6));
    for (std::int64_t& d : dims) d = random.integer(1, 5);
    const Values x = random_floats(random, dims);
    std::vector<bool> reduced(dims.size());
    Ints axes, kept;
    for (std::size_t i = 0; i < dims.size(); ++i) {
      reduced[i] = below(random, 2) == 1;
      if (reduced[i]) axes.push_back(static_cast<std::int64_t>(i) - (below(random, 2) == 1 ? static_cast<std::int64_t>(dims.size()) : 0));
    }
    if (axes.empty()) reduced.assign(dims.size(), true);
    const bool keep = below(random, 2) == 1;
    for (std::size_t i = 0; i < dims.size(); ++i) {
      if (!reduced[i]) kept.push_back(dims[i]);
      else if (keep) kept.push_back(1);
    }
    ModelBuilder model;
    model.opset = below(random, 2) == 1 ? 18 : 13;
    const Values fed = declare_in_some_order(model, random, "x", x);
    Strings inputs{"x"}, attributes{attribute_int("keepdims", keep)};
    if (model.opset < 18 && !axes.empty()) attributes.push_back(attribute_ints("axes", axes));
    if (model.opset >= 18) inputs.push_back("axes"), model.initializer(tensor_int64("axes", {static_cast<std::int64_t>(axes.size())}, axes));
    model.node("ReduceMean", "r", inputs, {"out"}, attributes).output("out");
    Numbers wanted;
    for (const Numbers& group : groups(x, reduced)) wanted.push_back(mean(group));
    CAPTURE(round);
    const Values got = result(model, {fed});
    CHECK(got.dims == kept);
    CHECK(got.numbers == wanted);
  }
}

TEST_CASE("axes: ReduceMean of no axes is the input where the model says so") {
  const Values x{ElementType::f32, {2}, {1, 3}};
  ModelBuilder model;
  model.opset = 18;
  declare(model, "x", x);
  model.node("ReduceMean", "r", {"x"}, {"out"}, {attribute_int("noop_with_empty_axes", 1)}).output("out");
  CHECK(result(model, {x}).numbers == x.numbers);
}

TEST_CASE("axes: global pools of one to three spatial axes") {
  Random random(29);
  for (const Ints& dims : {Ints{2, 3, 7}, Ints{2, 5, 7, 3}, Ints{1, 9, 1, 1}, Ints{2, 3, 2, 3, 4}}) {
    const Values x = random_floats(random, dims);
    std::vector<bool> reduced(dims.size(), true);
    reduced[0] = reduced[1] = false;
    Numbers means, maxima;
    for (const Numbers& group : groups(x, reduced)) {
      means.push_back(mean(group));
      maxima.push_back(*std::ranges::max_element(group));
    }
    for (int order = 0; order < 8; ++order) {
      ModelBuilder model;
      const Values fed = declare_in_some_order(model, random, "x", x);
      model.node("GlobalAveragePool", "a", {"x"}, {"mean"}).node("GlobalMaxPool", "b", {"x"}, {"max"}).output("mean").output("max");
      const auto got = run(model, {fed});
      REQUIRE(got.ok());
      CHECK(got.value()[0].numbers == means);
      CHECK(got.value()[1].numbers == maxima);
    }
  }
}

TEST_CASE("axes: Softmax and LogSoftmax along any axis; before opset 13 over all that follow") {
  Random random(31);
  for (int round = 0; round < 120; ++round) {
    Ints dims(1 + below(random, 4));
    for (std::int64_t& d : dims) d = random.integer(1, 6);
    const Values x = random_floats(random, dims);
    const std::size_t axis = below(random, dims.size());
    const bool old = below(random, 2) == 1;
    std::vector<bool> together(dims.size());
    for (std::size_t i = 0; i < dims.size(); ++i) together[i] = old ? i >= axis : i == axis;
    ModelBuilder model;
    model.opset = old ? 11 : 13;
    const Values fed = declare_in_some_order(model, random, "x", x);
    model.node("Softmax", "s", {"x"}, {"soft"}, {attribute_int("axis", static_cast<std::int64_t>(axis))});
    model.node("LogSoftmax", "l", {"x"}, {"log"}, {attribute_int("axis", static_cast<std::int64_t>(axis))});
    model.output("soft").output("log");
    CAPTURE(round);
    const auto got = run(model, {fed});
    REQUIRE(got.ok());
    const auto in = groups(x, together), soft = groups(got.value()[0], together), log = groups(got.value()[1], together);
    for (std::size_t g = 0; g < in.size(); ++g) {
      double sum = 0;
      for (const double value : in[g]) sum += std::exp(value);
      Numbers wanted, logs;
      for (const double value : in[g]) wanted.push_back(std::exp(value) / sum), logs.push_back(value - std::log(sum));
      check_close(soft[g], wanted);
      check_close(log[g], logs, 1e-6, 2e-6);
    }
  }
}

TEST_CASE("axes: the axis of Softmax that is not given is 1 before opset 13, the last since") {
  const Values x{ElementType::f32, {1, 2, 2}, {0, 0, 0, 0}};
  for (const std::int64_t opset : {12, 13}) {
    ModelBuilder model;
    model.opset = opset;
    declare(model, "x", x);
    model.node("Softmax", "s", {"x"}, {"out"}).output("out");
    CHECK(result(model, {x}).numbers == Numbers(4, opset < 13 ? 0.25 : 0.5));
  }
}

TEST_CASE("axes: BatchNormalization that stands alone, in any order of memory") {
  Random random(37);
  for (const Ints& dims : {Ints{2, 5, 7, 3}, Ints{3, 4}, Ints{1, 70, 9, 11}, Ints{2, 3, 4}}) {
    const Values x = random_floats(random, dims);
    const std::int64_t channels = dims[1];
    Values scale = random_floats(random, {channels}), bias = scale, average = scale, variance = scale;
    for (auto& b : bias.numbers) b = random.real(-1, 1);
    for (auto& m : average.numbers) m = random.real(-1, 1);
    for (auto& v : variance.numbers) v = random.real(0.01F, 2);
    Numbers wanted;
    for (std::size_t at = 0; at < x.numbers.size(); ++at) {
      const std::size_t c = position_of(at, dims)[1];
      const double a = scale.numbers[c] / std::sqrt(variance.numbers[c] + double{1e-3F});
      const float product = static_cast<float>(x.numbers[at]) * static_cast<float>(a);
      wanted.push_back(product + static_cast<float>(bias.numbers[c] - average.numbers[c] * a));
    }
    for (int round = 0; round < 8; ++round) {
      ModelBuilder model;
      std::vector<Values> feeds{declare_in_some_order(model, random, "x", x)};
      const std::pair<const char*, const Values*> parameters[] = {{"scale", &scale}, {"bias", &bias}, {"mean", &average}, {"var", &variance}};
      for (const auto& [name, values] : parameters) {
        if (round % 2 == 0) model.initializer(tensor_floats(name, {channels}, floats(*values)));
        else declare(model, name, *values), feeds.push_back(*values);
      }
      model.node("BatchNormalization", "b", {"x", "scale", "bias", "mean", "var"}, {"out"}, {attribute_float("epsilon", 1e-3F)}).output("out");
      CHECK(result(model, feeds).numbers == wanted);
    }
  }
}

TEST_CASE("axes: LRN over the channels around each, at both ends fewer") {
  Random random(41);
  const Values x = random_floats(random, {2, 7, 3, 2});
  for (const std::int64_t size : {1, 2, 3, 5, 20}) {
    for (const float beta : {0.75F, 0.5F}) {
      Numbers wanted;
      for (std::size_t at = 0; at < x.numbers.size(); ++at) {
        auto position = position_of(at, x.dims);
        const auto c = static_cast<std::int64_t>(position[1]);
        double sum = 0;
        // ONNX: from c − ⌊(size − 1)/2⌋ to c + ⌈(size − 1)/2⌉.
        for (std::int64_t k = std::max<std::int64_t>(0, c - (size - 1) / 2); k <= std::min<std::int64_t>(6, c + size / 2); ++k) {
          position[1] = static_cast<std::size_t>(k);
          sum += std::pow(x.numbers[index_of(position, x.dims)], 2);
        }
        wanted.push_back(x.numbers[at] / std::pow(2 + 0.1 / static_cast<double>(size) * sum, beta));
      }
      for (int order = 0; order < 4; ++order) {
        ModelBuilder model;
        const Values fed = declare_in_some_order(model, random, "x", x);
        model.node("LRN", "l", {"x"}, {"out"}, {attribute_int("size", size), attribute_float("alpha", 0.1F), attribute_float("beta", beta), attribute_float("bias", 2)});
        model.output("out");
        check_close(result(model, {fed}).numbers, wanted);
      }
    }
  }
}

TEST_CASE("axes: functions of one element") {
  struct Function {
    const char* op;
    Strings attributes;
    std::function<double(double)> f;
  };
  const auto clip = [](double x, double lo, double hi) { return std::fmin(std::fmax(x, lo), hi); };
  const std::vector<Function> functions{
      {"Relu", {}, [](double x) { return std::fmax(x, 0); }},
      {"LeakyRelu", {}, [](double x) { return x < 0 ? 0.01 * x : x; }},
      {"LeakyRelu", {attribute_float("alpha", 0.25F)}, [](double x) { return x < 0 ? 0.25 * x : x; }},
      {"Sigmoid", {}, [](double x) { return 1 / (1 + std::exp(-x)); }},
      {"HardSigmoid", {}, [&](double x) { return clip(0.2 * x + 0.5, 0, 1); }},
      {"HardSigmoid", {attribute_float("alpha", 0.5F), attribute_float("beta", 0.25F)}, [&](double x) { return clip(0.5 * x + 0.25, 0, 1); }},
      {"HardSwish", {}, [&](double x) { return x * clip(x / 6 + 0.5, 0, 1); }},
      {"Tanh", {}, [](double x) { return std::tanh(x); }},
      {"Elu", {}, [](double x) { return x < 0 ? std::expm1(x) : x; }},
      {"Elu", {attribute_float("alpha", 2)}, [](double x) { return x < 0 ? 2 * std::expm1(x) : x; }},
      {"Exp", {}, [](double x) { return std::exp(x); }},
      {"Neg", {}, [](double x) { return -x; }},
      {"Abs", {}, [](double x) { return std::fabs(x); }},
      {"Sqrt", {}, [](double x) { return std::sqrt(x); }},
  };
  Random random(43);
  for (const Function& function : functions) {
    Values x = random_floats(random, {2, 3, 5, 7});
    if (std::string_view(function.op) == "Sqrt") {
      for (double& v : x.numbers) v = std::fabs(v);
    }
    ModelBuilder model;
    model.opset = 14;
    const Values fed = declare_in_some_order(model, random, "x", x);
    model.node(function.op, "f", {"x"}, {"out"}, function.attributes).output("out");
    Numbers wanted;
    for (const double v : x.numbers) wanted.push_back(function.f(v));
    CAPTURE(function.op);
    check_close(result(model, {fed}).numbers, wanted, 1e-5);
  }
}

TEST_CASE("axes: Clip with bounds in an attribute, constant, computed, one-sided and the wrong way round") {
  const Values x{ElementType::f32, {4}, {-3, -0.5, 0.5, 3}}, one{ElementType::f32, {}, {1}};
  const auto clipped = [&](std::int64_t opset, const Strings& inputs, const Strings& attributes) {
    ModelBuilder model;
    model.opset = opset;
    declare(model, "x", x);
    declare(model, "one", one);
    model.initializer(tensor_floats("minus", {}, {-1}));
    model.node("Clip", "c", inputs, {"out"}, attributes).output("out");
    return result(model, {x, one}).numbers;
  };
  CHECK(clipped(10, {"x"}, {attribute_float("min", -1), attribute_float("max", 1)}) == Numbers{-1, -0.5, 0.5, 1});
  CHECK(clipped(10, {"x"}, {attribute_float("min", -1)}) == Numbers{-1, -0.5, 0.5, 3});
  CHECK(clipped(13, {"x", "minus", "one"}, {}) == Numbers{-1, -0.5, 0.5, 1});
  CHECK(clipped(13, {"x", "minus"}, {}) == Numbers{-1, -0.5, 0.5, 3});
  CHECK(clipped(13, {"x", "", "one"}, {}) == Numbers{-3, -0.5, 0.5, 1});
  CHECK(clipped(13, {"x"}, {}) == x.numbers);
  CHECK(clipped(13, {"x", "one", "minus"}, {}) == Numbers(4, -1));
}

// Watchers: every value of a run, in ONNX's layout and order, whatever its memory becomes later.
#include <algorithm>

#include "allocations.h"
#include "runtime/kept_values.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Model load(const ModelBuilder& model) {
  const std::string file = model.bytes();
  auto loaded = Model::load(as_bytes(file), *available_network_kernels().back());
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().message);
  return std::move(loaded).value();
}

Numbers numbers_of(const KeptValue& value) { return test::numbers_of(TensorBytes{value.type, value.shape, value.bytes.span()}); }

// A convolution (channels innermost), functions in place, views, a Split of which one part is unread, a float16 tail.
ModelBuilder network(Random& random, const Strings& outputs = {"flat_out", "transpose_out", "half_abs"}) {
  ModelBuilder model;
  model.input("x", {"batch", "3", "6", "6"});
  model.initializer(tensor_floats("w", {4, 3, 3, 3}, floats(random_integers(random, {4, 3, 3, 3}))));
  model.initializer(tensor_int64("flat", {2}, {0, -1}));
  model.node("Conv", "conv", {"x", "w"}, {"conv_out"}).node("Sigmoid", "sigmoid", {"conv_out"}, {"sigmoid_out"}).node("Neg", "neg", {"sigmoid_out"}, {"neg_out"});
  model.node("Transpose", "transpose", {"neg_out"}, {"transpose_out"}, {attribute_ints("perm", {0, 2, 3, 1})});
  model.node("Split", "split", {"neg_out"}, {"left", "right"}, {attribute_int("axis", 1)});
  model.node("Exp", "exp", {"right"}, {"exp_out"}).node("Reshape", "reshape", {"exp_out", "flat"}, {"flat_out"});
  model.node("Cast", "cast", {"flat_out"}, {"half"}, {attribute_int("to", 10)}).node("Abs", "abs", {"half"}, {"half_abs"});
  for (const std::string& name : outputs) model.output(name, {}, name.starts_with("half") ? 10 : 1);
  return model;
}

const Strings every{"x", "conv_out", "sigmoid_out", "neg_out", "transpose_out", "left", "right", "exp_out", "flat_out", "half", "half_abs"};

}  // namespace

TEST_CASE("watcher: each value is what the network gives when it ends there") {
  Random random(5);
  const ModelBuilder model = network(random);
  const Values x = random_floats(random, {2, 3, 6, 6});
  const auto bytes = bytes_of(x);
  const TensorBytes input{x.type, Shape::make(x.dims).value(), bytes};
  Model whole = load(model);
  const auto kept = run_keeping(whole, {&input, 1}, every);
  REQUIRE_MESSAGE(kept.ok(), kept.error().message);
  REQUIRE(kept.value().size() == every.size());
  for (std::size_t i = 0; i < every.size(); ++i) {
    const KeptValue& value = kept.value()[i];
    CHECK(value.name == every[i]);
    CHECK(value.type == (every[i].starts_with("half") ? ElementType::f16 : ElementType::f32));
    if (i == 0) {
      CHECK(numbers_of(value) == x.numbers);
      continue;
    }
    Random again(5);
    Model part = load(network(again, {every[i]}));
    REQUIRE(part.run({&input, 1}).ok());
    CHECK_MESSAGE(test::numbers_of(part.output(0)) == numbers_of(value), every[i]);
  }
}

namespace {

struct Recorder : Watcher {
  explicit Recorder(const Graph& g) : graph(g) {}
  void step_begins(ValueId value) override { open = value; }
  void step_ends(ValueId value) override {
    CHECK(open == value);
    open = absent;
    steps.push_back(graph.values[value].name);
  }
  Status complete(ValueId value, const Slot& slot, std::span<const std::byte> bytes) override {
    CHECK(open == absent);
    CHECK(bytes.size() == slot.bytes());
    names.push_back(graph.values[value].name);
    if (names.back() == refused) return Error{ErrorCode::not_finite, "refused"};
    return Done{};
  }
  const Graph& graph;
  ValueId open = absent;
  Strings names, steps;
  std::string refused;
};

}  // namespace

TEST_CASE("watcher: tells values once, in the order of the run, and the steps between them; its error ends the run") {
  Random random(7);
  const Values x = random_floats(random, {1, 3, 6, 6});
  const auto bytes = bytes_of(x);
  const TensorBytes input{x.type, Shape::make(x.dims).value(), bytes};
  Model model = load(network(random));
  Recorder recorder(model.graph());
  REQUIRE(model.run({&input, 1}, &recorder).ok());
  CHECK(recorder.names == every);
  for (const char* node : {"conv_out", "sigmoid_out", "exp_out"}) CHECK(std::ranges::count(recorder.steps, node) >= 1);
  CHECK(std::ranges::count(recorder.steps, "transpose_out") == 0);  // a view
  Recorder refusing(model.graph());
  refusing.refused = "neg_out";
  const Status status = model.run({&input, 1}, &refusing);
  REQUIRE(!status.ok());
  CHECK(status.error().message == "refused");
  CHECK(refusing.names.back() == "neg_out");
}

TEST_CASE("watcher: values that a network does not compute are refused") {
  Random random(9);
  ModelBuilder builder = network(random);
  builder.node("Relu", "relu", {"sigmoid_out"}, {"fused"}).output("fused");
  const Values x = random_floats(random, {1, 3, 6, 6});
  const auto bytes = bytes_of(x);
  const TensorBytes input{x.type, Shape::make(x.dims).value(), bytes};
  Model model = load(builder);
  const auto error_of = [&](const std::string& name) {
    const auto kept = run_keeping(model, {&input, 1}, {&name, 1});
    return kept.ok() ? std::string() : kept.error().message;
  };
  CHECK(error_of("nothing") == "the network computes no value 'nothing'");
  CHECK(error_of("w") == "the network computes no value 'w'");
  CHECK(error_of("fused").empty());
}

TEST_CASE("watcher: a run that is watched allocates nothing either") {
  Random random(11);
  struct : Watcher {
    Status complete(ValueId, const Slot&, std::span<const std::byte>) override { return Done{}; }
  } silent;
  const Values x = random_floats(random, {1, 3, 6, 6});
  const auto bytes = bytes_of(x);
  const TensorBytes input{x.type, Shape::make(x.dims).value(), bytes};
  Model model = load(network(random));
  REQUIRE(model.run({&input, 1}).ok());
  const std::size_t before = allocations();
  REQUIRE(model.run({&input, 1}, &silent).ok());
  CHECK(allocations() == before);
}

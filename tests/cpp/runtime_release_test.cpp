// Models that keep packed weights only. That every operator gives the same then is checked with the operators.
#include "core/text.h"
#include "model/layers.h"
#include "ptq_case.h"
#include "runtime/plan.h"
#include "runtime/release.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// Two convolutions with one weight, a Gemm, and a constant that is an output as well.
ModelBuilder network(Random& random, const std::string& batch) {
  ModelBuilder model;
  model.input("x", {batch, "8", "6", "6"});
  model.initializer(tensor_floats("w", {8, 8, 3, 3}, floats(random_floats(random, {8, 8, 3, 3}))));
  model.initializer(tensor_floats("b", {8, 5}, floats(random_floats(random, {8, 5})))).initializer(tensor_floats("c", {5}, {1, 2, 3, 4, 5}));
  for (const auto& [from, to] : {std::pair{"x", "y"}, {"y", "z"}}) {
    model.node("Conv", text(to, ".conv"), {from, "w"}, {to}, {attribute_ints("pads", {1, 1, 1, 1})});
  }
  model.node("GlobalAveragePool", "gap", {"z"}, {"g"}).node("Flatten", "flat", {"g"}, {"f"}).node("Gemm", "fc", {"f", "b"}, {"h"});
  model.node("Add", "add", {"h", "c"}, {"out"}).output("out").output("c");
  return model;
}

Model load(const std::string& file, Keep keep) { return must(Model::load(as_bytes(file), *available_network_kernels().back(), {}, keep)); }

std::size_t constants(const Graph& graph) {
  return static_cast<std::size_t>(std::ranges::count_if(graph.values, [](const Value& value) { return value.constant.has_value(); }));
}

}  // namespace

TEST_CASE("release: constants are gone once there is a plan, results are the same") {
  Random random(91);
  const std::string file = network(random, "2").bytes();
  const Feed feed(random_floats(random, {2, 8, 6, 6}));
  Model all = load(file, Keep::all), packed = load(file, Keep::packed);
  CHECK(weight_bytes(packed.graph()) == 4 * (8 * 8 * 9 + 8 * 5 + 5));
  const Numbers wanted = run_on(all, feed);
  CHECK(run_on(packed, feed) == wanted);
  CHECK(run_on(packed, feed) == wanted);
  CHECK(numbers_of(packed.output(1)) == Numbers{1, 2, 3, 4, 5});
  CHECK(constants(packed.graph()) == 0);
  CHECK(weight_bytes(all.graph()) == 4 * (8 * 8 * 9 + 8 * 5 + 5));
}

TEST_CASE("release: other shapes are refused as ever, and the model stays usable") {
  Random random(92);
  const std::string file = network(random, "1").bytes();
  Model all = load(file, Keep::all), packed = load(file, Keep::packed);
  const Feed feed(random_floats(random, {1, 8, 6, 6})), other(random_floats(random, {2, 8, 6, 6}));
  const Numbers wanted = run_on(all, feed);
  CHECK(run_on(packed, feed) == wanted);
  const TensorBytes input = other.tensor();
  const Status refused = packed.run({&input, 1});
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == ErrorCode::shape_mismatch);
  CHECK(refused.error().message == all.run({&input, 1}).error().message);
  CHECK(run_on(packed, feed) == wanted);
}

TEST_CASE("release: with an open size everything stays") {
  Random random(93);
  const std::string file = network(random, "batch").bytes();
  Model all = load(file, Keep::all), packed = load(file, Keep::packed);
  for (const std::int64_t batch : {1, 3, 1}) {
    const Feed feed(random_floats(random, {batch, 8, 6, 6}));
    CHECK(run_on(packed, feed) == run_on(all, feed));
  }
  CHECK(constants(packed.graph()) == 3);
}

TEST_CASE("release: where there is no plan, every run says why") {
  ModelBuilder model;
  model.input("x", {"2", "2"}).initializer(tensor_floats("w", {2, 2}, {1, 2, 3, 4}));
  model.node("MatMul", "product", {"x", "w"}, {"y"}).node("Cast", "narrow", {"y"}, {"z"}, {attribute_int("to", 3)});
  model.node("Softmax", "soft", {"z"}, {"out"}).output("out", {}, 3);
  const std::string file = model.bytes();
  const Feed feed(Values{ElementType::f32, {2, 2}, {1, 0, 0, 1}});
  const TensorBytes input = feed.tensor();
  Model all = load(file, Keep::all), packed = load(file, Keep::packed);
  const std::string why = message_of(all.run({&input, 1}));
  CHECK(why == "Softmax 'soft': input 'z' of type int8 is not supported");
  CHECK(message_of(packed.run({&input, 1})) == why);
  CHECK(message_of(packed.run({&input, 1})) == why);
}

TEST_CASE("release: plans own what was packed, the cache nothing") {
  Random random(94);
  const std::string file = network(random, "1").bytes();
  const Model model = load(file, Keep::all);
  const Constant& w = *std::ranges::find(model.graph().values, "w", &Value::name)->constant;
  for (const bool releases : {false, true}) {
    WeightCache cache;
    const Plan plan = must(releases ? Plan::make_releasing(model.graph(), model.kernels(), cache) : Plan::make(model.graph(), model.kernels(), cache));
    bool packs = false;
    must(cache.packed({{&w, nullptr}}, text("conv 1 ", w.shape().to_string()), [&]() -> Result<Packing> {
      packs = true;
      return Packing{0, [](std::span<std::byte>) -> Status { return Done{}; }};
    }));
    CHECK(packs == releases);
  }
}

TEST_CASE("weight cache: what waits is packed the largest first, and not after an error") {
  WeightCache cache;
  std::vector<std::size_t> order;
  std::vector<PackedBytes> packed;
  const auto add = [&](std::size_t bytes, bool fails) {
    packed.push_back(must(cache.packed({}, text(bytes), [&]() -> Result<Packing> {
      return Packing{bytes, [&order, fails](std::span<std::byte> out) -> Status {
        order.push_back(out.size());
        if (fails) return Error{ErrorCode::out_of_memory, "none"};
        return Done{};
      }};
    })));
  };
  cache.wait();
  for (const std::size_t bytes : {3U, 9U, 1U, 7U}) add(bytes, bytes == 3);
  CHECK(order.empty());
  CHECK(!cache.pack_waiting(true).ok());
  CHECK(order == std::vector<std::size_t>{9, 7, 3});
  CHECK(packed[1]->size() == 9);
  add(2, false);
  CHECK(order.back() == 2);
  cache.wait();
  add(5, false);
  CHECK(cache.pack_waiting(false).ok());
  CHECK(order.size() == 4);
}

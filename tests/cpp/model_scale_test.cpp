// The largest graphs that are read, each built so that something which is not linear would take minutes: every pass ends.
#include <doctest/doctest.h>

#include <chrono>

#include "core/text.h"
#include "model/check_weights.h"
#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model/raw_model.h"
#include "model/rewrites.h"
#include "model_builder.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

constexpr int top = static_cast<int>(max_nodes);

struct Passed {
  Graph graph;
  std::size_t folded = 0, identities = 0, norms = 0, activations = 0, swishes = 0, dead = 0;
};

// Reads, infers and rewrites: less than half a second natively, far more where sanitizers look at every step.
Passed passes(const ModelBuilder& model) {
  const std::string file = model.bytes();
  const auto start = std::chrono::steady_clock::now();
  auto read = read_onnx(as_bytes(file));
  REQUIRE_MESSAGE(read.ok(), read.error().message);
  Passed out{std::move(read).value()};
  const Status inferred = infer_shapes(out.graph);
  REQUIRE_MESSAGE(inferred.ok(), inferred.error().message);
  const auto count = [](Result<std::size_t> gone) {
    REQUIRE_MESSAGE(gone.ok(), gone.error().message);
    return gone.value();
  };
  out.folded = count(fold_constants(out.graph));
  out.identities = remove_identities(out.graph);
  out.norms = count(fold_batch_norm(out.graph));
  out.activations = fuse_activations(out.graph);
  out.swishes = fuse_swish(out.graph);
  out.dead = drop_dead_code(out.graph);
  CHECK(check_finite_weights(out.graph).ok());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK_MESSAGE(took.count() < 30, text("took ", took.count(), " s"));
  return out;
}

std::string name(std::string_view base, int i) { return text(base, i); }

}  // namespace

TEST_CASE("a chain of as many nodes as are read") {
  ModelBuilder model;
  model.input("v0", {"1"});
  for (int i = 1; i <= top; ++i) model.node(i % 2 == 0 ? "Relu" : "Neg", "", {name("v", i - 1)}, {name("v", i)});
  CHECK(passes(model.output(name("v", top))).graph.nodes.size() == max_nodes);
}

TEST_CASE("a chain of nodes that do nothing") {
  ModelBuilder model;
  model.input("v0", {"1"}).node("Neg", "", {"v0"}, {"v1"});
  for (int i = 2; i <= top; ++i) model.node(i % 2 == 0 ? "Identity" : "Dropout", "", {name("v", i - 1)}, {name("v", i)});
  const Passed out = passes(model.output(name("v", top)));
  CHECK(out.identities == max_nodes - 1);
  CHECK(out.graph.nodes.size() == 1);
}

TEST_CASE("a value that nearly all nodes read") {
  ModelBuilder model;
  model.input("x", {"n"}).node("Neg", "", {"x"}, {"v"});
  Strings sums;
  for (int i = 0; i < 97; ++i) {
    Strings parts;
    for (int k = 0; k < 1024; ++k) {
      parts.push_back(text("r", i, "_", k));
      model.node("Relu", "", {"v"}, {parts.back()});
    }
    sums.push_back(name("s", i));
    model.node("Sum", "", parts, {sums.back()});
  }
  const Passed out = passes(model.node("Sum", "", sums, {"y"}).output("y"));
  CHECK(out.activations == 0);
  CHECK(out.dead == 0);
}

TEST_CASE("convolutions with normalization and activation") {
  ModelBuilder model;
  model.input("v0", {"1", "1", "2", "2"});
  for (const char* one : {"gamma", "beta", "mean", "var"}) model.initializer(tensor_floats(one, {1}, {1}));
  const int blocks = 33'000;  // of 12 values each: near that ceiling too
  for (int i = 0; i < blocks; ++i) {
    model.initializer(tensor_floats(name("w", i), {1, 1, 1, 1}, {1}));
    model.node("Conv", "", {name("v", i), name("w", i)}, {name("c", i)});
    model.node("BatchNormalization", "", {name("c", i), "gamma", "beta", "mean", "var"}, {name("n", i)});
    model.node("Relu", "", {name("n", i)}, {name("v", i + 1)});
  }
  const Passed out = passes(model.output(name("v", blocks)));
  CHECK(out.norms == blocks);
  CHECK(out.activations == blocks);
}

TEST_CASE("a chain of x · sigmoid(x)") {
  ModelBuilder model;
  model.input("v0", {"1"});
  for (int i = 0; i < top / 2; ++i) model.node("Sigmoid", "", {name("v", i)}, {name("s", i)}).node("Mul", "", {name("v", i), name("s", i)}, {name("v", i + 1)});
  CHECK(passes(model.output(name("v", top / 2))).swishes == max_nodes / 2);
}

TEST_CASE("a weight that many convolutions share is not copied for each") {
  ModelBuilder model;
  model.input("v0", {"1", "64", "1", "1"}).initializer(tensor_zeros("w", {64, 64, 1, 1}));
  for (const char* one : {"gamma", "beta", "mean", "var"}) model.initializer(tensor_floats(one, {64}, std::vector<float>(64, 1)));
  const int pairs = 39'000;  // of 10 values each; copies would take 640 MB
  for (int i = 0; i < pairs; ++i) {
    model.node("Conv", "", {name("v", i), "w"}, {name("c", i)});
    model.node("BatchNormalization", "", {name("c", i), "gamma", "beta", "mean", "var"}, {name("v", i + 1)});
  }
  const Passed out = passes(model.output(name("v", pairs)));
  CHECK(out.norms == 0);
  CHECK(out.graph.nodes.size() == 2 * pairs);
}

TEST_CASE("lists and constants at every node") {
  ModelBuilder model;
  const Ints list(32, 1);
  model.initializer(tensor_int64("indices", {256}, Ints(256, 0)));
  for (int i = 0; i < top / 3; ++i) {
    model.node("Constant", "", {}, {name("v", i)}, {attribute_ints("value_ints", list)});
    model.node("Gather", "", {name("v", i), "indices"}, {name("g", i)});
    model.node("Add", "", {name("v", i), name("v", i)}, {name("a", i)});
  }
  const Passed out = passes(model.output(name("a", top / 3 - 1), {}, 7));
  CHECK(out.folded == 2 * (max_nodes / 3));
  CHECK(out.dead == max_nodes / 3);
}

TEST_CASE("long symbols in every dimension of every value") {
  ModelBuilder model;
  Strings dims;
  for (int i = 0; i < 8; ++i) dims.push_back(std::string(max_symbol_length - 1, 's') + static_cast<char>('a' + i));
  model.input("x", dims).initializer(tensor_int64("one", {4}, {1, 1, 1, 1}));
  model.node("Shape", "", {"x"}, {"shape"});
  const int pairs = 44'000;  // of 9 values each
  for (int i = 0; i < pairs; ++i) {
    model.node("Concat", "", {"shape", "shape", "shape", "shape"}, {name("c", i)}, {attribute_int("axis", 0)});
    model.node("Max", "", {"x", "x"}, {name("m", i)});
  }
  const Passed out = passes(model.node("Neg", "", {"x"}, {"y"}).output("y"));
  CHECK(out.dead == 2 * pairs + 1);
}

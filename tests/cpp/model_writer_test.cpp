// Written and read again, a graph is what it was; and what it computes stays when it has to be said differently.
#include <doctest/doctest.h>

#include "core/text.h"
#include "model/onnx_writer.h"
#include "model/operators.h"
#include "model/rewrites.h"
#include "model_files.h"
#include "random.h"
#include "read_model.h"
#include "same_graph.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Buffer<std::byte> written(const Graph& graph) {
  auto file = write_onnx(graph);
  REQUIRE_MESSAGE(file.ok(), file.error().message);
  return std::move(file).value();
}

Graph read_back(const Buffer<std::byte>& file) {
  auto graph = read_onnx(file.span());
  REQUIRE_MESSAGE(graph.ok(), graph.error().message);
  return std::move(graph).value();
}

std::string refusal(const Graph& graph) {
  const auto file = write_onnx(graph);
  return file.ok() ? "written" : file.error().message;
}

std::string operators_of(const Graph& graph) {
  std::string out;
  for (const Node& node : graph.nodes) out += text(out.empty() ? "" : " ", node.op->name);
  return out;
}

TensorType random_type(Random& random) {
  constexpr ElementType types[] = {ElementType::f32, ElementType::f16, ElementType::f64, ElementType::u8, ElementType::i64, ElementType::boolean, ElementType::i4};
  TensorType type{types[random.integer(0, 6)], std::nullopt};
  if (random.integer(0, 7) == 0) return type;
  type.dims.emplace();
  for (std::int64_t rank = random.integer(0, 5); rank > 0; --rank) {
    const std::int64_t kind = random.integer(0, 3);
    type.dims->push_back(kind == 0 ? Dimension() : kind == 1 ? Dimension::named(text("size", random.integer(0, 3))) : Dimension(random.integer(1, 1'000'000)));
  }
  return type;
}

Constant random_constant(Random& random) {
  const auto type = static_cast<ElementType>(random.integer(0, 13));
  std::vector<std::int64_t> extents;
  for (std::int64_t rank = random.integer(0, 3); rank > 0; --rank) extents.push_back(random.integer(0, 5));
  const Shape shape = Shape::make(extents).value();
  auto bytes = Buffer<std::byte>::make(stored_bytes(type, static_cast<std::size_t>(shape.element_count()))).value();
  for (std::byte& b : bytes) b = static_cast<std::byte>(type == ElementType::boolean ? random.integer(0, 1) : random.integer(0, 255));
  return {type, shape, std::move(bytes)};
}

std::string random_word(Random& random) {
  std::string word;
  for (std::int64_t n = random.integer(0, 9); n > 0; --n) word += static_cast<char>(random.integer(0, 255));
  return word;
}

AttributeValue random_attribute(Random& random) {
  const auto list = [&](auto one) {
    std::vector<decltype(one())> out;
    for (std::int64_t n = random.integer(0, 4); n > 0; --n) out.push_back(one());
    return out;
  };
  const auto integer = [&] { return static_cast<std::int64_t>(random.next()) >> random.integer(0, 63); };
  const auto real = [&] { return random.any_finite(); };
  switch (random.integer(0, 6)) {
    case 0: return integer();
    case 1: return real();
    case 2: return random_word(random);
    case 3: return random_constant(random);
    case 4: return list(integer);
    case 5: return list(real);
    default: return list([&] { return random_word(random); });
  }
}

// Any operators with any inputs: the reader looks at no shape.
Graph random_graph(Random& random) {
  Graph graph;
  graph.name = "random";
  graph.opsets = {{"", static_cast<int>(random.integer(14, 21))}, {"com.microsoft", 1}};
  std::vector<ValueId> known;
  for (std::int64_t i = random.integer(1, 3); i > 0; --i) {
    graph.inputs.push_back(graph.add_value(text("input", i), random_type(random)));
    known.push_back(graph.inputs.back());
  }
  for (std::int64_t i = random.integer(0, 6); i > 0; --i) known.push_back(graph.add_constant(text("constant", i), random_constant(random)));
  bool microsoft = false;
  for (std::int64_t n = 0, count = random.integer(1, 20); n < count; ++n) {
    const OperatorRow& row = operators()[static_cast<std::size_t>(random.integer(0, std::ssize(operators()) - 1))];
    if (row.first_opset > newest_opset || (row.domain != onnx_domain && row.domain != microsoft_domain)) continue;
    microsoft = microsoft || row.domain == microsoft_domain;
    Node node;
    node.name = random.integer(0, 5) == 0 ? "" : text("node", n);
    node.op = &row;
    node.opset = graph.opset(row.domain);
    // One that gives float is the executor's own.
    const Arity arity = row.name == "QLinearConv" ? Arity{8, 9} : row.inputs;
    const auto any = [&](const Arity& of) { return random.integer(static_cast<std::int64_t>(of.least), static_cast<std::int64_t>(std::min(of.most, of.least + 4))); };
    const std::int64_t inputs = any(arity);
    for (std::int64_t i = 0; i < inputs; ++i) {
      const bool left_out = i >= static_cast<std::int64_t>(arity.least) && random.integer(0, 3) == 0;
      node.inputs.push_back(left_out ? absent : known[static_cast<std::size_t>(random.integer(0, std::ssize(known) - 1))]);
    }
    for (std::int64_t o = any(row.outputs); o > 0; --o) node.outputs.push_back(graph.add_value(text("value", n, "_", o)));
    for (std::int64_t a = random.integer(0, 4); a > 0; --a) node.attributes.push_back({text("attribute", a), random_attribute(random)});
    known.insert(known.end(), node.outputs.begin(), node.outputs.end());
    graph.nodes.push_back(std::move(node));
  }
  const ValueId last = known.back();
  graph.outputs = {last};
  if (graph.values[last].type.element == std::nullopt) graph.values[last].type = random_type(random);
  if (!microsoft) graph.opsets.pop_back();
  return graph;
}

}  // namespace

TEST_CASE("written and read again, a model is the same") {
  for (const char* name : {"exporter", "microsoft", "old_ir", "operators", "quantized", "resize"}) {
    CAPTURE(name);
    auto graph = read_onnx(model_file(std::string(name) + ".onnx"));
    REQUIRE(graph.ok());
    const Buffer<std::byte> file = written(graph.value());
    Graph wanted = graph.value();
    // Imports of operator sets that no node is of are left out.
    if (operators_of(wanted).find("QLinearAdd") == std::string::npos) std::erase_if(wanted.opsets, [](const Opset& opset) { return !opset.domain.empty(); });
    CHECK(difference(wanted, read_back(file)) == "");
    CHECK(std::ranges::equal(file, written(read_back(file))));
  }
}

TEST_CASE("written and read again, random graphs are the same") {
  Random random(11);
  for (int round = 0; round < 2000; ++round) {
    CAPTURE(round);
    const Graph graph = random_graph(random);
    const Buffer<std::byte> file = written(graph);
    REQUIRE(difference(graph, read_back(file)) == "");
    REQUIRE(std::ranges::equal(file, written(graph)));
  }
}

TEST_CASE("the IR version is the one of the operator set, the producer this library") {
  for (const auto& [opset, ir] : {std::pair{7, 8}, {13, 8}, {18, 8}, {19, 9}, {20, 9}, {21, 10}}) {
    ModelBuilder model;
    model.opset = opset;
    const Graph back = read_back(written(read(model.input("x", {"n", "2"}).node("Exp", "e", {"x"}, {"y"}).output("y"))));
    CHECK(back.ir_version == ir);
    CHECK(back.opset("") == opset);
    CHECK(back.producer.starts_with("zeropoint 0."));
    CHECK(back.values[back.outputs[0]].type.to_string() == "float [n, 2]");
  }
}

TEST_CASE("activations and Swish become nodes again, and the same rewrites find them") {
  ModelBuilder model;
  model.opset = 9;  // below what bounds as inputs need
  model.input("x", {"1", "2", "3", "3"}).initializer(tensor_floats("w", {2, 2, 1, 1}, {1, -1, 0.5F, 2}));
  model.node("Conv", "first", {"x", "w"}, {"a"}).node("Relu", "", {"a"}, {"b"});
  model.node("Conv", "second", {"b", "w"}, {"c"}).node("Clip", "", {"c"}, {"d"}, {attribute_float("min", 0), attribute_float("max", 6)});
  model.node("Conv", "third", {"d", "w"}, {"e"}).node("Clip", "", {"e"}, {"f"}, {attribute_float("max", 2)});
  model.node("Sigmoid", "s", {"f"}, {"g"}).node("Mul", "m", {"f", "g"}, {"y"}).output("y");
  Graph graph = read(model);
  fuse_activations(graph);
  REQUIRE(fuse_swish(graph) == 1);
  drop_dead_code(graph);
  Graph back = read_back(written(graph));
  CHECK(operators_of(back) == "Conv Relu Conv Clip Conv Clip Sigmoid Mul");
  CHECK(back.opset("") == 11);
  CHECK(back.nodes[1].name == "first.Relu");
  REQUIRE(infer_shapes(back).ok());
  fuse_activations(back);
  fuse_swish(back);
  REQUIRE(back.nodes.size() == 4);
  for (std::size_t n = 0; n < 4; ++n) {
    CHECK(back.nodes[n].activation == graph.nodes[n].activation);
    CHECK(back.nodes[n].name == graph.nodes[n].name);
    CHECK(back.values[back.nodes[n].outputs[0]].name == graph.values[graph.nodes[n].outputs[0]].name);
  }
}

TEST_CASE("what only the executor knows is refused by name") {
  ModelBuilder model;
  model.input("x", {"1"}).node("Exp", "e", {"x"}, {"y"}).output("y");
  Graph graph = read(model);
  graph.nodes[0].attributes.push_back({"qmin", std::int64_t{0}});
  CHECK(refusal(graph) == "Exp 'e' has a range of codes: it runs here only and has no form in ONNX");
  graph.nodes[0].attributes.clear();
  graph.values[graph.nodes[0].outputs[0]].name = graph.values[graph.inputs[0]].name;
  CHECK(refusal(graph) == "a file cannot hold two values that are both named 'x'");
}

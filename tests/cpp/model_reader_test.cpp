// ONNX files → Graph.
#include <doctest/doctest.h>

#include "model/onnx_reader.h"
#include "model/operators.h"
#include "model_builder.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

std::string complaint(const ModelBuilder& model) {
  const auto graph = read_onnx(as_bytes(model.bytes()));
  return graph.ok() ? "" : graph.error().message;
}

// A model whose only content is one initializer, which is its output.
Result<Graph> with_tensor(const std::string& tensor) {
  ModelBuilder model;
  model.opset = 21;
  model.initializer(tensor).node("Identity", "id", {"t"}, {"y"}).output("y");
  return read_onnx(as_bytes(model.bytes()));
}

ModelBuilder conv() {
  ModelBuilder model;
  model.input("x", {"batch", "3", "8", ""}).initializer(tensor_zeros("w", {4, 3, 3, 3}));
  model.node("Relu", "act", {"c"}, {"y"});
  model.node("Conv", "features.0", {"x", "w"}, {"c"}, {attribute_ints("pads", {1, 1, 1, 1}), attribute_int("group", 1)});
  model.output("y", {"batch", "4", "8", ""});
  return model;
}

}  // namespace

TEST_CASE("a graph is read with its names, sorted") {
  const auto read = read_onnx(as_bytes(conv().bytes()));
  REQUIRE(read.ok());
  const Graph& graph = read.value();
  REQUIRE(graph.nodes.size() == 2);
  CHECK(graph.describe(graph.nodes[0]) == "Conv 'features.0'");
  CHECK(graph.nodes[1].name == "act");
  CHECK(graph.opset("") == 13);
  REQUIRE(graph.inputs.size() == 1);
  CHECK(graph.values[graph.inputs[0]].type.to_string() == "float [batch, 3, 8, ?]");
  CHECK(graph.values[graph.outputs[0]].name == "y");
  const auto* pads = graph.nodes[0].attribute("pads");
  REQUIRE(pads != nullptr);
  CHECK(std::get<std::vector<std::int64_t>>(*pads) == std::vector<std::int64_t>{1, 1, 1, 1});
  const Links links(graph);
  CHECK(links.only_consumer(graph.nodes[0].outputs[0]) == 1);
  CHECK(links.only_consumer(graph.outputs[0]) == no_node);
}

TEST_CASE("initializers of old files that are listed as inputs are constants") {
  ModelBuilder model = conv();
  model.ir = 3;
  model.input("w", {"4", "3", "3", "3"});
  const auto read = read_onnx(as_bytes(model.bytes()));
  REQUIRE(read.ok());
  CHECK(read.value().inputs.size() == 1);
}

TEST_CASE("tensors of every type, raw and in typed fields") {
  const auto value = [](const std::string& tensor, std::size_t i) {
    auto graph = with_tensor(tensor);
    REQUIRE_MESSAGE(graph.ok(), graph.error().message);
    return graph.value().values[0].constant->real_at(i);
  };
  CHECK(value(tensor_floats("t", {2}, {1.5F, -2}), 1) == -2.0);
  CHECK(value(tensor_raw("t", 1, {1}, std::string_view("\0\0\x80\x3F", 4)), 0) == 1.0);
  CHECK(value(tensor_int64("t", {2}, {1, -5}), 1) == -5.0);
  CHECK(value(tensor_int32_field("t", 10, {1}, {0x3C00}), 0) == 1.0);
  CHECK(value(tensor_int32_field("t", 3, {2}, {-128, 127}), 0) == -128.0);
  CHECK(value(tensor_int32_field("t", 2, {1}, {255}), 0) == 255.0);
  CHECK(value(tensor_int32_field("t", 5, {1}, {-32768}), 0) == -32768.0);
  CHECK(value(tensor_int32_field("t", 4, {1}, {65535}), 0) == 65535.0);
  CHECK(value(tensor_int32_field("t", 9, {1}, {1}), 0) == 1.0);
  // int4 and uint4: two to a byte, the first in the low half; three values fill two bytes.
  CHECK(value(tensor_int32_field("t", 22, {3}, {0x2F, 0x08}), 0) == -1.0);
  CHECK(value(tensor_int32_field("t", 22, {3}, {0x2F, 0x08}), 1) == 2.0);
  CHECK(value(tensor_int32_field("t", 22, {3}, {0x2F, 0x08}), 2) == -8.0);
  CHECK(value(tensor_raw("t", 21, {3}, "\x2F\x08"), 0) == 15.0);
  CHECK(value(tensor_raw("t", 11, {1}, std::string_view("\0\0\0\0\0\0\xF8\x3F", 8)), 0) == 1.5);
}

TEST_CASE("tensors that are refused") {
  const auto refusal = [](const std::string& tensor) {
    const auto graph = with_tensor(tensor);
    return graph.ok() ? "" : graph.error().message;
  };
  std::string external = tensor_raw("t", 1, {1}, "");
  protozero::pbf_writer(external).add_enum(14, 1);
  CHECK(refusal(external) == "initializer 't': its values are in another file (external data), which is not read; save the model as one file");
  CHECK(refusal(tensor_raw("t", 16, {1}, "ab")) == "initializer 't': element type bfloat16 (16) is not supported");
  CHECK(refusal(tensor_raw("t", 1, {2}, "abcd")) == "initializer 't': shape [2] of float needs 8 bytes, got 4");
  CHECK(refusal(tensor_floats("t", {3}, {1, 2})) == "initializer 't': shape [3] needs 3 values, got 2");
  CHECK(refusal(tensor_int32_field("t", 3, {1}, {128})).find("the value 128 does not fit int8") != std::string::npos);
  CHECK(refusal(tensor_raw("t", 1, {-1}, "")) == "initializer 't': dimension 0 of the shape is negative: -1");
  CHECK(refusal(tensor_raw("t", 1, {1 << 30, 1 << 30, 1 << 30}, "")).find("more than") != std::string::npos);
  CHECK(refusal(tensor_floats("t", {1 << 30}, {1})).find("shape [1073741824] of float needs 4294967296 bytes") != std::string::npos);
}

TEST_CASE("what is whole but not supported has a code of its own") {
  const auto code = [](const ModelBuilder& model) {
    const auto graph = read_onnx(as_bytes(model.bytes()));
    REQUIRE_FALSE(graph.ok());
    return graph.error().code;
  };
  ModelBuilder op = conv(), opset = conv(), ir = conv(), type = conv(), tensor = conv(), external = conv(), attribute = conv();
  op.node("If", "branch", {"x"}, {"z"});
  opset.opset = 6;
  ir.ir = 2;
  type.input("words", {"1"}, 8);
  tensor.initializer(tensor_raw("t", 16, {1}, "ab"));
  std::string elsewhere = tensor_raw("t", 1, {1}, "");
  protozero::pbf_writer(elsewhere).add_enum(14, 1);
  external.initializer(elsewhere);
  std::string reference = attribute_int("axis", 1);
  protozero::pbf_writer(reference).add_string(21, "parameter");
  attribute.node("Softmax", "s", {"x"}, {"z"}, {reference});
  for (const ModelBuilder* model : {&op, &opset, &ir, &type, &tensor, &external, &attribute}) CHECK(code(*model) == ErrorCode::unsupported);
  ModelBuilder damaged = conv();
  damaged.node("Relu", "lost", {"nowhere"}, {"z"});
  CHECK(code(damaged) == ErrorCode::invalid_argument);
}

TEST_CASE("attributes are of the kind that their name stands for") {
  const auto refusal = [](const std::string& attribute) {
    ModelBuilder model;
    model.input("x", {"1"}).node("Softmax", "s", {"x"}, {"y"}, {attribute}).output("y");
    return complaint(model);
  };
  CHECK(refusal(attribute_int("axis", 0)) == "");
  CHECK(refusal(attribute_float("axis", 0)) == "Softmax 's': attribute 'axis' is a float, not an int");
  CHECK(refusal(attribute_int("axes", 0)) == "Softmax 's': attribute 'axes' is an int, not ints");
  CHECK(refusal(attribute_ints("alpha", {0})) == "Softmax 's': attribute 'alpha' is ints, not a float");
  CHECK(refusal(attribute_string("epsilon", "0.1")) == "Softmax 's': attribute 'epsilon' is a string, not a float");
  CHECK(refusal(attribute_int("auto_pad", 1)) == "Softmax 's': attribute 'auto_pad' is an int, not a string");
  CHECK(refusal(attribute_string("somebody's_own", "word")) == "");
}

TEST_CASE("bool tensors hold 0 and 1, whatever the file's bytes") {
  const auto graph = with_tensor(tensor_raw("t", 9, {3}, std::string_view("\0\1\7", 3)));
  REQUIRE(graph.ok());
  const Constant& c = *graph.value().values[0].constant;
  CHECK(c.integer_at(0) == 0);
  CHECK(c.integer_at(2) == 1);
}

TEST_CASE("operator sets that are imported twice") {
  const auto with_import = [](std::string_view domain, std::int64_t version) {
    std::string file = conv().bytes();
    {
      protozero::pbf_writer w(file);
      protozero::pbf_writer set(w, 8);
      set.add_string(1, domain.data(), domain.size());
      set.add_int64(2, version);
    }
    return read_onnx(as_bytes(file));
  };
  CHECK(with_import("ai.onnx", 13).ok());
  const auto other = with_import("ai.onnx", 14);
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().message.find("it imports two versions of the operator set ''") != std::string::npos);
}

TEST_CASE("operators that are not supported are named once, all of them, with their nodes") {
  ModelBuilder model;
  model.opset = 13;
  model.input("x", {"1"}).node("If", "branch", {"x"}, {"a"}).node("Erf", "", {"a"}, {"b"}).node("Erf", "e2", {"b"}, {"c"});
  model.node("HardSwish", "h", {"c"}, {"d"}).node("Foo", "f", {"d"}, {"y"}, {}, "my.ops").output("y");
  CHECK(complaint(model) ==
        "operators that are not supported: Erf ('b', 'e2'); HardSwish of opset 13 ('h'); If ('branch'); my.ops.Foo ('f')");
}

TEST_CASE("versions outside of what is read") {
  ModelBuilder model = conv();
  model.opset = 6;
  CHECK(complaint(model) == "opset 6 is not read; opsets 7 to 21 are");
  model.opset = 22;
  CHECK(complaint(model) == "opset 22 is not read; opsets 7 to 21 are");
  model.opset = 13;
  model.ir = 2;
  CHECK(complaint(model) == "ONNX IR version 2 is not read; versions 3 to 13 are");
}

TEST_CASE("names that do not fit together") {
  ModelBuilder twice = conv();
  twice.node("Relu", "again", {"x"}, {"y"});
  CHECK(complaint(twice) == "the name 'y' is defined twice");
  ModelBuilder missing = conv();
  missing.node("Relu", "lost", {"nowhere"}, {"z"});
  CHECK(complaint(missing) == "Relu 'lost' reads 'nowhere', which nothing defines");
  ModelBuilder cycle;
  cycle.input("x", {"1"}).node("Add", "a", {"x", "q"}, {"p"}).node("Relu", "b", {"p"}, {"q"}).output("q");
  CHECK(complaint(cycle) == "the graph has a cycle: some nodes wait for their own results");
  ModelBuilder no_output;
  no_output.input("x", {"1"}).node("Relu", "b", {"x"}, {"q"});
  CHECK(complaint(no_output) == "the graph has no outputs");
  ModelBuilder arity;
  arity.input("x", {"1"}).node("Conv", "c", {"x"}, {"q"}).output("q");
  CHECK(complaint(arity) == "Conv 'c' has 1 inputs, not 2 to 3");
}

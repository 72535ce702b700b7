// Files that mean harm: an error, soon, and never a crash.
#include <doctest/doctest.h>

#include <ctime>

#include "core/text.h"
#include "model/onnx_reader.h"
#include "model_builder.h"
#include "random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

std::string small_model() {
  ModelBuilder model;
  model.opset = 21;
  model.input("x", {"batch", "3", "8", "8"}).initializer(tensor_zeros("w", {2, 3, 3, 3}));
  model.initializer(tensor_int64("s", {2}, {0, -1})).initializer(tensor_int32_field("q", 22, {3}, {1, 2}));
  model.node("Conv", "c", {"x", "w"}, {"a"}, {attribute_ints("pads", {1, 1, 1, 1}), attribute_string("auto_pad", "NOTSET")});
  model.node("LeakyRelu", "l", {"a"}, {"b"}, {attribute_float("alpha", 0.5F)});
  model.node("Constant", "k", {}, {"d"}, {attribute_tensor("value", tensor_floats("", {1}, {2}))});
  model.node("Mul", "m", {"b", "d"}, {"e"}).node("Reshape", "r", {"e", "s"}, {"y"});
  return model.output("y", {"batch", ""}).bytes();
}

// Of processor time: other work on the machine does not count. WebAssembly has the clock on the wall only.
bool within_a_second(const std::string& file, std::string& message) {
  const std::clock_t start = std::clock();
  const auto graph = read_onnx(as_bytes(file));
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  message = graph.ok() ? "" : graph.error().message;
#if defined(__SANITIZE_ADDRESS__) || defined(__EMSCRIPTEN__)
  return took < 10;
#else
  return took < 1;
#endif
}

}  // namespace

TEST_CASE("a file cut off at any byte is refused") {
  const std::string whole = small_model();
  REQUIRE(read_onnx(as_bytes(whole)).ok());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    // A copy of its own, so that the sanitizer sees a read beyond the end.
    const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_FALSE(read_onnx(std::as_bytes(std::span(cut))).ok());
  }
}

TEST_CASE("damaged files are read or refused") {
  const std::string whole = small_model();
  Random random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string file = whole;
    for (std::int64_t hits = random.integer(1, 4); hits > 0; --hits) {
      file[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(file.size()) - 1))] = static_cast<char>(random.next());
    }
    const auto graph = read_onnx(as_bytes(file));
    if (!graph.ok()) CHECK_FALSE(graph.error().message.empty());
  }
}

TEST_CASE("a million nodes") {
  std::string nodes;
  for (int i = 0; i < 1'000'000; ++i) nodes += std::string("\x0A\x00", 2);
  std::string file("\x08\x08", 2);
  protozero::pbf_writer(file).add_message(7, nodes);
  std::string message;
  CHECK(within_a_second(file, message));
  CHECK(message.find("more than 100000 nodes") != std::string::npos);
}

TEST_CASE("as many nodes as are read, in the wrong order") {
  ModelBuilder model;
  model.input("v0", {"1"});
  for (int i = 99'999; i > 0; --i) {
    model.node("Relu", "", {text("v", i - 1)}, {text("v", i)});
  }
  std::string message;
  CHECK(within_a_second(model.output("v99999").bytes(), message));
  CHECK(message.empty());
}

TEST_CASE("a node with a million inputs, a shape with a million dimensions, messages within messages") {
  std::string many_inputs, many_dims;
  for (int i = 0; i < 1'000'000; ++i) {
    many_inputs += std::string("\x0A\x01x", 3);
    many_dims += std::string("\x08\x01", 2);
  }
  std::string message;
  ModelBuilder inputs;
  protozero::pbf_writer(inputs.graph).add_message(1, many_inputs);
  CHECK(within_a_second(inputs.bytes(), message));
  CHECK(message.find("more than 400000 values") != std::string::npos);

  ModelBuilder dims;
  dims.initializer(many_dims);
  CHECK(within_a_second(dims.bytes(), message));
  CHECK(message.find("more than 64 values") != std::string::npos);

  // Attributes that hold graphs that hold nodes …, 10,000 deep: none is entered.
  std::string bomb;
  for (int depth = 0; depth < 10'000; ++depth) {
    std::string outer;
    protozero::pbf_writer(outer).add_message(depth % 2 == 0 ? 6 : 1, bomb);
    bomb = std::move(outer);
  }
  ModelBuilder nested;
  nested.input("x", {"1"}).node("Relu", "deep", {"x"}, {"y"}, {bomb}).output("y");
  CHECK(within_a_second(nested.bytes(), message));
  CHECK_FALSE(message.empty());
}

TEST_CASE("long names and long lists have ceilings of their own and together") {
  const auto refusal = [](const ModelBuilder& model) {
    std::string message;
    CHECK(within_a_second(model.bytes(), message));
    const auto graph = read_onnx(as_bytes(model.bytes()));
    REQUIRE_FALSE(graph.ok());
    CHECK(graph.error().code == ErrorCode::too_large);
    return message;
  };
  const auto relu = [](std::string_view attribute) {
    ModelBuilder model;
    model.input("x", {"1"}).node("Relu", "r", {"x"}, {"y"}, {std::string(attribute)});
    return model.output("y");
  };
  ModelBuilder name;
  name.input("x", {"1"}).node("Relu", std::string(4097, 'n'), {"x"}, {"y"}).output("y");
  CHECK(refusal(name) == "a name is longer than 4096 bytes");
  CHECK(refusal(relu(attribute_int(std::string(4097, 'n'), 1))) == "a name is longer than 4096 bytes");
  ModelBuilder tensor;
  tensor.initializer(tensor_floats(std::string(5000, 't'), {1}, {1}));
  CHECK(refusal(tensor.input("x", {"1"}).node("Relu", "r", {"x"}, {"y"}).output("y")) == "a name is longer than 4096 bytes");
  CHECK(refusal(relu(attribute_string("word", std::string(70'000, 'w')))) == "an attribute's words are longer than 65536 bytes");
  CHECK(refusal(relu(attribute_ints("list", Ints(65'537, 1)))).find("field 8 has more than 65536 values") != std::string::npos);

  // One of each is small enough.
  ModelBuilder names, tensors, lists;
  const std::string list = attribute_ints("list", Ints(60'000, 1)), pad(4000, 'p');
  names.input("v0", {"1"});
  tensors.input("x", {"1"}).node("Relu", "r", {"x"}, {"y"}).output("y");
  lists.input("v0", {"1"});
  for (int i = 0; i < 9000; ++i) {
    names.node("Relu", pad, {text("v", i)}, {text("v", i + 1)});
    tensors.initializer(tensor_floats(text(pad, i), {1}, {1}));
    if (i < 100) lists.node("Relu", "", {text("v", i)}, {text("v", i + 1)}, {list});
  }
  CHECK(refusal(names.output("v9000")) == "the model's names are longer than 33554432 bytes together");
  CHECK(refusal(tensors) == "the model's names are longer than 33554432 bytes together");
  CHECK(refusal(lists.output("v100")) == "the model's attributes are longer than 33554432 bytes together");
}

TEST_CASE("tensors that say they are large take no memory") {
  for (const Ints& dims : {Ints{1LL << 40}, Ints{1 << 20, 1 << 20}, Ints{1LL << 62}, Ints{0x7FFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF}}) {
    ModelBuilder model;
    model.initializer(tensor_raw("w", 1, dims, "abcd")).input("x", {"1"}).node("Relu", "r", {"x"}, {"y"});
    std::string message;
    CHECK(within_a_second(model.output("y").bytes(), message));
    CHECK(message.find("initializer 'w': ") == 0);
  }
}

// Shape inference; expected shapes follow from the ONNX operator definitions by hand.
#include <doctest/doctest.h>

#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model_builder.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// Type of the first output, or the complaint.
std::string inferred(const ModelBuilder& model, std::vector<InputShape> given = {}) {
  auto graph = read_onnx(as_bytes(model.bytes()));
  if (!graph.ok()) return graph.error().message;
  const Status status = infer_shapes(graph.value(), given);
  if (!status.ok()) return status.error().message;
  return graph.value().values[graph.value().outputs[0]].type.to_string();
}

std::string conv(const Strings& input, const Ints& weight, const Strings& attributes) {
  ModelBuilder model;
  model.input("x", input).initializer(tensor_zeros("w", weight)).node("Conv", "features.3", {"x", "w"}, {"y"}, attributes).output("y");
  return inferred(model);
}

std::string pool(const Strings& input, const Strings& attributes) {
  ModelBuilder model;
  model.input("x", input).node("MaxPool", "p", {"x"}, {"y"}, attributes).output("y");
  return inferred(model);
}

std::string reshape(const Strings& input, const Ints& shape, const Strings& attributes = {}) {
  ModelBuilder model;
  model.opset = 14;
  model.input("x", input).initializer(tensor_int64("s", {static_cast<std::int64_t>(shape.size())}, shape));
  model.node("Reshape", "r", {"x", "s"}, {"y"}, attributes).output("y");
  return inferred(model);
}

}  // namespace

TEST_CASE("convolution: padding, stride, dilation, groups, auto_pad") {
  CHECK(conv({"1", "3", "224", "224"}, {64, 3, 7, 7}, {attribute_ints("pads", {3, 3, 3, 3}), attribute_ints("strides", {2, 2})}) == "float [1, 64, 112, 112]");
  CHECK(conv({"batch", "3", "8", "9"}, {4, 3, 3, 3}, {attribute_ints("dilations", {2, 2})}) == "float [batch, 4, 4, 5]");
  CHECK(conv({"1", "8", "5", "5"}, {8, 1, 3, 3}, {attribute_int("group", 8)}) == "float [1, 8, 3, 3]");
  CHECK(conv({"1", "3", "7", "8"}, {2, 3, 3, 3}, {attribute_string("auto_pad", "SAME_UPPER"), attribute_ints("strides", {2, 2})}) == "float [1, 2, 4, 4]");
  CHECK(conv({"1", "3", "7", "8"}, {2, 3, 3, 3}, {attribute_string("auto_pad", "VALID"), attribute_ints("strides", {2, 2})}) == "float [1, 2, 3, 3]");
  CHECK(conv({"n", "3", "h", "8"}, {2, 3, 3, 3}, {}) == "float [n, 2, ?, 6]");
}

TEST_CASE("convolution: what does not fit is named") {
  CHECK(conv({"1", "16", "8", "8"}, {4, 32, 3, 3}, {}) == "Conv 'features.3': weight has 32 input channels, input has 16");
  CHECK(conv({"1", "3", "2", "2"}, {4, 3, 3, 3}, {}) == "Conv 'features.3': the window of 3 is larger than the padded input of 2");
  CHECK(conv({"1", "3", "8", "8"}, {4, 3, 3, 3}, {attribute_ints("strides", {0, 1})}) == "Conv 'features.3': strides holds 0");
  CHECK(conv({"1", "3", "8", "8"}, {4, 3, 3, 3}, {attribute_int("strides", 1)}) == "Conv 'features.3': attribute 'strides' is an int, not ints");
  CHECK(conv({"1", "3", "8"}, {4, 3, 3}, {}).find("only 2-D convolution") != std::string::npos);
}

TEST_CASE("pooling: ceil_mode") {
  const std::string kernel = attribute_ints("kernel_shape", {3, 3}), stride = attribute_ints("strides", {2, 2});
  CHECK(pool({"1", "1", "8", "8"}, {kernel, stride}) == "float [1, 1, 3, 3]");
  CHECK(pool({"1", "1", "8", "8"}, {kernel, stride, attribute_int("ceil_mode", 1)}) == "float [1, 1, 4, 4]");
  // A window that would begin in the padding behind the input is not taken: the second one at 3 − 1 of 2.
  CHECK(pool({"1", "1", "2", "2"}, {attribute_ints("kernel_shape", {2, 2}), attribute_ints("strides", {3, 3}), attribute_ints("pads", {1, 1, 1, 1}), attribute_int("ceil_mode", 1)}) == "float [1, 1, 1, 1]");
}

TEST_CASE("reshape: 0 copies, -1 is what is left, symbols cancel") {
  CHECK(reshape({"2", "3", "4"}, {0, -1}) == "float [2, 12]");
  CHECK(reshape({"batch", "3", "4"}, {0, -1}) == "float [batch, 12]");
  CHECK(reshape({"batch", "1", "1"}, {-1}) == "float [batch]");
  CHECK(reshape({"batch", "3"}, {-1}) == "float [?]");
  CHECK(reshape({"0", "3"}, {3, 0}, {attribute_int("allowzero", 1)}) == "float [3, 0]");
  CHECK(reshape({"2", "3"}, {4, -1}) == "Reshape 'r': 6 elements do not divide into 4");
  CHECK(reshape({"2", "3"}, {-1, -1}) == "Reshape 'r': shape [-1, -1] has two dimensions of -1");
  CHECK(reshape({"2", "3"}, {7}) == "Reshape 'r': input of shape [2, 3] cannot become [7]");
}

TEST_CASE("the chain Shape, Gather, Unsqueeze, Concat, Reshape that exporters write") {
  ModelBuilder model;
  model.input("x", {"batch", "4", "2", "3"}).initializer(tensor_int64("zero", {}, {0})).initializer(tensor_int64("rest", {1}, {-1}));
  model.initializer(tensor_int64("axes", {1}, {0}));
  model.node("Shape", "s", {"x"}, {"shape"}).node("Gather", "g", {"shape", "zero"}, {"n"}).node("Unsqueeze", "u", {"n", "axes"}, {"n1"});
  model.node("Concat", "c", {"n1", "rest"}, {"target"}, {attribute_int("axis", 0)}).node("Reshape", "r", {"x", "target"}, {"y"}).output("y");
  CHECK(inferred(model) == "float [batch, 24]");
  CHECK(inferred(model, {{"x", {5, 4, 2, 3}}}) == "float [5, 24]");
  CHECK(inferred(model, {{"x", {5, 4, 2, 9}}}) == "input 'x' has shape [5, 4, 2, 3], got [5, 4, 2, 9]");
  CHECK(inferred(model, {{"q", {1}}}) == "the model has no input 'q'");
}

TEST_CASE("broadcasting keeps symbols") {
  ModelBuilder model;
  model.input("a", {"n", "1", "4"}).input("b", {"3", "1"}).node("Add", "s", {"a", "b"}, {"y"}).output("y");
  CHECK(inferred(model) == "float [n, 3, 4]");
  ModelBuilder wrong;
  wrong.input("a", {"2", "3"}).input("b", {"4"}).node("Mul", "m", {"a", "b"}, {"y"}).output("y");
  CHECK(inferred(wrong) == "Mul 'm': shapes [2, 3] and [4] cannot be broadcast");
}

TEST_CASE("dimensions whose product overflows") {
  ModelBuilder model;
  model.input("a", {"2000000000", "1"}).input("b", {"1", "2000000000"}).node("MatMul", "m", {"a", "b"}, {"y"}).output("y");
  CHECK(inferred(model).find("MatMul 'm': shape [2000000000, 2000000000] has more than") == 0);
  CHECK(reshape({"9223372036854775807", "n"}, {-1}).find("input 'x' has shape") == 0);
}

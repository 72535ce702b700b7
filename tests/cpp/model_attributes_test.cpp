// What the shape rules refuse: attributes out of range, words that do not exist, types and shapes that do not fit.
#include <doctest/doctest.h>

#include <cmath>

#include "core/text.h"
#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model_builder.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

constexpr std::int32_t f32 = 1, i32 = 6, f64 = 11;

struct Answer {
  std::string text;
  std::optional<ErrorCode> code;
};

Answer infer(const ModelBuilder& model) {
  auto graph = read_onnx(as_bytes(model.bytes()));
  REQUIRE_MESSAGE(graph.ok(), graph.error().message);
  const Status status = infer_shapes(graph.value());
  if (!status.ok()) return {status.error().message, status.error().code};
  return {graph.value().values[graph.value().outputs[0]].type.to_string(), std::nullopt};
}

std::string answer(const ModelBuilder& model) { return infer(model).text; }

// One node 'n' on x and, where a shape is given, further float inputs.
ModelBuilder node(std::string_view op, const Strings& x, const Strings& attributes, const std::vector<Strings>& more = {}, std::int64_t opset = 13) {
  ModelBuilder model;
  model.opset = opset;
  model.input("x", x);
  Strings inputs{"x"};
  for (const Strings& dims : more) {
    inputs.push_back(text("i", inputs.size()));
    model.input(inputs.back(), dims);
  }
  return model.node(op, "n", inputs, {"y"}, attributes).output("y");
}

const Strings image{"1", "4", "8", "8"};

ModelBuilder conv(const Strings& attributes, const Strings& weight = {"6", "2", "3", "3"}) { return node("Conv", image, attributes, {weight}); }
ModelBuilder pool(Strings attributes) {
  attributes.push_back(attribute_ints("kernel_shape", {3, 3}));
  return node("AveragePool", image, attributes);
}
ModelBuilder resize(const Strings& attributes, const std::vector<float>& scales = {1, 1, 2, 2}) {
  ModelBuilder model;
  model.opset = 19;
  model.input("x", image).initializer(tensor_floats("s", {static_cast<std::int64_t>(scales.size())}, scales));
  return model.node("Resize", "n", {"x", "", "s"}, {"y"}, attributes).output("y");
}
ModelBuilder pad(const Ints& pads, const std::string& mode, std::int64_t opset = 19) {
  ModelBuilder model;
  model.opset = opset;
  model.input("x", {"1", "4"}).initializer(tensor_int64("p", {4}, pads));
  return model.node("Pad", "n", {"x", "p"}, {"y"}, {attribute_string("mode", mode)}).output("y");
}

}  // namespace

TEST_CASE("Conv: groups, bias, types, kernel_shape, auto_pad") {
  const std::string two = attribute_int("group", 2);
  CHECK(answer(conv({two})) == "float [1, 6, 6, 6]");
  CHECK(answer(conv({attribute_int("group", 0)})) == "Conv 'n': group is 0");
  CHECK(answer(conv({attribute_int("group", -1)})) == "Conv 'n': group is -1");
  CHECK(answer(conv({two}, {"5", "2", "3", "3"})) == "Conv 'n': 5 output channels do not divide into 2 groups");
  CHECK(answer(conv({attribute_int("group", 4)})) == "Conv 'n': weight has 2 input channels in each of 4 groups, input has 4");
  CHECK(answer(conv({two, attribute_ints("kernel_shape", {3, 5})})) == "Conv 'n': kernel_shape differs from the weight's shape [6, 2, 3, 3]");
  CHECK(answer(conv({two, attribute_string("auto_pad", "SAME")})) == "Conv 'n': attribute 'auto_pad' is 'SAME'");
  CHECK(answer(conv({two, attribute_ints("pads", {1, 1})})) == "Conv 'n': pads has 2 values, not 4");
  CHECK(answer(conv({two, attribute_ints("pads", {-1, 0, 0, 0})})) == "Conv 'n': pads holds -1");
  CHECK(answer(conv({two, attribute_ints("dilations", {1, 0})})) == "Conv 'n': dilations holds 0");
  CHECK(answer(conv({}, {"6", "2", "3"})) == "Conv 'n': input of shape [1, 4, 8, 8] and weight of shape [6, 2, 3] are of different rank");
  const Answer line = infer(node("Conv", {"1", "4", "8"}, {}, {{"6", "4", "3"}}));
  CHECK(line.text == "Conv 'n': only 2-D convolution is supported; input has shape [1, 4, 8], weight [6, 4, 3]");
  CHECK(line.code == ErrorCode::unsupported);
  CHECK(answer(node("Conv", image, {two}, {{"6", "2", "3", "3"}, {"5"}})) == "Conv 'n': bias has shape [5], weight [6, 2, 3, 3]");
  ModelBuilder mixed;
  mixed.input("x", image).input("w", {"6", "4", "3", "3"}, f64).node("Conv", "n", {"x", "w"}, {"y"}).output("y");
  CHECK(answer(mixed) == "Conv 'n': inputs are of different types, float and double");
}

TEST_CASE("pools: padding less than the window, rank") {
  CHECK(answer(pool({attribute_ints("pads", {2, 2, 2, 2})})) == "float [1, 4, 10, 10]");
  CHECK(answer(pool({attribute_ints("pads", {0, 0, 3, 0})})) == "AveragePool 'n': pads of 0 and 3 are not less than the window of 3");
  CHECK(answer(node("MaxPool", image, {})) == "MaxPool 'n': attribute 'kernel_shape' is missing");
  CHECK(infer(node("MaxPool", {"1", "4", "8"}, {attribute_ints("kernel_shape", {3})})).code == ErrorCode::unsupported);
  // channels_last is com.microsoft's; in ONNX's own operators it means nothing.
  CHECK(answer(pool({attribute_int("channels_last", 1)})) == "float [1, 4, 6, 6]");
}

TEST_CASE("Gemm: the term is broadcast to the product, never the other way round") {
  CHECK(answer(node("Gemm", {"2", "3"}, {}, {{"3", "5"}, {"5"}})) == "float [2, 5]");
  CHECK(answer(node("Gemm", {"2", "3"}, {}, {{"3", "5"}, {"2", "1"}})) == "float [2, 5]");
  CHECK(answer(node("Gemm", {"n", "3"}, {}, {{"3", "5"}, {"2"}})) == "Gemm 'n': shapes [n, 5] and [2] cannot be broadcast");
  CHECK(answer(node("Gemm", {"1", "3"}, {}, {{"3", "5"}, {"2", "5"}})) == "Gemm 'n': the term of shape [2, 5] does not fit [1, 5]");
  CHECK(answer(node("Gemm", {"1", "3"}, {}, {{"3", "5"}, {"1", "1", "5"}})) == "Gemm 'n': the term of shape [1, 1, 5] does not fit [1, 5]");
  const Answer nan = infer(node("Gemm", {"1", "3"}, {attribute_float("alpha", std::nanf(""))}, {{"3", "5"}}));
  CHECK(nan.code == ErrorCode::not_finite);
}

TEST_CASE("activations: finite parameters, scalar bounds, slopes that fit") {
  CHECK(infer(node("LeakyRelu", {"2"}, {attribute_float("alpha", INFINITY)})).text == "LeakyRelu 'n': attribute 'alpha' is inf");
  CHECK(infer(node("HardSigmoid", {"2"}, {attribute_float("beta", INFINITY)})).code == ErrorCode::not_finite);
  CHECK(answer(node("Clip", {"2"}, {}, {{}, {"1"}})) == "float [2]");
  CHECK(answer(node("Clip", {"2"}, {}, {{}, {"2"}})) == "Clip 'n': input 2, a bound, has shape [2]");
  CHECK(answer(node("PRelu", {"1", "3"}, {}, {{"2", "3"}})) == "PRelu 'n': slope of shape [2, 3] does not fit input of shape [1, 3]");
  CHECK(answer(node("PRelu", {"2", "3"}, {}, {{"1"}})) == "float [2, 3]");
  CHECK(answer(node("Softmax", {"2", "3"}, {attribute_int("axis", 2)})) == "Softmax 'n': axis 2 does not exist in a tensor of rank 2");
  CHECK(answer(node("LRN", image, {})) == "LRN 'n': attribute 'size' is 0");
  CHECK(answer(node("LRN", image, {attribute_int("size", 5)})) == "float [1, 4, 8, 8]");
}

TEST_CASE("training mode is not supported") {
  const std::vector<Strings> four{{"4"}, {"4"}, {"4"}, {"4"}};
  CHECK(infer(node("BatchNormalization", image, {attribute_int("training_mode", 1)}, four, 15)).code == ErrorCode::unsupported);
  CHECK(infer(node("BatchNormalization", image, {attribute_int("spatial", 0)}, four, 7)).code == ErrorCode::unsupported);
  CHECK(answer(node("BatchNormalization", image, {}, four)) == "float [1, 4, 8, 8]");
  CHECK(answer(node("BatchNormalization", image, {}, {{"4"}, {"4"}, {"3"}, {"4"}})) == "BatchNormalization 'n': parameter 3 has shape [3], input has 4 channels");
  ModelBuilder dropout;
  dropout.input("x", {"2"}).initializer(tensor_floats("r", {}, {0.5F})).initializer(tensor_raw("t", 9, {}, "\x01"));
  dropout.node("Dropout", "n", {"x", "r", "t"}, {"y"}).output("y");
  CHECK(infer(dropout).code == ErrorCode::unsupported);
}

TEST_CASE("Resize: words, scales, axes") {
  CHECK(answer(resize({})) == "float [1, 4, 16, 16]");
  CHECK(infer(resize({attribute_string("mode", "cubic")})).text == "Resize 'n': mode 'cubic' is not supported");
  CHECK(infer(resize({attribute_string("mode", "cubic")})).code == ErrorCode::unsupported);
  CHECK(answer(resize({attribute_string("mode", "bilinear")})) == "Resize 'n': attribute 'mode' is 'bilinear'");
  CHECK(answer(resize({attribute_string("nearest_mode", "up")})) == "Resize 'n': attribute 'nearest_mode' is 'up'");
  CHECK(answer(resize({attribute_string("coordinate_transformation_mode", "pixel")})) == "Resize 'n': attribute 'coordinate_transformation_mode' is 'pixel'");
  CHECK(answer(resize({attribute_string("keep_aspect_ratio_policy", "yes")})) == "Resize 'n': attribute 'keep_aspect_ratio_policy' is 'yes'");
  CHECK(infer(resize({attribute_string("mode", "linear"), attribute_int("antialias", 1)})).code == ErrorCode::unsupported);
  CHECK(answer(resize({}, {1, 1, 0, 2})) == "Resize 'n': a scale is 0");
  CHECK(answer(resize({}, {1, 1, std::nanf(""), 2})).find("Resize 'n': a scale is ") == 0);
  CHECK(answer(resize({}, {2, 2})) == "Resize 'n': scales has 2 values of float, not 4 of float");
  CHECK(answer(resize({attribute_ints("axes", {2, 2})}, {2, 2})) == "Resize 'n': axis 2 is named twice");
  CHECK(answer(resize({attribute_ints("axes", {3, 2})}, {2, 3})) == "float [1, 4, 24, 16]");
  // fl(10 · fl(0.7)) is 7 in float32, although fl(0.7) is below 0.7.
  ModelBuilder tenths;
  tenths.input("x", {"10"}).initializer(tensor_floats("s", {1}, {0.7F})).node("Resize", "n", {"x", "", "s"}, {"y"}).output("y");
  CHECK(answer(tenths) == "float [7]");
}

TEST_CASE("Pad: modes and what they can repeat") {
  CHECK(answer(pad({0, 3, 0, 3}, "reflect")) == "float [1, 10]");
  CHECK(infer(pad({0, 4, 0, 0}, "reflect")).code == ErrorCode::unsupported);
  CHECK(answer(pad({0, 9, 0, 0}, "edge")) == "float [1, 13]");
  CHECK(answer(pad({0, 4, 0, 4}, "wrap")) == "float [1, 12]");
  CHECK(infer(pad({0, 5, 0, 0}, "wrap")).code == ErrorCode::unsupported);
  CHECK(answer(pad({0, 1, 0, 0}, "wrap", 13)) == "Pad 'n': attribute 'mode' is 'wrap', which is of opset 19");
  CHECK(answer(pad({0, 1, 0, 0}, "mirror")) == "Pad 'n': attribute 'mode' is 'mirror'");
  CHECK(answer(pad({0, -2, 0, -3}, "constant")) == "Pad 'n': pads of -2 and -3 on 4 elements");
  CHECK(answer(pad({0, -1, 0, 3}, "constant")) == "float [1, 6]");
  CHECK(answer(node("Pad", {"4"}, {}, {}, 2 + 5)) == "Pad 'n': pads are missing");
}

TEST_CASE("axes that are named twice or do not exist") {
  ModelBuilder slice;
  slice.input("x", {"4", "4"}).initializer(tensor_int64("a", {2}, {0, -2})).initializer(tensor_int64("z", {2}, {0, 0})).initializer(tensor_int64("e", {2}, {2, 2}));
  slice.node("Slice", "n", {"x", "z", "e", "a"}, {"y"}).output("y");
  CHECK(answer(slice) == "Slice 'n': axis 0 is named twice");
  CHECK(answer(node("Transpose", {"2", "3"}, {attribute_ints("perm", {1, 1})})) == "Transpose 'n': axis 1 is named twice");
  CHECK(answer(node("Unsqueeze", {"2"}, {attribute_ints("axes", {0, 0})}, {}, 11)) == "Unsqueeze 'n': axis 0 is named twice");
  CHECK(answer(node("Unsqueeze", {"2"}, {})) == "Unsqueeze 'n': axes are missing");
  ModelBuilder split;
  split.opset = 18;
  split.input("x", {"4"}).node("Split", "n", {"x"}, {"y", "z"}, {attribute_int("num_outputs", 3)}).output("y");
  CHECK(answer(split) == "Split 'n': num_outputs is 3, there are 2 outputs");
  CHECK(answer(node("Concat", {"2"}, {})) == "Concat 'n': attribute 'axis' is missing");
  ModelBuilder mixed;
  mixed.input("x", {"2"}, f32).input("z", {"2"}, i32).node("Concat", "n", {"x", "z"}, {"y"}, {attribute_int("axis", 0)}).output("y");
  CHECK(answer(mixed) == "Concat 'n': inputs are of different types, float and int32");
}

TEST_CASE("shape arithmetic that a narrower type would wrap is not followed") {
  // 2,000,000,000 + 2,000,000,000 does not fit int32.
  ModelBuilder model;
  model.input("x", {"2"}).initializer(tensor_int32_field("k", i32, {1}, {2'000'000'000}));
  model.node("Add", "a", {"k", "k"}, {"s"}).node("Cast", "c", {"s"}, {"t"}, {attribute_int("to", 7)});
  model.node("ConstantOfShape", "f", {"t"}, {"y"}).output("y");
  CHECK(answer(model) == "float [?]");
}

TEST_CASE("a symbol survives a Reshape that keeps its neighbours' product") {
  ModelBuilder model;
  model.input("x", {"batch", "3", "4"}).initializer(tensor_int64("s", {2}, {-1, 12})).node("Reshape", "n", {"x", "s"}, {"y"}).output("y");
  CHECK(answer(model) == "float [batch, 12]");
}

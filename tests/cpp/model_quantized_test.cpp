// Shape rules of quantized operators: ONNX's and com.microsoft's.
#include <doctest/doctest.h>

#include "core/text.h"
#include "model/check_weights.h"
#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model_builder.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

constexpr std::int32_t f32 = 1, u8 = 2, i8 = 3, i32 = 6, f64 = 11, f16 = 10, u4 = 21;

struct Tensor {
  std::int32_t type;
  Strings dims;
};

const Tensor scale{f32, {}}, zero{u8, {}};
const Tensor none{0, {}};  // an input that is left out

// The type of the result, or the complaint about node 'n'.
std::string infer(std::string_view op, const std::vector<Tensor>& inputs, const Strings& attributes = {}, std::string_view domain = "", std::int64_t opset = 21) {
  ModelBuilder model;
  model.opset = opset;
  model.microsoft = true;
  Strings names;
  for (const Tensor& tensor : inputs) {
    names.push_back(tensor.type == 0 ? "" : text("i", names.size()));
    if (tensor.type != 0) model.input(names.back(), tensor.dims, tensor.type);
  }
  auto graph = read_onnx(as_bytes(model.node(op, "n", names, {"y"}, attributes, domain).output("y").bytes()));
  if (!graph.ok()) return graph.error().message;
  const Status status = infer_shapes(graph.value());
  return status.ok() ? graph.value().values[graph.value().outputs[0]].type.to_string() : status.error().message;
}

std::string microsoft(std::string_view op, const std::vector<Tensor>& inputs, const Strings& attributes = {}) {
  return infer(op, inputs, attributes, "com.microsoft");
}

}  // namespace

TEST_CASE("QuantizeLinear: result type, scale and zero point") {
  const Tensor x{f32, {"2", "3", "4"}};
  CHECK(infer("QuantizeLinear", {x, scale, zero}) == "uint8 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, scale, {i8, {}}}) == "int8 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, scale}) == "uint8 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, scale}, {attribute_int("output_dtype", 22)}) == "int4 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, {f32, {"1"}}, zero}) == "uint8 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, {f32, {"3"}}, {u8, {"3"}}}) == "uint8 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, {f32, {"4"}}, {u8, {"4"}}}, {attribute_int("axis", -1)}) == "uint8 [2, 3, 4]");
  CHECK(infer("QuantizeLinear", {x, {f32, {"4"}}, {u8, {"4"}}}) == "QuantizeLinear 'n': the scale has shape [4], input [2, 3, 4] along axis 1");
  CHECK(infer("QuantizeLinear", {x, {f32, {"3"}}, {u8, {"4"}}}) == "QuantizeLinear 'n': the scale has shape [3], the zero point [4]");
  CHECK(infer("QuantizeLinear", {x, {f32, {"3"}}, zero}) == "QuantizeLinear 'n': the scale has shape [3], the zero point []");
  CHECK(infer("QuantizeLinear", {x, {i32, {}}, zero}) == "QuantizeLinear 'n': the scale (input 1) is int32, not float");
  CHECK(infer("QuantizeLinear", {x, {f64, {}}, zero}) == "QuantizeLinear 'n': the scale (input 1) is double, not float");
  CHECK(infer("QuantizeLinear", {x, scale, {i32, {}}}) == "QuantizeLinear 'n': quantizes to int32");
  CHECK(infer("QuantizeLinear", {x, scale, zero}, {attribute_int("output_dtype", 3)}) == "QuantizeLinear 'n': the zero point (input 2) is uint8, the codes are int8");
  CHECK(infer("QuantizeLinear", {x, scale}, {attribute_int("output_dtype", 17)}) == "QuantizeLinear 'n': element type float8e4m3fn (17) is not supported");
}

TEST_CASE("DequantizeLinear: blocks, result type") {
  const Tensor x{u8, {"2", "5"}};
  CHECK(infer("DequantizeLinear", {x, {f16, {}}, zero}) == "float16 [2, 5]");
  CHECK(infer("DequantizeLinear", {{u4, {"2", "5"}}, {f32, {"2", "3"}}, {u4, {"2", "3"}}}, {attribute_int("block_size", 2), attribute_int("axis", 1)}) == "float [2, 5]");
  CHECK(infer("DequantizeLinear", {x, {f32, {"2", "2"}}}, {attribute_int("block_size", 2), attribute_int("axis", 1)}) ==
        "DequantizeLinear 'n': the scale has shape [2, 2], input [2, 5] in blocks of 2 along axis 1");
  CHECK(infer("DequantizeLinear", {x, {f32, {"3"}}}, {attribute_int("block_size", 2), attribute_int("axis", 1)}).find("DequantizeLinear 'n': the scale has shape [3]") == 0);
  CHECK(infer("DequantizeLinear", {x, scale}, {attribute_int("block_size", -1)}) == "DequantizeLinear 'n': attribute 'block_size' is -1");
  CHECK(infer("DequantizeLinear", {{f32, {"2"}}, scale}) == "DequantizeLinear 'n': codes are float");
  CHECK(infer("DequantizeLinear", {x, scale, {i8, {}}}) == "DequantizeLinear 'n': the zero point (input 2) is int8, the codes are uint8");
  CHECK(infer("DequantizeLinear", {{i32, {"2"}}, scale}) == "float [2]");
}

TEST_CASE("QLinearConv and QLinearMatMul: a scale for the whole tensor or for each output channel") {
  const Tensor x{u8, {"1", "2", "4", "4"}}, w{i8, {"5", "2", "3", "3"}}, each{f32, {"5"}}, each_zero{i8, {"5"}}, bias{i32, {"5"}};
  CHECK(infer("QLinearConv", {x, scale, zero, w, each, each_zero, scale, zero, bias}) == "uint8 [1, 5, 2, 2]");
  CHECK(infer("QLinearConv", {x, scale, zero, w, scale, {i8, {}}, scale, zero}) == "uint8 [1, 5, 2, 2]");
  CHECK(infer("QLinearConv", {x, scale, zero, w, {f32, {"2"}}, {i8, {"2"}}, scale, zero}) == "QLinearConv 'n': the scale (input 4) has shape [2]");
  CHECK(infer("QLinearConv", {x, each, {u8, {"5"}}, w, each, each_zero, scale, zero}) == "QLinearConv 'n': the scale (input 1) has shape [5]");
  CHECK(infer("QLinearConv", {x, scale, {i8, {}}, w, each, each_zero, scale, zero}) == "QLinearConv 'n': the zero point (input 2) is int8, the codes are uint8");
  CHECK(infer("QLinearConv", {x, scale, zero, w, each, each_zero, scale, zero, {f32, {"5"}}}) == "QLinearConv 'n': bias is float, not int32");
  CHECK(infer("QLinearConv", {x, scale, zero, w, each, each_zero, scale, zero, {i32, {"4"}}}) == "QLinearConv 'n': bias has shape [4], weight [5, 2, 3, 3]");
  const Tensor a{u8, {"2", "3"}}, b{i8, {"3", "4"}};
  CHECK(infer("QLinearMatMul", {a, scale, zero, b, {f32, {"4"}}, {i8, {"4"}}, scale, {i8, {}}}) == "int8 [2, 4]");
  CHECK(infer("QLinearMatMul", {a, scale, zero, b, {f32, {"3"}}, {i8, {"3"}}, scale, zero}) == "QLinearMatMul 'n': the scale (input 4) has shape [3]");
  CHECK(infer("ConvInteger", {x, w, zero, {i8, {}}}) == "int32 [1, 5, 2, 2]");
  CHECK(infer("ConvInteger", {x, w, {i8, {}}}) == "ConvInteger 'n': inputs are of different types, uint8 and int8");
  CHECK(infer("MatMulInteger", {a, b}) == "int32 [2, 4]");
  CHECK(infer("MatMulInteger", {a, b, none, zero}) == "MatMulInteger 'n': inputs are of different types, int8 and uint8");
}

TEST_CASE("com.microsoft: QLinearAdd and QLinearMul broadcast") {
  const Tensor a{u8, {"n", "3", "1"}}, b{u8, {"3", "4"}};
  CHECK(microsoft("QLinearAdd", {a, scale, zero, b, scale, zero, scale, zero}) == "uint8 [n, 3, 4]");
  CHECK(microsoft("QLinearMul", {a, scale, none, b, scale, none, scale}) == "uint8 [n, 3, 4]");
  CHECK(microsoft("QLinearAdd", {a, scale, zero, {i8, {"3"}}, scale, {i8, {}}, scale, zero}) == "QLinearAdd 'n': inputs are of different types, uint8 and int8");
  CHECK(microsoft("QLinearAdd", {a, scale, zero, {u8, {"2"}}, scale, zero, scale, zero}) == "uint8 [n, 3, 2]");
  CHECK(microsoft("QLinearAdd", {b, scale, zero, {u8, {"3"}}, scale, zero, scale, zero}) == "QLinearAdd 'n': shapes [3, 4] and [3] cannot be broadcast");
  CHECK(microsoft("QLinearAdd", {a, {f32, {"3"}}, {u8, {"3"}}, b, scale, zero, scale, zero}) == "QLinearAdd 'n': the scale (input 1) has shape [3]");
  CHECK(microsoft("QLinearMul", {a, none, zero, b, scale, zero, scale}) == "QLinearMul 'n': input 1, a scale, is missing");
}

TEST_CASE("com.microsoft: QLinearConcat, pools, functions") {
  const Tensor x{u8, {"1", "4", "6", "6"}}, y{u8, {"1", "2", "6", "6"}};
  CHECK(microsoft("QLinearConcat", {scale, zero, x, scale, zero, y, scale, zero}, {attribute_int("axis", 1)}) == "uint8 [1, 6, 6, 6]");
  CHECK(microsoft("QLinearConcat", {scale, zero, x, scale, zero, y, scale, zero}, {attribute_int("axis", 2)}) ==
        "QLinearConcat 'n': inputs of shapes [1, 4, 6, 6] and [1, 2, 6, 6] cannot be joined along axis 2");
  CHECK(microsoft("QLinearConcat", {scale, zero, x, scale, {i8, {}}}, {attribute_int("axis", 1)}) == "QLinearConcat 'n': the zero point (input 4) is int8, the codes are uint8");
  CHECK(microsoft("QLinearConcat", {scale, zero, x, scale, zero, y}, {attribute_int("axis", 1)}) == "QLinearConcat 'n': input 6, a scale, is missing");
  const Strings window{attribute_ints("kernel_shape", {2, 2}), attribute_ints("strides", {2, 2})};
  const std::vector<Tensor> unary{x, scale, zero, scale, zero};
  CHECK(microsoft("QLinearAveragePool", unary, window) == "uint8 [1, 4, 3, 3]");
  CHECK(microsoft("QLinearAveragePool", unary, {window[0], attribute_int("channels_last", 1)}) == "uint8 [1, 3, 5, 6]");
  CHECK(microsoft("QLinearGlobalAveragePool", unary) == "uint8 [1, 4, 1, 1]");
  CHECK(microsoft("QLinearGlobalAveragePool", unary, {attribute_int("channels_last", 1)}) == "uint8 [1, 1, 1, 6]");
  CHECK(microsoft("QLinearSigmoid", {x, scale, none, scale}) == "uint8 [1, 4, 6, 6]");
  CHECK(microsoft("QLinearLeakyRelu", unary, {attribute_float("alpha", 0.1F)}) == "uint8 [1, 4, 6, 6]");
  CHECK(microsoft("QLinearSigmoid", {x, scale, zero, scale, {i8, {}}}) == "QLinearSigmoid 'n': the zero point (input 4) is int8, the codes are uint8");
  CHECK(microsoft("QLinearSigmoid", {{f32, {"2"}}, scale, none, scale}) == "QLinearSigmoid 'n': codes are float");
}

TEST_CASE("com.microsoft: QGemm has a float result without an output scale, and its term is broadcast") {
  const Tensor a{u8, {"2", "3"}}, b{i8, {"4", "3"}}, zb{i8, {}}, c{i32, {"4"}};
  const Strings flip{attribute_int("transB", 1)};
  CHECK(microsoft("QGemm", {a, scale, zero, b, scale, zb, c, scale, zero}, flip) == "uint8 [2, 4]");
  CHECK(microsoft("QGemm", {a, scale, zero, b, scale, zb, c, scale}, flip) == "uint8 [2, 4]");
  CHECK(microsoft("QGemm", {a, scale, zero, b, {f32, {"4"}}, {i8, {"4"}}, none}, flip) == "float [2, 4]");
  CHECK(microsoft("QGemm", {a, scale, zero, b, {f32, {"3"}}, {i8, {"3"}}}, flip) == "QGemm 'n': the scale (input 4) has shape [3]");
  CHECK(microsoft("QGemm", {a, scale, zero, b, scale, zb}, {}) == "QGemm 'n': weight has 4 inputs, input has 3");
  CHECK(microsoft("QGemm", {a, scale, zero, b, scale, zb, {i32, {"3"}}}, flip) == "QGemm 'n': shapes [2, 4] and [3] cannot be broadcast");
  CHECK(microsoft("QGemm", {a, scale, zero, b, scale, zb, {i32, {"1", "2", "4"}}}, flip) == "QGemm 'n': the term of shape [1, 2, 4] does not fit [2, 4]");
  CHECK(microsoft("QGemm", {a, scale, zero, b, scale, zb, {f32, {"4"}}}, flip) == "QGemm 'n': C is float, not int32");
}

TEST_CASE("a scale that is not positive is named with its place") {
  ModelBuilder model;
  model.input("x", {"1", "3"}).initializer(tensor_floats("s", {3}, {1, 0, 2}));
  model.node("QuantizeLinear", "n", {"x", "s"}, {"y"}).output("y", {}, u8);
  auto graph = read_onnx(as_bytes(model.bytes()));
  REQUIRE(graph.ok());
  const Status status = check_finite_weights(graph.value());
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message == "QuantizeLinear 'n': a scale that is not positive in 's' at index 1: 0");
}

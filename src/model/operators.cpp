#include "model/operators.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

namespace {

constexpr OperatorRow onnx(std::string_view name, int since, Arity inputs, Arity outputs = {1, 1}) {
  return {name, onnx_domain, std::max(since, oldest_opset), newest_opset, inputs, outputs};
}
constexpr OperatorRow microsoft(std::string_view name, Arity inputs) {
  return {name, microsoft_domain, 1, 1, inputs, {1, 1}};
}

// Inputs and outputs over all opsets that are read: what one opset passes as an input, an older one may
// pass as an attribute.
constexpr OperatorRow rows[] = {
    onnx("Abs", 6, {1, 1}),
    onnx("Add", 7, {2, 2}),
    onnx("ArgMax", 1, {1, 1}),
    onnx("AveragePool", 7, {1, 1}),
    onnx("BatchNormalization", 7, {5, 5}, {1, 5}),
    onnx("Cast", 6, {1, 1}),
    onnx("Clip", 6, {1, 3}),
    onnx("Concat", 4, {1, many}),
    onnx("Constant", 1, {0, 0}),
    onnx("ConstantOfShape", 9, {1, 1}),
    onnx("Conv", 1, {2, 3}),
    onnx("ConvInteger", 10, {2, 4}),
    onnx("DequantizeLinear", 10, {2, 3}),
    onnx("Div", 7, {2, 2}),
    onnx("Dropout", 7, {1, 3}, {1, 2}),
    onnx("DynamicQuantizeLinear", 11, {1, 1}, {3, 3}),
    onnx("Elu", 6, {1, 1}),
    onnx("Exp", 6, {1, 1}),
    onnx("Flatten", 1, {1, 1}),
    onnx("Gather", 1, {2, 2}),
    onnx("Gemm", 7, {2, 3}),
    onnx("GlobalAveragePool", 1, {1, 1}),
    onnx("GlobalMaxPool", 1, {1, 1}),
    onnx("HardSigmoid", 6, {1, 1}),
    onnx("HardSwish", 14, {1, 1}),
    onnx("Identity", 1, {1, 1}),
    onnx("LeakyRelu", 6, {1, 1}),
    onnx("LogSoftmax", 1, {1, 1}),
    onnx("MatMul", 1, {2, 2}),
    onnx("MatMulInteger", 10, {2, 4}),
    onnx("Max", 6, {1, many}),
    onnx("MaxPool", 1, {1, 1}, {1, 2}),
    onnx("Min", 6, {1, many}),
    onnx("Mul", 7, {2, 2}),
    onnx("Neg", 6, {1, 1}),
    onnx("PRelu", 7, {2, 2}),
    onnx("Pad", 2, {1, 4}),
    onnx("Pow", 7, {2, 2}),
    onnx("QLinearConv", 10, {8, 9}),
    onnx("QLinearMatMul", 10, {8, 8}),
    onnx("QuantizeLinear", 10, {2, 3}),
    onnx("ReduceMean", 1, {1, 2}),
    onnx("Relu", 6, {1, 1}),
    onnx("Reshape", 5, {2, 2}),
    onnx("Resize", 10, {1, 4}),
    onnx("Shape", 1, {1, 1}),
    onnx("Sigmoid", 6, {1, 1}),
    onnx("Slice", 1, {1, 5}),
    onnx("Softmax", 1, {1, 1}),
    onnx("Split", 2, {1, 2}, {1, many}),
    onnx("Sqrt", 6, {1, 1}),
    onnx("Squeeze", 1, {1, 2}),
    onnx("Sub", 7, {2, 2}),
    onnx("Tanh", 6, {1, 1}),
    onnx("Transpose", 1, {1, 1}),
    onnx("Unsqueeze", 1, {1, 2}),
    microsoft("QGemm", {6, 9}),
    microsoft("QLinearAdd", {7, 8}),
    microsoft("QLinearAveragePool", {4, 5}),
    microsoft("QLinearConcat", {5, many}),
    microsoft("QLinearGlobalAveragePool", {5, 5}),
    microsoft("QLinearLeakyRelu", {4, 5}),
    microsoft("QLinearMul", {7, 8}),
    microsoft("QLinearSigmoid", {4, 5}),
};

constexpr bool before(const OperatorRow& a, const OperatorRow& b) {
  return a.domain != b.domain ? a.domain < b.domain : a.name < b.name;
}
static_assert(std::is_sorted(std::begin(rows), std::end(rows), before));

std::string range(std::size_t least, std::size_t most) {
  if (most == many) return text(least, " or more");
  return least == most ? text(least) : text(least, "–", most);
}

}  // namespace

std::span<const OperatorRow> operators() { return rows; }

const OperatorRow* find_operator(std::string_view domain, std::string_view name) {
  OperatorRow wanted;
  wanted.domain = domain == "ai.onnx" ? onnx_domain : domain;
  wanted.name = name;
  const auto* found = std::lower_bound(std::begin(rows), std::end(rows), wanted, before);
  return found != std::end(rows) && found->domain == wanted.domain && found->name == name ? found : nullptr;
}

std::string qualified_name(std::string_view domain, std::string_view name) {
  return domain.empty() || domain == "ai.onnx" ? std::string(name) : text(domain, ".", name);
}

std::string operator_table() {
  std::string out = "| operator | opsets | inputs | outputs |\n|---|---|---|---|\n";
  for (const OperatorRow& row : rows) {
    out += text("| ", qualified_name(row.domain, row.name), " | ",
                range(static_cast<std::size_t>(row.first_opset), static_cast<std::size_t>(row.last_opset)), " | ",
                range(row.inputs.least, row.inputs.most), " | ", range(row.outputs.least, row.outputs.most), " |\n");
  }
  return out;
}

}  // namespace zeropoint

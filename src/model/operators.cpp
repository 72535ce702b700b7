#include "model/operators.h"

#include <algorithm>

#include "core/text.h"
#include "model/shape_rules.h"

namespace zeropoint {

namespace {

// The float executor runs all that is read; with codes in place of floats runs what says so.
constexpr bool in_float = true, in_integer = false;

// Runs on codes as well: between DequantizeLinear and QuantizeLinear (runtime/lowering), or as it is.
constexpr OperatorRow also_in_integers(OperatorRow row) {
  row.in_integer = true;
  return row;
}

constexpr OperatorRow onnx(std::string_view name, int since, ShapeRule shape_rule, Arity inputs, Arity outputs = {1, 1}, std::string_view note = {}) {
  return {name, onnx_domain, std::max(since, oldest_opset), newest_opset, inputs, outputs, shape_rule, in_float, in_integer, note};
}
constexpr OperatorRow onnx(std::string_view name, int since, ShapeRule shape_rule, Arity inputs, std::string_view note) {
  return onnx(name, since, shape_rule, inputs, {1, 1}, note);
}
constexpr OperatorRow microsoft(std::string_view name, ShapeRule shape_rule, Arity inputs, std::string_view note = {}) {
  return also_in_integers({name, microsoft_domain, 1, 1, inputs, {1, 1}, shape_rule, in_float, in_integer, note});
}

constexpr OperatorRow internal(std::string_view name, ShapeRule shape_rule, Arity inputs) {
  return also_in_integers({name, internal_domain, 1, 1, inputs, {1, 1}, shape_rule, in_float, in_integer, {}});
}

constexpr std::string_view images = "2-D";
constexpr std::string_view inference = "not in training mode";

// Inputs and outputs over all opsets that are read: what one opset passes as an input, an older one may
// pass as an attribute.
constexpr OperatorRow rows[] = {
    also_in_integers(onnx("Abs", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Add", 7, shapes::elementwise, {2, 2})),
    onnx("ArgMax", 1, shapes::arg_max, {1, 1}),
    also_in_integers(onnx("AveragePool", 7, shapes::pool, {1, 1}, images)),
    onnx("BatchNormalization", 7, shapes::batch_normalization, {5, 5}, {1, 5}, inference),
    onnx("Cast", 6, shapes::cast, {1, 1}),
    also_in_integers(onnx("Clip", 6, shapes::clip, {1, 3})),
    also_in_integers(onnx("Concat", 4, shapes::concat, {1, many})),
    onnx("Constant", 1, shapes::constant, {0, 0}, "tensors and numbers"),
    onnx("ConstantOfShape", 9, shapes::constant_of_shape, {1, 1}),
    also_in_integers(onnx("Conv", 1, shapes::conv, {2, 3}, images)),
    also_in_integers(onnx("ConvInteger", 10, shapes::conv_integer, {2, 4}, images)),
    onnx("DequantizeLinear", 10, shapes::dequantize, {2, 3}),
    also_in_integers(onnx("Div", 7, shapes::elementwise, {2, 2}, "in integers with one number")),
    onnx("Dropout", 7, shapes::dropout, {1, 3}, {1, 2}, inference),
    onnx("DynamicQuantizeLinear", 11, shapes::dynamic_quantize, {1, 1}, {3, 3}),
    also_in_integers(onnx("Elu", 6, shapes::activation, {1, 1})),
    also_in_integers(onnx("Exp", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Flatten", 1, shapes::flatten, {1, 1})),
    also_in_integers(onnx("Gather", 1, shapes::gather, {2, 2})),
    also_in_integers(onnx("Gemm", 7, shapes::gemm, {2, 3})),
    also_in_integers(onnx("GlobalAveragePool", 1, shapes::global_pool, {1, 1})),
    also_in_integers(onnx("GlobalMaxPool", 1, shapes::global_pool, {1, 1})),
    also_in_integers(onnx("HardSigmoid", 6, shapes::activation, {1, 1})),
    also_in_integers(onnx("HardSwish", 14, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Identity", 1, shapes::identity, {1, 1})),
    onnx("LRN", 1, shapes::local_response_normalization, {1, 1}),
    also_in_integers(onnx("LeakyRelu", 6, shapes::activation, {1, 1})),
    onnx("LogSoftmax", 1, shapes::softmax, {1, 1}),
    also_in_integers(onnx("MatMul", 1, shapes::matmul, {2, 2})),
    also_in_integers(onnx("MatMulInteger", 10, shapes::matmul_integer, {2, 4})),
    also_in_integers(onnx("Max", 6, shapes::elementwise, {1, many}, "in integers with one number")),
    also_in_integers(onnx("MaxPool", 1, shapes::pool, {1, 1}, {1, 2}, images)),
    also_in_integers(onnx("Min", 6, shapes::elementwise, {1, many}, "in integers with one number")),
    also_in_integers(onnx("Mul", 7, shapes::elementwise, {2, 2})),
    also_in_integers(onnx("Neg", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("PRelu", 7, shapes::prelu, {2, 2}, "in integers with one number")),
    also_in_integers(onnx("Pad", 2, shapes::pad, {1, 4}, "reflect and wrap by less than the input")),
    also_in_integers(onnx("Pow", 7, shapes::elementwise, {2, 2}, "in integers with one number")),
    also_in_integers(onnx("QLinearConv", 10, shapes::qlinear_conv, {6, 9}, images)),
    also_in_integers(onnx("QLinearMatMul", 10, shapes::qlinear_matmul, {8, 8})),
    onnx("QuantizeLinear", 10, shapes::quantize, {2, 3}),
    also_in_integers(onnx("ReduceMean", 1, shapes::reduce, {1, 2}, "in integers over height and width")),
    also_in_integers(onnx("Relu", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Reshape", 5, shapes::reshape, {2, 2})),
    also_in_integers(onnx("Resize", 10, shapes::resize, {1, 4}, "nearest and linear, without antialias; in integers nearest")),
    onnx("Shape", 1, shapes::shape, {1, 1}),
    also_in_integers(onnx("Sigmoid", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Slice", 1, shapes::slice, {1, 5})),
    onnx("Softmax", 1, shapes::softmax, {1, 1}),
    also_in_integers(onnx("Split", 2, shapes::split, {1, 2}, {1, many})),
    also_in_integers(onnx("Sqrt", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Squeeze", 1, shapes::squeeze, {1, 2})),
    also_in_integers(onnx("Sub", 7, shapes::elementwise, {2, 2}, "in integers with one number")),
    also_in_integers(onnx("Sum", 6, shapes::elementwise, {1, many}, "in integers of two")),
    also_in_integers({"Swish", onnx_domain, 24, 24, {1, 1}, {1, 1}, shapes::same_as_input, in_float, in_integer}),  // fuse_swish makes it
    also_in_integers(onnx("Tanh", 6, shapes::same_as_input, {1, 1})),
    also_in_integers(onnx("Transpose", 1, shapes::transpose, {1, 1})),
    also_in_integers(onnx("Unsqueeze", 1, shapes::unsqueeze, {1, 2})),
    microsoft("QGemm", shapes::qgemm, {6, 9}),
    microsoft("QLinearAdd", shapes::qlinear_binary, {7, 8}),
    microsoft("QLinearAveragePool", shapes::qlinear_pool, {4, 5}, images),
    microsoft("QLinearConcat", shapes::qlinear_concat, {5, many}),
    microsoft("QLinearGlobalAveragePool", shapes::qlinear_global_pool, {5, 5}),
    microsoft("QLinearLeakyRelu", shapes::qlinear_unary, {4, 5}),
    microsoft("QLinearMul", shapes::qlinear_binary, {7, 8}),
    microsoft("QLinearSigmoid", shapes::qlinear_unary, {4, 5}),
    internal("LookupTable", shapes::lookup_table, {2, 2}),
    internal("QLinearBlockConv", shapes::qlinear_block_conv, {5, 9}),
};

constexpr bool before(const OperatorRow& a, const OperatorRow& b) {
  return a.domain != b.domain ? a.domain < b.domain : a.name < b.name;
}
static_assert(std::is_sorted(std::begin(rows), std::end(rows), before));

std::string range(int first, int last) { return first == last ? text(first) : text(first, "–", last); }

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
  std::string out = "| operator | opsets | runs in float | runs in integers | note |\n|---|---|---|---|---|\n";
  for (const OperatorRow& row : rows) {
    if (!row.in_files()) continue;
    out += text("| ", qualified_name(row.domain, row.name), " | ", range(row.first_opset, row.last_opset), " | ", row.in_float ? "yes" : "–", " | ",
                row.in_integer ? "yes" : "–", " | ", row.note, " |\n");
  }
  return out;
}

}  // namespace zeropoint

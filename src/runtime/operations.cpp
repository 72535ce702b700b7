#include "runtime/operations.h"

#include <algorithm>

namespace zeropoint {

namespace {

constexpr unsigned inputs(auto... indices) { return (0U | ... | (1U << indices)); }

// Sorted by domain, then by name.
constexpr Operation rows[] = {
    {onnx_domain, "Abs", operations::abs},
    {onnx_domain, "Add", operations::add},
    {onnx_domain, "ArgMax", operations::arg_max},
    {onnx_domain, "AveragePool", operations::average_pool},
    {onnx_domain, "BatchNormalization", operations::batch_normalization},
    {onnx_domain, "Cast", operations::cast},
    {onnx_domain, "Clip", operations::clip},
    {onnx_domain, "Concat", operations::concat},
    {onnx_domain, "ConstantOfShape", operations::constant_of_shape, inputs(0)},
    {onnx_domain, "Conv", operations::conv},
    {onnx_domain, "ConvInteger", operations::conv_integer},
    {onnx_domain, "DequantizeLinear", operations::dequantize_linear},
    {onnx_domain, "Div", operations::div},
    {onnx_domain, "Dropout", operations::dropout, inputs(2)},
    {onnx_domain, "DynamicQuantizeLinear", operations::dynamic_quantize_linear},
    {onnx_domain, "Elu", operations::elu},
    {onnx_domain, "Exp", operations::exp},
    {onnx_domain, "Flatten", operations::reshape},
    {onnx_domain, "Gather", operations::gather},
    {onnx_domain, "Gemm", operations::gemm},
    {onnx_domain, "GlobalAveragePool", operations::global_average_pool},
    {onnx_domain, "GlobalMaxPool", operations::global_max_pool},
    {onnx_domain, "HardSigmoid", operations::hard_sigmoid},
    {onnx_domain, "HardSwish", operations::hard_swish},
    {onnx_domain, "Identity", operations::identity},
    {onnx_domain, "LRN", operations::lrn},
    {onnx_domain, "LeakyRelu", operations::leaky_relu},
    {onnx_domain, "LogSoftmax", operations::log_softmax},
    {onnx_domain, "MatMul", operations::matmul},
    {onnx_domain, "MatMulInteger", operations::matmul_integer},
    {onnx_domain, "Max", operations::max},
    {onnx_domain, "MaxPool", operations::max_pool},
    {onnx_domain, "Min", operations::min},
    {onnx_domain, "Mul", operations::mul},
    {onnx_domain, "Neg", operations::neg},
    {onnx_domain, "PRelu", operations::prelu},
    {onnx_domain, "Pad", operations::pad, inputs(1, 3)},
    {onnx_domain, "Pow", operations::pow},
    {onnx_domain, "QLinearConv", operations::qlinear_conv},
    {onnx_domain, "QLinearMatMul", operations::qlinear_matmul},
    {onnx_domain, "QuantizeLinear", operations::quantize_linear},
    {onnx_domain, "ReduceMean", operations::reduce_mean, inputs(1)},
    {onnx_domain, "Relu", operations::relu},
    {onnx_domain, "Reshape", operations::reshape, inputs(1)},
    {onnx_domain, "Resize", operations::resize, inputs(1, 2, 3)},
    {onnx_domain, "Shape", operations::shape},
    {onnx_domain, "Sigmoid", operations::sigmoid},
    {onnx_domain, "Slice", operations::slice, inputs(1, 2, 3, 4)},
    {onnx_domain, "Softmax", operations::softmax},
    {onnx_domain, "Split", operations::split, inputs(1)},
    {onnx_domain, "Sqrt", operations::sqrt},
    {onnx_domain, "Squeeze", operations::reshape, inputs(1)},
    {onnx_domain, "Sub", operations::sub},
    {onnx_domain, "Sum", operations::add},
    {onnx_domain, "Swish", operations::swish},
    {onnx_domain, "Tanh", operations::tanh},
    {onnx_domain, "Transpose", operations::transpose},
    {onnx_domain, "Unsqueeze", operations::reshape, inputs(1)},
    {microsoft_domain, "QGemm", operations::qgemm},
    {microsoft_domain, "QLinearAdd", operations::qlinear_add},
    {microsoft_domain, "QLinearAveragePool", operations::qlinear_average_pool},
    {microsoft_domain, "QLinearConcat", operations::qlinear_concat},
    {microsoft_domain, "QLinearGlobalAveragePool", operations::qlinear_global_average_pool},
    {microsoft_domain, "QLinearLeakyRelu", operations::qlinear_leaky_relu},
    {microsoft_domain, "QLinearMul", operations::qlinear_mul},
    {microsoft_domain, "QLinearSigmoid", operations::qlinear_sigmoid},
    {internal_domain, "LookupTable", operations::lookup_table},
    {internal_domain, "QLinearBlockConv", operations::qlinear_block_conv},
};

constexpr bool before(const Operation& a, const Operation& b) {
  return a.domain != b.domain ? a.domain < b.domain : a.name < b.name;
}
static_assert(std::is_sorted(std::begin(rows), std::end(rows), before));

}  // namespace

const Operation* find_operation(const OperatorRow& row) {
  const Operation wanted{row.domain, row.name, nullptr};
  const auto* found = std::lower_bound(std::begin(rows), std::end(rows), wanted, before);
  return found != std::end(rows) && !before(wanted, *found) ? found : nullptr;
}

}  // namespace zeropoint

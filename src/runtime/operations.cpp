#include "runtime/operations.h"

#include <algorithm>

namespace zeropoint {

namespace {

constexpr unsigned inputs(auto... indices) { return (0U | ... | (1U << indices)); }

// Sorted by domain, then by name.
constexpr Operation rows[] = {
    {onnx_domain, "Add", operations::add},
    {onnx_domain, "Concat", operations::concat},
    {onnx_domain, "Conv", operations::conv},
    {onnx_domain, "Div", operations::div},
    {onnx_domain, "Flatten", operations::reshape},
    {onnx_domain, "Gather", operations::gather},
    {onnx_domain, "Identity", operations::identity},
    {onnx_domain, "Max", operations::max},
    {onnx_domain, "Min", operations::min},
    {onnx_domain, "Mul", operations::mul},
    {onnx_domain, "PRelu", operations::prelu},
    {onnx_domain, "Pad", operations::pad, inputs(1, 3)},
    {onnx_domain, "Pow", operations::pow},
    {onnx_domain, "Relu", operations::relu},
    {onnx_domain, "Reshape", operations::reshape, inputs(1)},
    {onnx_domain, "Slice", operations::slice, inputs(1, 2, 3, 4)},
    {onnx_domain, "Split", operations::split, inputs(1)},
    {onnx_domain, "Squeeze", operations::reshape, inputs(1)},
    {onnx_domain, "Sub", operations::sub},
    {onnx_domain, "Transpose", operations::transpose},
    {onnx_domain, "Unsqueeze", operations::reshape, inputs(1)},
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

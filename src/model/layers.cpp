#include "model/layers.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "model/operators.h"

namespace zeropoint {

namespace {

enum class Product { none, conv, matmul, gemm };
constexpr std::size_t no_input = many;

// Where an operator's weights and factors are. Operators that are not here and work element by element have
// weights in any input of more than one element.
struct Row {
  std::string_view name;
  Product product;
  std::array<std::size_t, 2> factors;  // left and right, or data and kernel
  std::vector<std::size_t> weights;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      {"Conv", Product::conv, {0, 1}, {1, 2}},
      {"ConvInteger", Product::conv, {0, 1}, {1}},
      {"QLinearBlockConv", Product::conv, {0, 3}, {3, 8}},
      {"QLinearConv", Product::conv, {0, 3}, {3, 8}},
      {"MatMul", Product::matmul, {0, 1}, {0, 1}},
      {"MatMulInteger", Product::matmul, {0, 1}, {0, 1}},
      {"QLinearMatMul", Product::matmul, {0, 3}, {0, 3}},
      {"Gemm", Product::gemm, {0, 1}, {0, 1, 2}},
      {"QGemm", Product::gemm, {0, 3}, {0, 3, 6}},
      {"BatchNormalization", Product::none, {no_input, no_input}, {1, 2, 3, 4}},
      {"DequantizeLinear", Product::none, {no_input, no_input}, {0}},
      {"Gather", Product::none, {no_input, no_input}, {0}},
      {"PRelu", Product::none, {no_input, no_input}, {1}},
      {"QLinearAdd", Product::none, {no_input, no_input}, {0, 3}},
      {"QLinearMul", Product::none, {no_input, no_input}, {0, 3}},
  };
  return table;
}

constexpr std::string_view elementwise[] = {"Add", "Div", "Max", "Min", "Mul", "Pow", "Sub", "Sum"};

std::optional<std::int64_t> elements(const std::optional<Dimensions>& dims) {
  if (!dims) return std::nullopt;
  std::int64_t product = 1;
  for (const Dimension& d : *dims) {
    if (!d.fixed()) return std::nullopt;
    product *= d.extent();  // at most 2^40, as shape inference has seen
  }
  return product;
}

// The sizes, if all are known.
std::vector<std::int64_t> fixed(const std::optional<Dimensions>& dims) {
  std::vector<std::int64_t> sizes;
  if (!elements(dims)) return sizes;
  for (const Dimension& d : *dims) sizes.push_back(d.extent());
  return sizes;
}

std::int64_t times(std::int64_t a, std::int64_t b) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  return b != 0 && a > most / b ? most : a * b;
}

// How many products make one element of the output.
std::optional<std::int64_t> products(const Graph& graph, const Node& node, const Row& row) {
  const auto dims = [&](std::size_t i) -> const std::optional<Dimensions>& { return graph.values[node.inputs[row.factors[i]]].type.dims; };
  if (row.product == Product::conv) {
    if (!dims(1) || dims(1)->empty()) return std::nullopt;
    return elements(Dimensions(dims(1)->begin() + 1, dims(1)->end()));  // [out, in / groups, taps…]
  }
  if (!dims(0) || dims(0)->empty()) return std::nullopt;
  const auto* transposed = row.product == Product::gemm ? node.attribute("transA") : nullptr;
  const bool first = transposed != nullptr && *transposed == AttributeValue(std::int64_t{1});
  const Dimension& depth = first ? dims(0)->front() : dims(0)->back();
  return depth.fixed() ? std::optional(depth.extent()) : std::nullopt;
}

Layer layer_of(const Graph& graph, const Node& node) {
  Layer layer;
  layer.name = node.name;
  layer.op = qualified_name(node.op->domain, node.op->name);
  layer.activation = node.activation;
  for (const ValueId id : node.inputs) {
    if (id == absent || graph.values[id].constant) continue;
    layer.inputs.push_back(graph.values[id].type);
    layer.reads.push_back(graph.values[id].name);
  }
  for (const ValueId id : node.outputs) {
    if (id == absent) continue;
    if (layer.name.empty()) layer.name = graph.values[id].name;
    layer.outputs.push_back(graph.values[id].type);
    layer.writes.push_back(graph.values[id].name);
  }

  const auto row = std::ranges::find(rows(), node.op->name, &Row::name);
  const bool known = row != rows().end();
  const bool each = !known && std::ranges::find(elementwise, node.op->name) != std::end(elementwise);
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (!node.has_input(i) || !graph.values[node.inputs[i]].constant) continue;
    const auto size = static_cast<std::int64_t>(graph.values[node.inputs[i]].constant->size());
    if (known ? std::ranges::find(row->weights, i) != row->weights.end() : each && size > 1) layer.parameters += size;
  }
  if (!known || row->product == Product::none || !node.has_output(0)) return layer;
  if (row->product == Product::conv) layer.kernel = fixed(graph.values[node.inputs[row->factors[1]]].type.dims);
  const auto outputs = elements(layer.outputs[0].dims);
  const auto each_output = products(graph, node, *row);
  layer.macs = outputs && each_output ? std::optional(times(*outputs, *each_output)) : std::nullopt;
  return layer;
}

}  // namespace

std::vector<Layer> layers(const Graph& graph) {
  std::vector<Layer> all;
  all.reserve(graph.nodes.size());
  for (const Node& node : graph.nodes) all.push_back(layer_of(graph, node));
  return all;
}

std::map<std::string, std::size_t> operator_counts(const Graph& graph) {
  std::map<std::string, std::size_t> counts;
  for (const Node& node : graph.nodes) ++counts[qualified_name(node.op->domain, node.op->name)];
  return counts;
}

std::int64_t weight_bytes(const Graph& graph) {
  std::vector<bool> counted(graph.values.size());
  std::int64_t bytes = 0;
  for (const Node& node : graph.nodes) {
    for (const ValueId id : node.inputs) {
      if (id == absent || counted[id] || !graph.values[id].constant) continue;
      counted[id] = true;
      bytes += static_cast<std::int64_t>(graph.values[id].constant->bytes().size());
    }
  }
  return bytes;
}

}  // namespace zeropoint

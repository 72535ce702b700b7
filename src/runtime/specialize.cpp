#include "runtime/specialize.h"

#include <algorithm>

#include "model/operators.h"
#include "model/rewrites.h"
#include "runtime/evaluate.h"
#include "runtime/lowering/lowering.h"
#include "runtime/operations.h"

namespace zeropoint {

namespace {

// Chains of shape arithmetic that wait for each other are a few links long; a file may not ask for more.
constexpr int most_rounds = 16;

bool is_quantized(const Graph& graph) {
  return std::ranges::any_of(graph.nodes, [](const Node& node) { return node.op->domain == onnx_domain && node.op->name == "DequantizeLinear"; });
}

// Rewrites that make one node of several.
Status fuse(Graph& graph) {
  remove_identities(graph);
  ZP_CHECK(fold_batch_norm(graph));
  fuse_activations(graph);
  fuse_swish(graph);
  return Done{};
}

}  // namespace

Status specialize(Graph& graph, std::span<const InputShape> given, const NetworkKernels& kernels, Dequantized dequantized) {
  std::size_t budget = evaluation_budget;
  const Evaluator evaluator = [&](const Graph& g, const Node& node) -> decltype(evaluate(g, node, kernels, budget)) {
    if (dequantized == Dequantized::kept && node.op->name == "DequantizeLinear") return std::optional<std::vector<Constant>>();
    return evaluate(g, node, kernels, budget);
  };
  ZP_CHECK(infer_shapes(graph, given));
  for (int round = 0; round < most_rounds; ++round) {
    ZP_TRY(const std::size_t folded, fold_constants(graph, evaluator));
    if (folded == 0) break;
    ZP_CHECK(infer_shapes(graph));
  }
  drop_dead_code(graph);
  return Done{};
}

Status simplify(Graph& graph, std::span<const InputShape> given, const NetworkKernels& kernels) {
  if (is_quantized(graph)) {
    ZP_CHECK(specialize(graph, given, kernels, Dequantized::kept));
    ZP_CHECK(fuse(graph));
    ZP_CHECK(lower(graph, kernels));
  }
  // What was not lowered is a float network like any other.
  ZP_CHECK(specialize(graph, given, kernels));
  ZP_CHECK(fuse(graph));
  return specialize(graph, {}, kernels);
}

std::vector<bool> deciding_inputs(const Graph& graph) {
  std::vector<bool> decides(graph.values.size(), false);
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    const bool passes_on = node->op->name != "Shape" && std::ranges::any_of(node->outputs, [&](ValueId id) { return id != absent && decides[id]; });
    const Operation* operation = find_operation(*node->op);
    for (std::size_t i = 0; i < node->inputs.size(); ++i) {
      const bool parameter = operation != nullptr && i < 32 && (operation->parameters >> i & 1U) != 0;
      if (node->has_input(i) && (passes_on || parameter)) decides[node->inputs[i]] = true;
    }
  }
  std::vector<bool> out;
  for (const ValueId id : graph.inputs) out.push_back(decides[id]);
  return out;
}

}  // namespace zeropoint

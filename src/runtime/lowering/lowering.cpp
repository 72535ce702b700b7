#include "runtime/lowering/lowering.h"

#include <algorithm>

#include "model/operators.h"
#include "model/rewrites.h"
#include "runtime/lowering/duplicates.h"
#include "runtime/lowering/patterns.h"

namespace zeropoint {

namespace lowering {

namespace {

struct Pattern {
  std::string_view op;  // of ONNX
  Result<bool> (*lower)(Rewriter& r, std::size_t n);
};

// Not replaced; what it stands for is noted.
Result<bool> note_codes(Rewriter& r, std::size_t n) {
  r.note_dequantized(r.node(n));
  return false;
}

// Sorted by name.
constexpr Pattern patterns[] = {
    {"Add", lower_binary},
    {"AveragePool", lower_average_pool},
    {"Concat", lower_concat},
    {"Conv", lower_conv},
    {"DequantizeLinear", note_codes},
    {"Flatten", lower_mover},
    {"Gather", lower_mover},
    {"Gemm", lower_gemm},
    {"GlobalAveragePool", lower_global_average},
    {"GlobalMaxPool", lower_mover},
    {"Identity", lower_mover},
    {"MatMul", lower_matmul},
    {"MaxPool", lower_mover},
    {"Mul", lower_binary},
    {"Pad", lower_pad},
    {"QuantizeLinear", lower_quantize},
    {"ReduceMean", lower_global_average},
    {"Reshape", lower_mover},
    {"Resize", lower_resize},
    {"Slice", lower_mover},
    {"Split", lower_mover},
    {"Squeeze", lower_mover},
    {"Sum", lower_binary},
    {"Transpose", lower_mover},
    {"Unsqueeze", lower_mover},
};
static_assert(std::ranges::is_sorted(patterns, {}, &Pattern::op));

const Pattern* pattern_of(const Node& node) {
  if (node.op->domain != onnx_domain) return nullptr;
  const auto* found = std::ranges::lower_bound(patterns, node.op->name, {}, &Pattern::op);
  return found != std::end(patterns) && found->op == node.op->name ? found : nullptr;
}

}  // namespace
}  // namespace lowering

Status lower(Graph& graph, const NetworkKernels& kernels) {
  lowering::merge_duplicates(graph);
  lowering::Rewriter rewriter(graph, kernels);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    if (rewriter.taken(n)) continue;
    bool replaced = false;
    if (const auto* pattern = lowering::pattern_of(graph.nodes[n])) {
      ZP_TRY(replaced, pattern->lower(rewriter, n));
    }
    if (!replaced) rewriter.add(graph.nodes[n]);
  }
  graph.nodes = std::move(rewriter).nodes();
  remove_identities(graph);
  drop_dead_code(graph);
  return Done{};
}

}  // namespace zeropoint

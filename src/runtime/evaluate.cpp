#include "runtime/evaluate.h"

#include <algorithm>

#include "model/infer_shapes.h"
#include "model/operators.h"
#include "runtime/plan.h"
#include "runtime/weight_cache.h"

namespace zeropoint {

namespace {

bool takes_linear_time(std::string_view op) {
  for (std::string_view part : {"Conv", "MatMul", "Gemm", "Pool", "LRN"}) {
    if (op.find(part) != std::string_view::npos) return false;
  }
  return true;
}

Graph graph_of(const Graph& graph, const Node& node) {
  Graph alone;
  alone.ir_version = graph.ir_version;
  alone.opsets = graph.opsets;
  Node copy = node;
  for (ValueId& id : copy.inputs) {
    if (id != absent) id = alone.add_constant(graph.values[id].name, *graph.values[id].constant);
  }
  for (ValueId& id : copy.outputs) {
    if (id == absent) continue;
    id = alone.add_value(graph.values[id].name);
    alone.outputs.push_back(id);
  }
  alone.nodes.push_back(std::move(copy));
  return alone;
}

bool is_about_support(const Error& error) { return error.code == ErrorCode::unsupported; }

}  // namespace

Result<std::optional<std::vector<Constant>>> evaluate(Graph alone, const NetworkKernels& kernels, std::size_t& budget) {
  std::optional<std::vector<Constant>> out;
  ZP_CHECK(infer_shapes(alone));
  if (std::ranges::all_of(alone.outputs, [&](ValueId id) { return alone.values[id].constant.has_value(); })) {
    out.emplace();
    for (const ValueId id : alone.outputs) out->push_back(*alone.values[id].constant);
    return out;
  }
  WeightCache weights;
  auto plan = Plan::make(alone, kernels, weights);
  if (!plan.ok() && is_about_support(plan.error())) return out;
  ZP_TRY(const Plan& ready, std::move(plan));
  if (ready.arena_bytes() > budget) return out;
  budget -= ready.arena_bytes();
  ZP_TRY(auto arena, Buffer<std::byte>::make(ready.arena_bytes()));
  ZP_CHECK(ready.run(arena.span()));
  out.emplace();
  for (std::size_t o = 0; o < alone.outputs.size(); ++o) {
    const auto bytes = ready.output(o, arena.span());
    ZP_TRY(auto copy, Buffer<std::byte>::make(bytes.size()));
    std::ranges::copy(bytes, copy.begin());
    const Slot& slot = ready.output_slot(o);
    out->emplace_back(slot.type, slot.shape, std::move(copy));
  }
  return out;
}

Result<std::optional<std::vector<Constant>>> evaluate(const Graph& graph, const Node& node, const NetworkKernels& kernels, std::size_t& budget) {
  if (!takes_linear_time(node.op->name)) return std::optional<std::vector<Constant>>();
  return evaluate(graph_of(graph, node), kernels, budget);
}

}  // namespace zeropoint

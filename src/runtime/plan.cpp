#include "runtime/plan.h"

#include "core/text.h"
#include "runtime/plan_builder.h"
#include "runtime/release.h"
#include "runtime/weight_cache.h"

namespace zeropoint {

Result<Plan> Plan::make(const Graph& graph, const NetworkKernels& kernels, WeightCache& weights) {
  return PlanBuilder(graph, kernels, weights).build();
}

Result<Plan> Plan::make_releasing(Graph graph, const NetworkKernels& kernels, WeightCache& weights) {
  ReleaseInTurn release(graph, weights);
  weights.wait();
  auto plan = PlanBuilder(graph, kernels, weights, &release).build();
  const Status packed = weights.pack_waiting(plan.ok());
  if (plan.ok() && !packed.ok()) return packed.error();
  return plan;
}

std::span<std::byte> Plan::input(std::size_t i, std::span<std::byte> arena) const {
  const Slot& slot = slots_[inputs_[i]];
  return arena.subspan(offsets_[slot.storage], slot.bytes());
}

Status Plan::tell(Watcher& watcher, std::size_t steps, std::size_t& told, std::span<const std::byte> arena) const {
  for (; told < completions_.size() && completions_[told].steps == steps; ++told) {
    const Completion& c = completions_[told];
    const Slot& slot = slots_[c.operand];
    ZP_CHECK(watcher.complete(c.value, slot, slot.constant ? slot.constant->bytes() : arena.subspan(offsets_[slot.storage], slot.bytes())));
  }
  return Done{};
}

Status Plan::run(std::span<std::byte> arena, Watcher* watcher) const {
  std::size_t told = 0;
  if (watcher != nullptr) ZP_CHECK(tell(*watcher, 0, told, arena));
  for (std::size_t t = 0; t < steps_.size(); ++t) {
    const Step& step = steps_[t];
    if (watcher != nullptr) watcher->step_begins(results_[step.node]);
    Status status = step.run(StepMemory(slots_, offsets_, step, arena.data()));
    if (!status.ok()) return Error{status.error().code, text(names_[step.node], ": ", status.error().message)};
    if (watcher == nullptr) continue;
    watcher->step_ends(results_[step.node]);
    ZP_CHECK(tell(*watcher, t + 1, told, arena));
  }
  return Done{};
}

std::span<const std::byte> Plan::output(std::size_t o, std::span<const std::byte> arena) const {
  const Slot& slot = output_slot(o);
  return slot.constant ? slot.constant->bytes() : arena.subspan(offsets_[slot.storage], slot.bytes());
}

}  // namespace zeropoint

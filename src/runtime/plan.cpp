#include "runtime/plan.h"

#include "core/text.h"
#include "runtime/plan_builder.h"

namespace zeropoint {

Result<Plan> Plan::make(const Graph& graph, const NetworkKernels& kernels, WeightCache& weights) {
  return PlanBuilder(graph, kernels, weights).build();
}

std::span<std::byte> Plan::input(std::size_t i, std::span<std::byte> arena) const {
  const Slot& slot = slots_[inputs_[i]];
  return arena.subspan(offsets_[slot.storage], slot.bytes());
}

Status Plan::run(std::span<std::byte> arena) const {
  for (const Step& step : steps_) {
    Status status = step.run(StepMemory(slots_, offsets_, step, arena.data()));
    if (!status.ok()) return Error{status.error().code, text(names_[step.node], ": ", status.error().message)};
  }
  return Done{};
}

std::span<const std::byte> Plan::output(std::size_t o, std::span<const std::byte> arena) const {
  const Slot& slot = output_slot(o);
  return slot.constant ? slot.constant->bytes() : arena.subspan(offsets_[slot.storage], slot.bytes());
}

}  // namespace zeropoint

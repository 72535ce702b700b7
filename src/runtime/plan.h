// Plan: a graph whose shapes are all known as a list of steps over one arena. Made once per input shape; running
// it allocates nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "kernels/network_kernels.h"
#include "model/graph.h"
#include "runtime/step.h"
#include "runtime/watcher.h"

namespace zeropoint {

class WeightCache;

class Plan {
 public:
  // Precondition: infer_shapes has been run. Packed weights are taken from the cache or put there; it must outlive
  // no plan. Errors name the node: shapes that depend on the data, an operator that cannot run, memory.
  static Result<Plan> make(const Graph& graph, const NetworkKernels& kernels, WeightCache& weights);

  std::size_t arena_bytes() const { return arena_bytes_; }
  std::size_t step_count() const { return steps_.size(); }

  // Where input i of the graph is to be written before a run: row-major, in the type that the graph declares.
  std::span<std::byte> input(std::size_t i, std::span<std::byte> arena) const;
  // Of all outputs, after all inputs are written. Errors: those of steps, beginning with the node's name; those of
  // the watcher, as they are.
  Status run(std::span<std::byte> arena, Watcher* watcher = nullptr) const;
  // Output o after a run, row-major.
  const Slot& output_slot(std::size_t o) const { return slots_[outputs_[o]]; }
  std::span<const std::byte> output(std::size_t o, std::span<const std::byte> arena) const;

 private:
  friend class PlanBuilder;
  Plan() = default;

  // A value of the graph that has its values once so many steps have run.
  struct Completion {
    std::size_t steps = 0;
    ValueId value = absent;
    Operand operand = 0;
  };

  Status tell(Watcher& watcher, std::size_t steps, std::size_t& told, std::span<const std::byte> arena) const;

  std::vector<Slot> slots_;
  std::vector<std::size_t> offsets_;  // of storages
  std::vector<Step> steps_;
  std::vector<std::string> names_;  // of the steps' nodes, for messages
  std::vector<ValueId> results_;    // the first output of each node
  std::vector<Completion> completions_;  // by steps, ascending
  std::vector<Operand> inputs_;
  std::vector<Operand> outputs_;
  std::size_t arena_bytes_ = 0;
};

}  // namespace zeropoint

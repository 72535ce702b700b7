// Plan: a graph whose shapes are all known as a list of steps over one arena. Made once per input shape; running
// it allocates nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "kernels/network_kernels.h"
#include "model/graph.h"
#include "runtime/step.h"
#include "runtime/watcher.h"

namespace zeropoint {

class WeightCache;

// A node of the graph, for people.
struct PlannedNode {
  std::string name;    // or that of its first output
  std::string op;      // "com.microsoft.QLinearAdd"
  std::string kernel;  // what computes it, and why: "direct: …"; "" where there is nothing to choose
};

// Of the tensors of a run and what steps need besides them, in bytes.
struct MemoryUse {
  std::size_t arena = 0;  // as they are placed
  std::size_t sum = 0;    // if each had a place of its own
  std::size_t least = 0;  // the most that is alive at one time, below which no arena can be
};

class Plan {
 public:
  // Precondition: infer_shapes has been run. Packed weights are taken from the cache or put there; it must outlive
  // no plan. Errors name the node: shapes that depend on the data, an operator that cannot run, memory.
  static Result<Plan> make(const Graph& graph, const NetworkKernels& kernels, WeightCache& weights);
  // The same, but constants and what the cache knows of them are let go of as soon as no node needs them any more; then
  // weights are packed, the largest first.
  static Result<Plan> make_releasing(Graph graph, const NetworkKernels& kernels, WeightCache& weights);

  std::size_t arena_bytes() const { return memory_.arena; }
  std::size_t step_count() const { return steps_.size(); }
  std::span<const PlannedNode> nodes() const { return nodes_; }
  const MemoryUse& memory() const { return memory_; }

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
  std::vector<std::string> names_;  // of the nodes, for messages
  std::vector<PlannedNode> nodes_;
  std::vector<ValueId> results_;    // the first output of each node
  std::vector<Completion> completions_;  // by steps, ascending
  std::vector<Operand> inputs_;
  std::vector<Operand> outputs_;
  MemoryUse memory_;
};

}  // namespace zeropoint

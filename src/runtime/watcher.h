// Watcher: sees the values of a network while it runs. A run without one does nothing for it.
#pragma once

#include <cstddef>
#include <span>

#include "core/result.h"
#include "model/graph.h"
#include "runtime/step.h"

namespace zeropoint {

class Watcher {
 public:
  // Before and after each step of a node, which is known by its first output. A node has no step where its result is
  // its input's memory, and several where inputs have to be brought into another order of memory.
  virtual void step_begins(ValueId) {}
  virtual void step_ends(ValueId) {}

  // An input of the graph or an output of a node is complete: once for each in a run, in the order in which they are
  // computed. Its elements lie in the slot's order, in the slot's type (float32 for other floats while they are
  // computed), until the next step. Constants that are known before the run are not told. Errors end the run.
  virtual Status complete(ValueId value, const Slot& slot, std::span<const std::byte> bytes) = 0;

 protected:
  ~Watcher() = default;
};

}  // namespace zeropoint

// Slots and steps: what a plan consists of. A slot is a tensor at run time, a step computes some from others.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/function.h"
#include "core/result.h"
#include "model/constant.h"
#include "runtime/memory_order.h"

namespace zeropoint {

// A tensor and how it lies in memory. Its values are in the arena unless they were known when planning. int4 and
// uint4 lie two to a byte, row-major always.
struct Slot {
  ElementType type = ElementType::f32;
  Shape shape;  // ONNX's
  MemoryOrder order;
  std::optional<Constant> constant;  // bytes in `order`
  std::size_t storage = 0;           // in the arena, if not constant

  std::size_t elements() const { return static_cast<std::size_t>(shape.element_count()); }
  std::size_t bytes() const { return stored_bytes(type, elements()); }
};

using Operand = std::size_t;  // index of a slot

class StepMemory;
// Computes a step. May not allocate. Errors depend on the data: an index out of range, NaN to be quantized.
using Run = Function<Status(const StepMemory&)>;

struct Step {
  std::size_t node = 0;  // index in the graph
  std::vector<Operand> inputs;
  std::vector<Operand> outputs;
  std::size_t scratch_bytes = 0;
  // The output may be written over the first input, element by element, if nobody reads that later.
  bool in_place = false;
  Run run;
  std::size_t scratch_storage = 0;
};

// What a step sees of memory while it runs; made anew for each.
class StepMemory {
 public:
  StepMemory(std::span<const Slot> slots, std::span<const std::size_t> offsets, const Step& step, std::byte* arena)
      : slots_(slots), offsets_(offsets), step_(step), arena_(arena) {}

  std::size_t input_count() const { return step_.inputs.size(); }

  // Elements in the order of the slot's memory. T fits the slot's type, or is std::byte.
  template <class T>
  std::span<const T> input(std::size_t i) const {
    const auto bytes = input_bytes(i);
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  template <class T>
  std::span<T> output(std::size_t o) const {
    const auto bytes = output_bytes(o);
    return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  template <class T>
  T* scratch() const {
    return reinterpret_cast<T*>(arena_ + offsets_[step_.scratch_storage]);
  }

 private:
  std::span<const std::byte> input_bytes(std::size_t i) const;
  std::span<std::byte> output_bytes(std::size_t o) const;

  std::span<const Slot> slots_;
  std::span<const std::size_t> offsets_;
  const Step& step_;
  std::byte* arena_;
};

}  // namespace zeropoint

// Intermediate values of a run, by name.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/model.h"

namespace zeropoint {

// A copy: row-major, of the type that the graph declares.
struct KeptValue {
  std::string name;
  ElementType type = ElementType::f32;
  Shape shape;
  Buffer<std::byte> bytes;
};

// A copy of a tensor that a watcher is told of, row-major. Errors: memory.
Result<Buffer<std::byte>> row_major_copy(const Slot& slot, std::span<const std::byte> bytes, const NetworkKernels& kernels);

// One run of the model, and copies of these values of its graph, in their order.
// Errors: those of Model::run; a name that no node and no input computes, or that is known before the run; memory.
Result<std::vector<KeptValue>> run_keeping(Model& model, std::span<const TensorBytes> inputs, std::span<const std::string> names);

}  // namespace zeropoint

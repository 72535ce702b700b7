// ONNX file → Graph.
#pragma once

#include <cstddef>
#include <span>

#include "core/result.h"
#include "model/graph.h"

namespace zeropoint {

// The graph as the file has it: names kept, nodes sorted, every name bound, every operator known; shapes
// are those that the file declares for inputs and outputs, until infer_shapes. The file's bytes are copied.
//
// Errors name what they are about: damaged data, versions outside of what is read, operators that are not
// supported (once, all of them), external data, names defined twice or never, cycles, wrong kinds.
// For any bytes whatever it ends after time linear in their number (but for sorting names) and
// within the memory that model/raw_model.h states.
Result<Graph> read_onnx(std::span<const std::byte> file);

}  // namespace zeropoint

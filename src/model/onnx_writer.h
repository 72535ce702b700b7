// Graph → ONNX file.
#pragma once

#include <cstddef>

#include "core/buffer.h"
#include "core/result.h"
#include "model/graph.h"

namespace zeropoint {

// The bytes of a file that holds the graph as plain_onnx (model/plain_onnx.h) makes it: float, QDQ and QOperator
// graphs alike. The same graph gives the same bytes. Constants are initializers with raw data, in the order of their
// ids; those that nothing reads are left out. The operator set is the newest that a node needs, and the IR version
// the one that came with it (8 up to opset 18, 9 up to 20, 10 with 21).
// Errors: those of plain_onnx; two values of one name; more than 2^31 − 1 bytes, protobuf's limit (too_large); memory.
Result<Buffer<std::byte>> write_onnx(const Graph& graph);

}  // namespace zeropoint

// Nodes of older operator sets as a newer one writes them.
#pragma once

#include "core/result.h"
#include "model/graph.h"

namespace zeropoint {

// Makes every node of ai.onnx one of this version: attributes become inputs where the operator moved them, defaults
// that changed are written out. What the graph computes stays the same. Precondition: infer_shapes has been run where
// Softmax, LogSoftmax or Split may be older than opset 18.
// Errors name the node: what the newer operator cannot say (unsupported).
Status upgrade_opset(Graph& graph, int version);

}  // namespace zeropoint

// A graph as rewrites left it → a graph of nothing but what ONNX has.
#pragma once

#include "core/result.h"
#include "model/graph.h"

namespace zeropoint {

// Activations that a node applies become Relu and Clip nodes behind it, Swish a Sigmoid and a Mul; all nodes of ai.onnx
// are of one version, the newest that any needs, and `opsets` and `ir_version` say so. The names of values stay.
// Errors name the node (unsupported): an operator or a form that only the executor knows (domain `zeropoint`, `qmin` and
// `qmax`, QLinearConv without a scale of its output), and those of upgrade_opset.
Result<Graph> plain_onnx(const Graph& graph);

}  // namespace zeropoint

// What can be known of a graph once it is: constants folded, shapes inferred, until nothing changes.
#pragma once

#include <vector>

#include "kernels/network_kernels.h"
#include "model/graph.h"
#include "model/infer_shapes.h"

namespace zeropoint {

// What becomes of the DequantizeLinear of a constant: another constant, or what lowering (runtime/lowering) looks for.
enum class Dequantized { folded, kept };

// Infers shapes and folds constants in turns, then drops what is not needed. Errors: those of infer_shapes; memory.
Status specialize(Graph& graph, std::span<const InputShape> given, const NetworkKernels& kernels, Dequantized dequantized = Dequantized::folded);

// Specializes, and the rewrites that a network is loaded with: each of model/rewrites.h, and lowering where it is quantized.
Status simplify(Graph& graph, std::span<const InputShape> given, const NetworkKernels& kernels);

// Of the graph's inputs those whose values, not only shapes, decide what is computed how: the shape of a Reshape.
std::vector<bool> deciding_inputs(const Graph& graph);

}  // namespace zeropoint

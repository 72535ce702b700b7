// Rewrites of a graph, a pass each. Every pass keeps what the graph computes (fold_batch_norm and
// fuse_swish but for rounding) and the names of its inputs and outputs, takes time linear in the graph's size, and tells how
// many nodes it took away. Ids of values stay what they were.
#pragma once

#include <cstddef>
#include <vector>

#include "core/function.h"
#include "core/result.h"
#include "model/graph.h"

namespace zeropoint {

// Runs a node whose inputs are all constants; one constant for each output. Nothing where it does not know
// the operator. The floors above have the arithmetic; this one only knows where it is needed.
using Evaluator = Function<Result<std::optional<std::vector<Constant>>>(const Graph&, const Node&)>;

// Nodes whose results follow from shapes or from constants become constants. After infer_shapes; what the
// evaluator folds may let another infer_shapes find more.
Result<std::size_t> fold_constants(Graph& graph, const Evaluator& evaluator = {});

// BatchNormalization behind a Conv that nothing else reads goes into its weight and bias, computed in
// float64 and rounded once: w' = fl(w·γ/√(σ² + ε)), b' = fl((b − μ)·γ/√(σ² + ε) + β). float32 only. It stays
// where the weight has other readers, which would each need a copy, and where w' or b' would not be finite:
// check_finite_weights (model/check_weights.h) finds the reason, if it is one of the parameters.
Result<std::size_t> fold_batch_norm(Graph& graph);

// Identity, and Dropout as it is at inference, where its mask is not read.
std::size_t remove_identities(Graph& graph);

// Relu and Clip with constant bounds become the activation of the Conv, Gemm or Add before them that
// nothing else reads. float32 only.
std::size_t fuse_activations(Graph& graph);

// x · sigmoid(x) becomes Swish, x · clamp(x + 3, 0, 6) / 6 in its spellings HardSwish: one pass over memory in place
// of two to four. After fuse_activations. float32 only.
std::size_t fuse_swish(Graph& graph);

// Nodes whose results nobody reads, and the bytes of constants that no node reads.
std::size_t drop_dead_code(Graph& graph);

}  // namespace zeropoint

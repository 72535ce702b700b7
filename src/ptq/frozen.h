// Frozen: a network whose scales, zero points, weights and biases in codes are decided. Immutable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/graph.h"
#include "ptq/frozen_tensor.h"
#include "ptq/layer_kind.h"
#include "quant/accumulator_bound.h"
#include "runtime/code_params.h"

namespace zeropoint {

// One for each node of the float network.
struct FrozenLayer {
  std::string name;
  std::string op;
  LayerKind kind = LayerKind::in_float;
  std::string why;  // in float
  std::shared_ptr<const FrozenTensor> weights;
  std::vector<std::int32_t> bias;                                 // (7), linear layers without blocks
  std::vector<std::shared_ptr<const FrozenTensor>> operands;      // by input: constant tensors of Add, Mul and Concat
  std::optional<Interval> accumulator;                            // (9) over all output channels, biases added
  std::optional<ValueCodes> output;                               // of its first output
  // Other runtimes give the same bytes; not with blocks and with weight zero points that differ.
  bool same_elsewhere = true;
};

struct Frozen {
  Graph graph;                                   // of the float network; weights that became codes have no values any more
  std::vector<FrozenLayer> layers;               // by node
  std::vector<std::optional<ValueCodes>> values;  // by value: those that become codes
};

}  // namespace zeropoint

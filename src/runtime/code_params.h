// What the codes of a network that runs in integers stand for.
#pragma once

#include <optional>
#include <vector>

#include "model/graph.h"
#include "quant/qparams.h"

namespace zeropoint {

// The codes of an activation.
struct ValueCodes {
  QParams params;
  QuantSpec quant;

  bool operator==(const ValueCodes&) const = default;
};

// By value: S and Z of a tensor of 8-bit codes, where they are constants, one for the whole tensor, that its maker or one
// of its readers names. Operators that only move codes pass them on. After infer_shapes.
std::vector<std::optional<QParams>> code_params(const Graph& graph);

}  // namespace zeropoint

// Layers: what a person wants to know of a graph's nodes, and what they cost.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/graph.h"

namespace zeropoint {

struct Layer {
  std::string name;  // of the node, or of its first output
  std::string op;    // qualified_name()
  std::optional<Clamp> activation;
  std::vector<TensorType> inputs;  // those that are no constants
  std::vector<TensorType> outputs;
  // Names of the same values: who reads what another writes is connected with it.
  std::vector<std::string> reads;
  std::vector<std::string> writes;
  // Of a convolution: output channels, input channels of a group, then its taps. Empty for others, and while it is open.
  std::vector<std::int64_t> kernel;
  // Elements of the weights: constants that scale, shift or are looked up in; not the numbers of a Reshape or a
  // Clip, nor scales and zero points of quantized operators. A constant that several nodes read counts in each.
  std::int64_t parameters = 0;
  // Multiplications followed by an addition, of convolutions and matrix products; 0 for others. Those with padding
  // count. Nothing while a shape is open.
  std::optional<std::int64_t> macs = 0;
};

// One for each node, in the graph's order. After infer_shapes.
std::vector<Layer> layers(const Graph& graph);

// How often each operator occurs, by its qualified name.
std::map<std::string, std::size_t> operator_counts(const Graph& graph);

// Bytes of all constants that the nodes read.
std::int64_t weight_bytes(const Graph& graph);

}  // namespace zeropoint

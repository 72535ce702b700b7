// What quantization makes of each operator.
#pragma once

#include <optional>
#include <string>

#include "model/graph.h"

namespace zeropoint {

enum class LayerKind {
  linear,    // weights in codes, an int32 accumulator: Conv, Gemm, MatMul
  mover,     // its results are among its input's values: the input's parameters are kept
  computed,  // codes in, codes out, with parameters of its own
  in_float,  // no integer form
};

struct LayerForm {
  LayerKind kind = LayerKind::in_float;
  std::string why;  // in float: "Softmax has no integer form"
};

// After infer_shapes.
LayerForm layer_form(const Graph& graph, const Node& node);

// Where a linear layer's weights are, and which of their axes are output channels and the reduction.
struct WeightPlace {
  std::size_t input = 1;
  std::size_t bias_input = 2;
  std::size_t out_axis = 0;
  std::size_t in_axis = 1;
};
WeightPlace weight_place(const Node& node);

// Inputs of a computed layer that are constant tensors and become codes too; single numbers stay what they are, and the
// layer a function of one element.
bool is_constant_operand(const Graph& graph, const Node& node, std::size_t input);

// How many of a node's first inputs hold values that codes may stand for.
std::size_t data_inputs(const Node& node);

}  // namespace zeropoint

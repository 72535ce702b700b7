// Frozen network → graph of QuantizeLinear and DequantizeLinear around float operators, which is what ONNX files hold.
#pragma once

#include <map>
#include <string>

#include "ptq/frozen.h"
#include "ptq/weight_container.h"

namespace zeropoint {

struct QdqGraph {
  Graph graph;                                // shapes inferred
  std::map<std::string, std::size_t> layers;  // of its nodes, by name: the layer of the frozen network that each serves
};

// Of a float value `v` the codes are `v_QuantizeLinear_Output` (behind a Clip, `v_Clip_Output`, where they have fewer
// than 8 bits) and the values `v_DequantizeLinear_Output`, as onnxruntime.quantization names them; where `v` is an output
// of the network it is the last of these, and what the operator gives is `v_QuantizeLinear_Input`. Weights `w` are
// `w_quantized` with `w_scale` and `w_zero_point`. Opset 13 does, 21 for blocks and for four_bit int4.
// Errors: memory.
Result<QdqGraph> qdq_graph(const Frozen& frozen, FourBitContainer four_bit = FourBitContainer::int8);

// The name under which a graph has the codes of a float value.
std::string codes_name(const Graph& graph, const std::string& value);

}  // namespace zeropoint

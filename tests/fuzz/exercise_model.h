// What a fuzzer does with the bytes it makes up: reading, shape inference and every rewrite.
#pragma once

#include <cstdlib>
#include <span>
#include <vector>

#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model/rewrites.h"

namespace zeropoint::test {

// Ends the program if a node reads what is not made before it.
inline void check_graph(const Graph& graph) {
  std::vector<bool> made(graph.values.size(), false);
  for (ValueId input : graph.inputs) made[input] = true;
  for (std::size_t id = 0; id < graph.values.size(); ++id) made[id] = made[id] || graph.values[id].constant.has_value();
  for (const Node& node : graph.nodes) {
    for (ValueId input : node.inputs) {
      if (input != absent && !made[input]) std::abort();
    }
    for (ValueId output : node.outputs) {
      if (output != absent) made[output] = true;
    }
  }
  for (ValueId output : graph.outputs) {
    if (!made[output]) std::abort();
  }
}

// True if the bytes are a model whose shapes can be inferred.
inline bool exercise_model(std::span<const std::byte> file) {
  auto read = read_onnx(file);
  if (!read.ok()) return false;
  Graph& graph = read.value();
  check_graph(graph);
  if (!infer_shapes(graph).ok()) return false;
  if (!fold_constants(graph).ok()) return false;
  check_graph(graph);
  remove_identities(graph);
  check_graph(graph);
  if (!fold_batch_norm(graph).ok()) return false;
  check_graph(graph);
  fuse_activations(graph);
  check_graph(graph);
  drop_dead_code(graph);
  check_graph(graph);
  return infer_shapes(graph).ok();
}

}  // namespace zeropoint::test

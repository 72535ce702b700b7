// What a fuzzer does with the bytes it makes up: reading, shape inference and every rewrite.
#pragma once

#include <cstdlib>
#include <span>
#include <vector>

#include "model/check_weights.h"
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

// Folds nodes over constants to zeros, as long as they are few: enough to see what the pass does with answers.
inline Result<std::optional<std::vector<Constant>>> zeros(const Graph& graph, const Node& node) {
  std::vector<Constant> out;
  for (ValueId id : node.outputs) {
    if (id == absent) return std::optional<std::vector<Constant>>();
    const TensorType& type = graph.values[id].type;
    if (type.element != ElementType::f32 || !type.dims) return std::optional<std::vector<Constant>>();
    ZP_TRY(const auto shape, fixed_shape(*type.dims));
    if (!shape || shape->element_count() > 4096) return std::optional<std::vector<Constant>>();
    ZP_TRY(auto made, Constant::from_floats(*shape, std::vector<float>(static_cast<std::size_t>(shape->element_count()), 0.0F)));
    out.push_back(std::move(made));
  }
  return std::optional(std::move(out));
}

// Every pass over a graph whose shapes are inferred. True if its shapes can be inferred again.
inline bool exercise_rewrites(Graph graph) {
  if (!fold_constants(graph, zeros).ok()) return false;
  check_graph(graph);
  remove_identities(graph);
  check_graph(graph);
  if (!fold_batch_norm(graph).ok()) return false;
  check_graph(graph);
  fuse_activations(graph);
  check_graph(graph);
  fuse_swish(graph);
  check_graph(graph);
  drop_dead_code(graph);
  check_graph(graph);
  if (check_finite_weights(graph).ok()) check_graph(graph);
  return infer_shapes(graph).ok();
}

// True if the bytes are a model whose shapes can be inferred, as the file has them.
inline bool exercise_model(std::span<const std::byte> file) {
  auto read = read_onnx(file);
  if (!read.ok()) return false;
  Graph& graph = read.value();
  check_graph(graph);
  // Whatever the file leaves open is 3.
  std::vector<InputShape> given;
  for (ValueId id : graph.inputs) {
    const Value& input = graph.values[id];
    std::vector<std::int64_t> extents;
    for (std::size_t i = 0; input.type.dims && i < input.type.dims->size(); ++i) {
      const Dimension& d = (*input.type.dims)[i];
      extents.push_back(d.fixed() ? d.extent() : 3);
    }
    if (auto shape = Shape::make(extents); shape.ok()) given.push_back({input.name, shape.value()});
  }
  Graph fixed = graph;
  if (infer_shapes(fixed, given).ok()) exercise_rewrites(std::move(fixed));
  return infer_shapes(graph).ok() && exercise_rewrites(std::move(graph));
}

}  // namespace zeropoint::test

// Graph: a network as nodes over numbered values. Plain value types: a rewrite copies, changes and
// checks; only the bytes of constants are shared.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/attribute.h"
#include "model/constant.h"
#include "model/tensor_type.h"

namespace zeropoint {

struct OperatorRow;  // model/operators.h

using ValueId = std::uint32_t;
// An optional input or output that is left out.
constexpr ValueId absent = std::numeric_limits<ValueId>::max();

struct Value {
  std::string name;
  TensorType type;
  std::optional<Constant> constant;
  // The values of a small integer tensor of rank 0 or 1, as far as they follow from shapes: those of
  // Shape(x) with x [batch, 3, 8, 8] are {batch, 3, 8, 8}. Set by shape inference.
  std::optional<Dimensions> contents;
};

// An activation that a node applies to its result: Relu is [0, ∞). Set by fusion.
struct Clamp {
  float lo = 0;
  float hi = std::numeric_limits<float>::infinity();

  bool operator==(const Clamp&) const = default;
};

struct Node {
  std::string name;
  const OperatorRow* op = nullptr;
  int opset = 0;  // of the operator's domain
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  std::vector<Attribute> attributes;
  std::optional<Clamp> activation;

  bool has_input(std::size_t i) const { return i < inputs.size() && inputs[i] != absent; }
  bool has_output(std::size_t i) const { return i < outputs.size() && outputs[i] != absent; }
  const AttributeValue* attribute(std::string_view wanted) const;
};

struct Opset {
  std::string domain;  // "" is ai.onnx
  int version = 0;
};

struct Graph {
  std::string name;
  std::string producer;  // the program that wrote the file, and its version
  std::int64_t ir_version = 0;
  std::vector<Opset> opsets;
  std::vector<Value> values;
  std::vector<Node> nodes;  // every node stands behind those whose outputs it reads
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;

  // Of the domain; 0 if the model does not name it.
  int opset(std::string_view domain) const;
  ValueId add_value(std::string value_name, TensorType type = {});
  ValueId add_constant(std::string value_name, Constant constant);

  // "Conv 'features.3'"; a node without a name is known by its first output.
  std::string describe(const Node& node) const;
};

constexpr std::size_t no_node = std::numeric_limits<std::size_t>::max();

// Who makes and who reads each value, for one state of a graph: a change of nodes makes it stale.
struct Links {
  std::vector<std::size_t> producer;                // node index, or no_node
  std::vector<std::vector<std::size_t>> consumers;  // node indices, ascending; one that reads twice stands twice
  std::vector<bool> is_output;                      // of the graph

  explicit Links(const Graph& graph);
  // The one reader of a value that is not an output of the graph; otherwise no_node.
  std::size_t only_consumer(ValueId value) const;
};

}  // namespace zeropoint

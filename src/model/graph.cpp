#include "model/graph.h"

#include <algorithm>

#include "core/text.h"
#include "model/operators.h"

namespace zeropoint {

std::string_view attribute_kind(const AttributeValue& value) {
  constexpr std::string_view kinds[] = {"an int", "a float", "a string", "a tensor", "ints", "floats", "strings"};
  return kinds[value.index()];
}

const AttributeValue* Node::attribute(std::string_view wanted) const {
  const auto found = std::ranges::find(attributes, wanted, &Attribute::name);
  return found == attributes.end() ? nullptr : &found->value;
}

int Graph::opset(std::string_view domain) const {
  const auto found = std::ranges::find(opsets, domain, &Opset::domain);
  return found == opsets.end() ? 0 : found->version;
}

ValueId Graph::add_value(std::string value_name, TensorType type) {
  values.push_back({std::move(value_name), std::move(type), std::nullopt, std::nullopt});
  return static_cast<ValueId>(values.size() - 1);
}

ValueId Graph::add_constant(std::string value_name, Constant constant) {
  const ValueId id = add_value(std::move(value_name), {constant.type(), dimensions(constant.shape())});
  values[id].constant = std::move(constant);
  return id;
}

std::string Graph::describe(const Node& node) const {
  std::string_view label = node.name;
  for (std::size_t i = 0; label.empty() && i < node.outputs.size(); ++i) {
    if (node.has_output(i)) label = values[node.outputs[i]].name;
  }
  return text(node.op != nullptr ? node.op->name : "node", " '", label, "'");
}

Links::Links(const Graph& graph)
    : producer(graph.values.size(), no_node), consumers(graph.values.size()), is_output(graph.values.size(), false) {
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    for (ValueId input : graph.nodes[n].inputs) {
      if (input != absent) consumers[input].push_back(n);
    }
    for (ValueId output : graph.nodes[n].outputs) {
      if (output != absent) producer[output] = n;
    }
  }
  for (ValueId output : graph.outputs) is_output[output] = true;
}

std::size_t Links::only_consumer(ValueId value) const {
  return !is_output[value] && consumers[value].size() == 1 ? consumers[value].front() : no_node;
}

}  // namespace zeropoint

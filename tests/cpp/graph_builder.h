// Graphs made in place: for operators that no file holds.
#pragma once

#include <utility>

#include "core/text.h"
#include "model/operators.h"
#include "runtime_case.h"

namespace zeropoint::test {

struct GraphBuilder {
  Graph graph;

  GraphBuilder() { graph.opsets = {{"", 21}, {"com.microsoft", 1}}; }

  ValueId input(const std::string& name, ElementType type, const Ints& dims) {
    const ValueId id = graph.add_value(name, {type, dimensions(Shape::make(dims).value())});
    graph.inputs.push_back(id);
    return id;
  }
  ValueId constant(const Values& v) {
    const auto bytes = bytes_of(v);
    auto buffer = Buffer<std::byte>::make(bytes.size());
    REQUIRE(buffer.ok());
    std::ranges::copy(bytes, buffer.value().begin());
    return graph.add_constant(text("c", graph.values.size()), Constant(v.type, Shape::make(v.dims).value(), std::move(buffer).value()));
  }
  ValueId scalar(ElementType type, double number) { return constant({type, {}, {number}}); }

  // Returns its output.
  ValueId node(std::string_view domain, std::string_view op, std::vector<ValueId> inputs, std::vector<Attribute> attributes = {}) {
    Node node;
    node.op = find_operator(domain, op);
    REQUIRE(node.op != nullptr);
    node.opset = graph.opset(domain);
    node.name = text("n", graph.nodes.size());
    node.inputs = std::move(inputs);
    node.outputs = {graph.add_value(text("v", graph.values.size()))};
    node.attributes = std::move(attributes);
    graph.nodes.push_back(std::move(node));
    return graph.nodes.back().outputs[0];
  }
  GraphBuilder& output(ValueId id) {
    graph.outputs.push_back(id);
    return *this;
  }
};

// The outputs of a graph, by the last table of kernels; those of the others must be the same.
inline Result<std::vector<Values>> run(const Graph& graph, const std::vector<Values>& feeds) {
  std::vector<Values> out;
  for (const NetworkKernels* kernels : available_network_kernels()) {
    ZP_TRY(Model model, Model::make(graph, *kernels));
    ZP_TRY(auto here, run(model, feeds));
    for (std::size_t o = 0; o < out.size(); ++o) CHECK(out[o].numbers == here[o].numbers);
    out = std::move(here);
  }
  return out;
}

inline Values result(const Graph& graph, const std::vector<Values>& feeds) {
  auto got = run(graph, feeds);
  if (!got.ok()) FAIL(got.error().message);
  return std::move(got).value().front();
}

}  // namespace zeropoint::test

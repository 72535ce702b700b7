// Compares inferred types and shapes with recorded ones:
//   zeropoint_check_shapes path…
// A folder is one of the ONNX project's node tests; its inputs are given with their recorded values, because many shapes
// depend on them. A file NAME.onnx is a network: the shape of every value must follow from those of its inputs, with a batch
// of any size too, and its output is compared with NAME_output_0.pb where there is one. Prints a line for each and why some were skipped (verdicts.h).
//   zeropoint_check_shapes --operators
// prints the README's table.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "core/text.h"
#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model/operators.h"
#include "node_test_files.h"
#include "verdicts.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Status compare(const Graph& graph, std::size_t output, const Constant& recorded) {
  const TensorType wanted{recorded.type(), dimensions(recorded.shape())};
  const TensorType& got = graph.values[graph.outputs[output]].type;
  if (got != wanted) return Error{ErrorCode::shape_mismatch, text("output ", output, " is ", wanted.to_string(), ", inferred ", got.to_string())};
  return Done{};
}

Status check_node_test(const std::string& folder) {
  std::vector<std::byte> bytes;
  if (!read_file(folder + "/model.onnx", bytes)) return Error{ErrorCode::invalid_argument, text("cannot read ", folder, "/model.onnx")};
  as_opset_21(bytes);
  ZP_TRY(Graph graph, read_onnx(bytes));
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    ZP_TRY(Constant value, recorded(folder, "input", i));
    Value& input = graph.values[graph.inputs[i]];
    input.type = {value.type(), dimensions(value.shape())};
    input.constant = std::move(value);
  }
  ZP_CHECK(infer_shapes(graph));
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    ZP_TRY(const Constant wanted, recorded(folder, "output", i));
    ZP_CHECK(compare(graph, i, wanted));
  }
  return Done{};
}

// Every value has a type and a shape, of which each dimension is a number or, if it may be, a symbol.
Status check_all_known(const Graph& graph, bool symbols) {
  for (const Node& node : graph.nodes) {
    for (ValueId id : node.outputs) {
      if (id == absent) continue;
      const TensorType& type = graph.values[id].type;
      if (type.element && type.dims && std::ranges::all_of(*type.dims, [&](const Dimension& d) { return d.fixed() || (symbols && !d.symbol().empty()); })) continue;
      return Error{ErrorCode::shape_mismatch, text(graph.describe(node), " makes '", graph.values[id].name, "', inferred ", type.to_string())};
    }
  }
  return Done{};
}

// Sizes that the file leaves open: a batch of 2, images of 224 × 224.
Result<std::vector<InputShape>> sizes_for(const Graph& graph, bool& only_batch) {
  std::vector<InputShape> out;
  only_batch = true;
  for (ValueId id : graph.inputs) {
    const TensorType& type = graph.values[id].type;
    if (!type.dims) return Error{ErrorCode::invalid_argument, text("input '", graph.values[id].name, "' has no rank")};
    std::vector<std::int64_t> extents;
    for (const Dimension& d : *type.dims) {
      const bool batch = extents.empty();
      if (!d.fixed() && !batch) only_batch = false;
      extents.push_back(d.fixed() ? d.extent() : batch ? 2 : 224);
    }
    ZP_TRY(const Shape shape, Shape::make(extents));
    out.push_back({graph.values[id].name, shape});
  }
  return out;
}

Status check_network(const std::string& path) {
  std::vector<std::byte> bytes;
  if (!read_file(path, bytes)) return Error{ErrorCode::invalid_argument, text("cannot read ", path)};
  ZP_TRY(Graph graph, read_onnx(bytes));
  bool only_batch = false;
  ZP_TRY(const auto sizes, sizes_for(graph, only_batch));
  Graph sized = graph;
  ZP_CHECK(infer_shapes(sized, sizes));
  ZP_CHECK(check_all_known(sized, false));
  ZP_CHECK(infer_shapes(graph));
  if (only_batch) ZP_CHECK(check_all_known(graph, true));
  const std::string record = path.substr(0, path.size() - std::string_view(".onnx").size()) + "_output_0.pb";
  if (!read_file(record, bytes)) return Done{};
  ZP_TRY(const Constant wanted, read_tensor_file(record));
  return compare(graph, 0, wanted);
}

}  // namespace

int main(int count, char** arguments) {
  Verdicts verdicts;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--operators") std::fputs(operator_table().c_str(), stdout);
    else verdicts.add(argument, argument.ends_with(".onnx") ? check_network(argument) : check_node_test(argument));
  }
  verdicts.print_reasons();
}

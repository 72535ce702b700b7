// The models of tests/data/models, written by python3-onnx: shapes as onnx.shape_inference has them.
#include <doctest/doctest.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "core/text.h"
#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model/operators.h"
#include "model/rewrites.h"
#include "model_files.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Graph inferred(const std::string& name) {
  auto graph = read_onnx(model_file(name + ".onnx"));
  REQUIRE_MESSAGE(graph.ok(), graph.error().message);
  const Status status = infer_shapes(graph.value());
  REQUIRE(status.ok());
  return std::move(graph).value();
}

const Value& value_of(const Graph& graph, std::string_view name) {
  for (const Value& value : graph.values) {
    if (value.name == name) return value;
  }
  FAIL("no such value");
  return graph.values.front();
}

}  // namespace

TEST_CASE("inferred shapes are those of onnx.shape_inference") {
  std::map<std::string, Graph> graphs;
  for (const char* name : {"exporter", "microsoft", "old_ir", "operators", "quantized", "resize"}) graphs.emplace(name, inferred(name));
  std::FILE* file = std::fopen(ZEROPOINT_TEST_DATA "/models/shapes.txt", "r");
  REQUIRE(file != nullptr);
  char line[256];
  int compared = 0;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    char model[64], name[64];
    int code = 0, rank = 0, used = 0;
    if (line[0] == '#' || std::sscanf(line, "%63s %63s %d %d%n", model, name, &code, &rank, &used) != 4) continue;
    Dimensions dims;
    for (const char* at = line + used; rank > 0; --rank) {
      char* end = nullptr;
      dims.emplace_back(std::strtoll(at, &end, 10));
      at = end;
    }
    CAPTURE(model);
    CAPTURE(name);
    const TensorType wanted{element_type_of_onnx(code), dims};
    CHECK(value_of(graphs.at(model), name).type.to_string() == wanted.to_string());
    ++compared;
  }
  std::fclose(file);
  CHECK(compared >= 30);
}

TEST_CASE("an exporter's network shrinks to its arithmetic") {
  Graph graph = inferred("exporter");
  CHECK(value_of(graph, "flat").type.to_string() == "float [2, 8]");
  CHECK(value_of(graph, "y").type.to_string() == "float [2, 10]");
  REQUIRE(fold_constants(graph).ok());
  remove_identities(graph);
  REQUIRE(fold_batch_norm(graph).ok());
  fuse_activations(graph);
  drop_dead_code(graph);
  std::string left;
  for (const Node& node : graph.nodes) left += text(node.op->name, " ");
  CHECK(left == "Conv Conv Add MaxPool GlobalAveragePool Reshape Gemm ");
  CHECK(graph.nodes[0].activation == Clamp{0, 6});
  CHECK(graph.values[graph.nodes[5].inputs[1]].constant->integer_at(0) == 2);
}

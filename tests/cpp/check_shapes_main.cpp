// Compares inferred types and shapes with recorded ones, for folders of the ONNX project's node tests:
//   zeropoint_check_shapes folder…
// prints one line for each: "pass NAME", "skip NAME: why" (an operator or type that is not supported) or
// "fail NAME: why". Inputs are given with their recorded values, because many shapes depend on them.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "core/text.h"
#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "node_test_files.h"

using namespace zeropoint;

namespace {

Status check(const std::string& folder, Graph& graph) {
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    ZP_TRY(Constant value, test::recorded(folder, "input", i));
    Value& input = graph.values[graph.inputs[i]];
    input.type = {value.type(), dimensions(value.shape())};
    input.constant = std::move(value);
  }
  ZP_CHECK(infer_shapes(graph));
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    ZP_TRY(const Constant wanted, test::recorded(folder, "output", i));
    const TensorType type{wanted.type(), dimensions(wanted.shape())};
    const TensorType& got = graph.values[graph.outputs[i]].type;
    if (got != type) return Error{ErrorCode::shape_mismatch, text("output ", i, " is ", type.to_string(), ", inferred ", got.to_string())};
  }
  return Done{};
}

std::string judge(const std::string& folder) {
  std::vector<std::byte> bytes;
  if (!test::read_file(folder + "/model.onnx", bytes)) return "fail: cannot read model.onnx";
  test::as_opset_21(bytes);
  auto graph = read_onnx(bytes);
  const Status status = graph.ok() ? check(folder, graph.value()) : Status(graph.error());
  if (status.ok()) return "pass";
  return text(test::refuses_politely(status.error()) ? "skip: " : "fail: ", status.error().message);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    const std::string verdict = judge(arguments[i]);
    const char* name = std::strrchr(arguments[i], '/');
    std::printf("%.4s %s%s\n", verdict.c_str(), name != nullptr ? name + 1 : arguments[i], verdict.c_str() + 4);
  }
}

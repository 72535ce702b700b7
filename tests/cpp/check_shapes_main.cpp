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
#include "model/read_tensor.h"

using namespace zeropoint;

namespace {

bool read_file(const std::string& path, std::vector<std::byte>& out) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  out.clear();
  char buffer[65536];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    const auto* bytes = reinterpret_cast<const std::byte*>(buffer);
    out.insert(out.end(), bytes, bytes + n);
  }
  std::fclose(file);
  return true;
}

Result<Constant> recorded(const std::string& folder, std::string_view kind, std::size_t i) {
  std::vector<std::byte> bytes;
  const std::string path = text(folder, "/test_data_set_0/", kind, "_", i, ".pb");
  if (!read_file(path, bytes)) return Error{ErrorCode::invalid_argument, text("cannot read ", path)};
  ZP_TRY(NamedConstant read, read_tensor(WireReader({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "TensorProto"), kind));
  return std::move(read.constant);
}

Status check(const std::string& folder, Graph& graph) {
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    ZP_TRY(Constant value, recorded(folder, "input", i));
    Value& input = graph.values[graph.inputs[i]];
    input.type = {value.type(), dimensions(value.shape())};
    input.constant = std::move(value);
  }
  ZP_CHECK(infer_shapes(graph));
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    ZP_TRY(const Constant wanted, recorded(folder, "output", i));
    const TensorType type{wanted.type(), dimensions(wanted.shape())};
    const TensorType& got = graph.values[graph.outputs[i]].type;
    if (got != type) return Error{ErrorCode::shape_mismatch, text("output ", i, " is ", type.to_string(), ", inferred ", got.to_string())};
  }
  return Done{};
}

// Opset 22 gave many operators bfloat16 and nothing else. Its tests are read as of 21, which is the newest that
// the reader takes; the import stands at the end of each file: field 8 { domain "", version }.
void as_opset_21(std::vector<std::byte>& file) {
  constexpr unsigned char opset_22[] = {0x42, 4, 0x0A, 0, 0x10, 22};
  if (file.size() < sizeof opset_22 || std::memcmp(file.data() + file.size() - sizeof opset_22, opset_22, sizeof opset_22) != 0) return;
  file.back() = std::byte{21};
}

bool refuses_politely(std::string_view message) {
  for (std::string_view words : {"not supported", "is not a tensor", "only 2-D", "is not read"}) {
    if (message.find(words) != std::string_view::npos) return true;
  }
  return false;
}

std::string judge(const std::string& folder) {
  std::vector<std::byte> bytes;
  if (!read_file(folder + "/model.onnx", bytes)) return "fail: cannot read model.onnx";
  as_opset_21(bytes);
  auto graph = read_onnx(bytes);
  const Status status = graph.ok() ? check(folder, graph.value()) : Status(graph.error());
  if (status.ok()) return "pass";
  return text(refuses_politely(status.error().message) ? "skip: " : "fail: ", status.error().message);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    const std::string verdict = judge(arguments[i]);
    const char* name = std::strrchr(arguments[i], '/');
    std::printf("%.4s %s%s\n", verdict.c_str(), name != nullptr ? name + 1 : arguments[i], verdict.c_str() + 4);
  }
}

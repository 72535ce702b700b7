// The files of the ONNX project's node tests: a folder with model.onnx and test_data_set_0.
#pragma once

#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "model/read_tensor.h"

namespace zeropoint::test {

inline bool read_file(const std::string& path, std::vector<std::byte>& out) {
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

// A file that holds one TensorProto.
inline Result<Constant> read_tensor_file(const std::string& path) {
  std::vector<std::byte> bytes;
  if (!read_file(path, bytes)) return Error{ErrorCode::invalid_argument, text("cannot read ", path)};
  ZP_TRY(NamedConstant read, read_tensor(WireReader({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "TensorProto"), "tensor"));
  return std::move(read.constant);
}

// kind: "input" or "output".
inline Result<Constant> recorded(const std::string& folder, std::string_view kind, std::size_t i) {
  return read_tensor_file(text(folder, "/test_data_set_0/", kind, "_", i, ".pb"));
}

// Opset 22 gave many operators bfloat16 and nothing else. Its tests are read as of 21, which is the newest that
// the reader takes; the import stands at the end of each file: field 8 { domain "", version }.
inline void as_opset_21(std::vector<std::byte>& file) {
  constexpr unsigned char opset_22[] = {0x42, 4, 0x0A, 0, 0x10, 22};
  if (file.size() < sizeof opset_22 || std::memcmp(file.data() + file.size() - sizeof opset_22, opset_22, sizeof opset_22) != 0) return;
  file.back() = std::byte{21};
}

inline bool refuses_politely(const Error& error) { return error.code == ErrorCode::unsupported; }

}  // namespace zeropoint::test

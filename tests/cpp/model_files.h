// The small ONNX files of tests/data/models.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace zeropoint::test {

// Empty when the file is missing.
inline std::vector<std::byte> model_file(const std::string& name) {
  std::vector<std::byte> out;
  std::FILE* file = std::fopen((ZEROPOINT_TEST_DATA "/models/" + name).c_str(), "rb");
  for (int c = 0; file != nullptr && (c = std::fgetc(file)) != EOF;) out.push_back(static_cast<std::byte>(c));
  if (file != nullptr) std::fclose(file);
  return out;
}

}  // namespace zeropoint::test

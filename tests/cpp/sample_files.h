// Float32 samples in a file, one behind the other, for programs that tests/node starts.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "node_test_files.h"
#include "runtime/model.h"

namespace zeropoint::test {

struct SampleFile {
  std::vector<std::byte> bytes;
  std::vector<std::int64_t> extents;  // the first counts samples
  std::size_t batch = 1;

  // extents: "1000,3,32,32"; batch: a number, or "" for all at once. False where something does not fit.
  bool read(const char* file, const char* list, const char* at_once) {
    for (char* end = nullptr; *list != '\0'; list = *end == ',' ? end + 1 : end) extents.push_back(std::strtoll(list, &end, 10));
    if (extents.empty() || extents[0] < 1 || !read_file(file, bytes)) return false;
    batch = *at_once != '\0' ? static_cast<std::size_t>(std::strtoull(at_once, nullptr, 10)) : count();
    std::size_t size = sizeof(float);
    for (const std::int64_t extent : extents) size *= static_cast<std::size_t>(extent);
    return batch > 0 && size == bytes.size();
  }

  std::size_t count() const { return static_cast<std::size_t>(extents[0]); }

  // Fewer at the end.
  TensorBytes batch_at(std::size_t start) const {
    const std::size_t n = std::min(batch, count() - start), each = bytes.size() / count();
    std::vector<std::int64_t> shape = extents;
    shape[0] = static_cast<std::int64_t>(n);
    return {ElementType::f32, Shape::make(shape).value(), std::span(bytes).subspan(start * each, n * each)};
  }
};

}  // namespace zeropoint::test

#include "runtime/arena.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "core/text.h"

namespace zeropoint {

namespace {

constexpr std::uint64_t most_bytes = std::numeric_limits<std::size_t>::max() / 2;

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + arena_alignment - 1) / arena_alignment * arena_alignment; }

}  // namespace

Result<std::size_t> place(std::span<Storage> storages) {
  std::vector<std::size_t> by_size(storages.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::ranges::stable_sort(by_size, std::ranges::greater{}, [&](std::size_t i) { return storages[i].bytes; });
  std::vector<std::size_t> placed;  // by offset, ascending
  std::uint64_t total = 0;
  for (const std::size_t i : by_size) {
    Storage& s = storages[i];
    if (s.first > s.last || s.bytes == 0) continue;
    std::uint64_t offset = 0;
    for (const std::size_t j : placed) {
      const Storage& other = storages[j];
      if (other.last < s.first || s.last < other.first) continue;
      if (offset + s.bytes <= other.offset) break;
      offset = std::max(offset, aligned(std::uint64_t{other.offset} + other.bytes));
    }
    if (offset + s.bytes > most_bytes) {
      return Error{ErrorCode::too_large, text("the tensors of one run need more than ", most_bytes, " bytes")};
    }
    s.offset = static_cast<std::size_t>(offset);
    total = std::max(total, offset + s.bytes);
    placed.insert(std::ranges::upper_bound(placed, s.offset, {}, [&](std::size_t j) { return storages[j].offset; }), i);
  }
  return static_cast<std::size_t>(aligned(total));
}

}  // namespace zeropoint

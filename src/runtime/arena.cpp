#include "runtime/arena.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "core/text.h"

namespace zeropoint {

namespace {

constexpr std::uint64_t most_bytes = std::numeric_limits<std::size_t>::max() / 2;

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + arena_alignment - 1) / arena_alignment * arena_alignment; }

}  // namespace

Result<std::size_t> place(std::span<Storage> storages) {
  std::vector<std::size_t> by_size;  // descending, equal ones as they came
  for (std::size_t i = 0; i < storages.size(); ++i) {
    by_size.insert(std::ranges::upper_bound(by_size, storages[i].bytes, std::ranges::greater{}, [&](std::size_t j) { return storages[j].bytes; }), i);
  }
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

std::size_t most_at_once(std::span<const Storage> storages) {
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> changes;  // by step: what begins with it, what ended before
  for (const Storage& s : storages) {
    if (s.first > s.last) continue;
    changes[s.first].first += s.bytes;
    changes[s.last + 1].second += s.bytes;
  }
  std::size_t alive = 0, most = 0;
  for (const auto& [step, change] : changes) {
    alive += change.first - change.second;
    most = std::max(most, alive);
  }
  return most;
}

}  // namespace zeropoint

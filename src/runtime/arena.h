// One piece of memory for all tensors of a run: those that are never alive at the same time share bytes.
#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "core/result.h"

namespace zeropoint {

// Enough for a cache line and every vector.
inline constexpr std::size_t arena_alignment = 64;

struct Storage {
  std::size_t bytes = 0;
  // Steps during which it holds something, both included.
  std::size_t first = std::numeric_limits<std::size_t>::max();
  std::size_t last = 0;
  std::size_t offset = 0;  // the answer

  void use(std::size_t step) {
    first = step < first ? step : first;
    last = step > last ? step : last;
  }
};

// Sets the offsets and returns the size of the whole: largest first, each at the lowest place that is free during
// its life (Pisarchyk and Lee 2020, arXiv 2001.03288, "greedy by size"). Takes time quadratic in their number.
// Errors: too_large above what the address space holds.
Result<std::size_t> place(std::span<Storage> storages);

// The largest sum of bytes that hold something during the same step.
std::size_t most_at_once(std::span<const Storage> storages);

}  // namespace zeropoint

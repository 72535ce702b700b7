// Tensors that meet element by element, one element after the other: where speed does not matter.
#pragma once

#include <array>
#include <cstddef>

#include "core/shape.h"

namespace zeropoint::operations {

// Of an operand by axis in the order of memory; 0 along axes where it has one element.
using WalkStrides = std::array<std::size_t, Shape::max_rank>;

// extended: the operand's shape in the order of memory, of y's rank.
inline WalkStrides walk_strides(const Shape& extended) {
  WalkStrides strides{};
  for (std::size_t k = 0; k < extended.rank(); ++k) strides[k] = extended[k] == 1 ? 0 : static_cast<std::size_t>(extended.stride(k));
  return strides;
}

// Calls visit(element of y, elements of the operands) in the order of memory, until it returns false.
template <std::size_t n, class Visit>
bool walk(const Shape& y, const std::array<WalkStrides, n>& operands, Visit&& visit) {
  const auto count = static_cast<std::size_t>(y.element_count());
  std::array<std::int64_t, Shape::max_rank> at{};
  std::array<std::size_t, n> places{};
  for (std::size_t i = 0; i < count; ++i) {
    if (!visit(i, places)) return false;
    for (std::size_t k = y.rank(); k-- > 0;) {
      const bool within = ++at[k] < y[k];
      for (std::size_t o = 0; o < n; ++o) {
        places[o] += operands[o][k];
        if (!within) places[o] -= operands[o][k] * static_cast<std::size_t>(y[k]);
      }
      if (within) break;
      at[k] = 0;
    }
  }
  return true;
}

}  // namespace zeropoint::operations

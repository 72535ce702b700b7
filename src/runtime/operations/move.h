// What the operators that only move elements share. They keep the order of memory that their inputs have.
#pragma once

#include <cstddef>
#include <vector>

#include "runtime/preparation.h"
#include "runtime/strided.h"

namespace zeropoint::operations {

// One copy of a step: where it begins in its input and its output, in elements.
struct Move {
  StridedCopy copy;
  std::int64_t from = 0, to = 0;
};

// The box of `extents` that begins at the origin of both tensors.
Move move_of(const Shape& extents, const MemoryOrder& order, const Shape& from, const Shape& to);

// Bytes of an element of input i as it is computed. Errors: int4 and uint4, which lie two to a byte.
Result<std::size_t> moved_width(const Preparation& p, std::size_t i);

inline void run_move(const Move& move, std::size_t width, const NetworkKernels& kernels, const std::byte* x, std::byte* y) {
  const auto bytes = static_cast<std::int64_t>(width);
  run_copy(move.copy, width, kernels, x + move.from * bytes, y + move.to * bytes);
}

// A tensor as a stack of matrices [n][inner], with n the elements along one axis.
struct AxisView {
  std::size_t outer = 1, n = 1, inner = 1;
};
AxisView along(const Shape& shape, const MemoryOrder& order, std::size_t axis);

// The order of a tensor in whose shape `count` axes stand in place of `axis`, and where `axis` lay in memory.
MemoryOrder replaced_axis(const MemoryOrder& order, std::size_t axis, std::size_t count);

// All elements equal to the first one of `value`, or 0.
void fill(std::span<std::byte> out, std::span<const std::byte> value, std::size_t width);

}  // namespace zeropoint::operations

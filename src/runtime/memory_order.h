// MemoryOrder: how the axes of a tensor follow each other in memory, outermost first. ONNX's tensors are
// row-major; convolutions here want the channels innermost (NHWC). Shapes stay those of ONNX either way, so
// that a transposed or reshaped tensor is often the same memory under another shape and order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/shape.h"

namespace zeropoint {

class MemoryOrder {
 public:
  MemoryOrder() = default;  // of a scalar
  // axes: each of 0 … rank − 1 once.
  explicit MemoryOrder(std::span<const std::size_t> axes);

  static MemoryOrder row_major(std::size_t rank);
  static MemoryOrder channels_last(std::size_t rank);  // 0, 2, …, rank − 1, 1; row-major below rank 3

  std::size_t rank() const { return rank_; }
  std::size_t operator[](std::size_t place) const { return axes_[place]; }  // the axis at a place
  std::size_t place_of(std::size_t axis) const;

  bool operator==(const MemoryOrder& other) const = default;

 private:
  std::array<std::uint8_t, Shape::max_rank> axes_{};
  std::uint8_t rank_ = 0;
};

// The extents in the order of memory.
Shape in_memory(const Shape& shape, const MemoryOrder& order);

// The index, in the row-major tensor, of the element at a place in memory.
std::size_t row_major_index(std::size_t place, const Shape& shape, const MemoryOrder& order);

// Whether the elements of a tensor lie alike in both orders: axes of extent 1 may stand anywhere.
bool same_memory(const Shape& shape, const MemoryOrder& a, const MemoryOrder& b);

// The order in which the untouched memory of a tensor reads as `reshaped`; nothing if the elements would have
// to move. Both shapes have as many elements.
std::optional<MemoryOrder> reshaped_order(const Shape& shape, const MemoryOrder& order, const Shape& reshaped);

// The order of the same memory after ONNX's Transpose: axis i of the result is axis permutation[i] of the input.
MemoryOrder transposed_order(const MemoryOrder& order, std::span<const std::size_t> permutation);

}  // namespace zeropoint

// Strided copies: every operator that only moves elements is one or several of these.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/shape.h"
#include "kernels/network_kernels.h"
#include "runtime/memory_order.h"

namespace zeropoint {

// Axes outermost first; strides in elements, 0 repeats one element, negative walks backwards.
struct StridedCopy {
  std::size_t rank = 0;
  std::array<std::int64_t, Shape::max_rank> extents{};
  std::array<std::int64_t, Shape::max_rank> from{};
  std::array<std::int64_t, Shape::max_rank> to{};

  void add_axis(std::int64_t extent, std::int64_t from_stride, std::int64_t to_stride);
  // The same copy in as few axes as possible.
  StridedCopy simplified() const;
};

// Elements between neighbours along each axis of a tensor that lies in this order, by axis.
std::array<std::int64_t, Shape::max_rank> strides_of(const Shape& shape, const MemoryOrder& order);

// All of a tensor, from one order into another.
StridedCopy reorder(const Shape& shape, const MemoryOrder& from, const MemoryOrder& to);

// Elements of `width` bytes, 1, 2, 4 or 8; x and y point at the first ones. The kernels move rows that follow
// each other, and transpose matrices of 1-byte and 4-byte elements.
void run_copy(const StridedCopy& copy, std::size_t width, const NetworkKernels& kernels, const std::byte* x, std::byte* y);

}  // namespace zeropoint

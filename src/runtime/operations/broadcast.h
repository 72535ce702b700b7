// Two tensors that meet element by element (ONNX, "Broadcasting") as calls of a kernel for [rows][columns].
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/shape.h"
#include "kernels/float_pointwise.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

// Where a call reads and writes; offsets in elements.
struct BroadcastBlock {
  std::size_t a = 0, b = 0, y = 0;
  std::size_t rows = 1, columns = 1;
};

class Broadcasting {
 public:
  // Shapes in the order of memory, all of y's rank; an extent of a or b is that of y or 1.
  Broadcasting(const Shape& a, const Shape& b, const Shape& y);

  // How the operands lie within a call.
  Broadcast a() const { return a_; }
  Broadcast b() const { return b_; }

  // Passes blocks that cover y, ascending, to call; of at most `most` elements, or a row of as many.
  template <class Call>
  void for_each(std::size_t most, Call&& call) const;

 private:
  struct Axis {
    std::size_t extent = 1;
    std::size_t a_stride = 0, b_stride = 0;
  };

  template <class Call>
  void split(const BroadcastBlock& whole, std::size_t most, Call&& call) const;

  std::size_t rows_ = 1, columns_ = 1;
  Broadcast a_ = Broadcast::none, b_ = Broadcast::none;
  std::array<Axis, Shape::max_rank> outer_{};  // innermost first
  std::size_t outer_count_ = 0;
};

// The shape with axes of extent 1 put in front, in the order of memory.
Shape extended_in_memory(const Shape& shape, const MemoryOrder& order_of_rank);

template <class Call>
void Broadcasting::split(const BroadcastBlock& whole, std::size_t most, Call&& call) const {
  const auto at = [](Broadcast operand, std::size_t element, std::size_t column) {
    return operand == Broadcast::none ? element : operand == Broadcast::row ? column : 0;
  };
  const std::size_t high = std::max<std::size_t>(1, most / columns_);
  for (std::size_t r = 0; r < rows_; r += high) {
    for (std::size_t c = 0; c < columns_; c += most) {
      const std::size_t element = r * columns_ + c;
      call(BroadcastBlock{.a = whole.a + at(a_, element, c),
                          .b = whole.b + at(b_, element, c),
                          .y = whole.y + element,
                          .rows = std::min(high, rows_ - r),
                          .columns = std::min(most, columns_ - c)});
    }
  }
}

template <class Call>
void Broadcasting::for_each(std::size_t most, Call&& call) const {
  if (rows_ * columns_ == 0) return;
  std::array<std::size_t, Shape::max_rank> at{};
  BroadcastBlock block;
  for (bool more = true; more; block.y += rows_ * columns_) {
    split(block, most, call);
    more = false;
    for (std::size_t k = 0; k < outer_count_ && !more; ++k) {
      const Axis& axis = outer_[k];
      block.a += axis.a_stride;
      block.b += axis.b_stride;
      more = ++at[k] < axis.extent;
      if (more) continue;
      block.a -= axis.a_stride * axis.extent;
      block.b -= axis.b_stride * axis.extent;
      at[k] = 0;
    }
  }
}

}  // namespace zeropoint::operations

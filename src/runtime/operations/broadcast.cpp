#include "runtime/operations/broadcast.h"

namespace zeropoint::operations {

namespace {

// Axes of y along which the same operands vary, taken together.
struct Run {
  std::size_t extent = 1;
  bool a = false, b = false;
};

Broadcast within_call(bool over_rows, bool over_columns) {
  if (!over_columns) return Broadcast::scalar;
  return over_rows ? Broadcast::none : Broadcast::row;
}

}  // namespace

Broadcasting::Broadcasting(const Shape& a, const Shape& b, const Shape& y) {
  std::array<Run, Shape::max_rank> runs{};  // innermost first
  std::size_t count = 0;
  for (std::size_t i = y.rank(); i-- > 0;) {
    if (y[i] == 1) continue;
    const Run axis{static_cast<std::size_t>(y[i]), a[i] != 1, b[i] != 1};
    if (count > 0 && runs[count - 1].a == axis.a && runs[count - 1].b == axis.b) runs[count - 1].extent *= axis.extent;
    else runs[count++] = axis;
  }
  const Run inner = count > 0 ? runs[0] : Run{1, true, true};
  // Kernels know no operand that is one value for each row.
  const bool two = count > 1 && (inner.a || !runs[1].a) && (inner.b || !runs[1].b);
  columns_ = y.element_count() > 0 ? inner.extent : 0;  // with 0, nothing is called
  rows_ = two ? runs[1].extent : 1;
  a_ = within_call(!two || runs[1].a, inner.a);
  b_ = within_call(!two || runs[1].b, inner.b);
  std::size_t a_size = 1, b_size = 1;  // elements of the operands below an axis
  for (std::size_t k = 0; k < count; ++k) {
    const Run& run = runs[k];
    if (k > (two ? 1U : 0U)) outer_[outer_count_++] = {run.extent, run.a ? a_size : 0, run.b ? b_size : 0};
    if (run.a) a_size *= run.extent;
    if (run.b) b_size *= run.extent;
  }
}

Shape extended_in_memory(const Shape& shape, const MemoryOrder& order_of_rank) {
  const std::size_t rank = order_of_rank.rank(), added = rank - shape.rank();
  std::array<std::int64_t, Shape::max_rank> extents{};
  for (std::size_t place = 0; place < rank; ++place) {
    const std::size_t axis = order_of_rank[place];
    extents[place] = axis < added ? 1 : shape[axis - added];
  }
  // Of extents that are those of a shape.
  return Shape::make(std::span(extents).first(rank)).value();
}

}  // namespace zeropoint::operations

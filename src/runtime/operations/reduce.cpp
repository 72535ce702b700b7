// Means and maxima over axes: ReduceMean, GlobalAveragePool, GlobalMaxPool. A sum runs over the elements that it takes
// in their row-major order, whatever the order of memory.
#include <algorithm>
#include <limits>

#include "runtime/operations.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

using Axes = std::array<bool, Shape::max_rank>;  // which are reduced
template <class T>
using ReduceKernel = void (*)(std::span<const T> x, std::size_t channels, T* y) noexcept;

// [outer][count][inner], of which count goes.
struct Block {
  std::size_t outer = 1, count = 1, inner = 1;
};

// Nothing if the reduced axes do not lie next to each other, ascending.
std::optional<Block> block_of(const Shape& shape, const MemoryOrder& order, const Axes& reduced) {
  Block block;
  std::size_t last = 0;
  bool began = false, ended = false;
  for (std::size_t place = 0; place < order.rank(); ++place) {
    const std::size_t axis = order[place];
    if (shape[axis] == 1) continue;
    const auto extent = static_cast<std::size_t>(shape[axis]);
    if (reduced[axis]) {
      if (ended || (began && axis < last)) return std::nullopt;
      began = true;
      last = axis;
      block.count *= extent;
    } else {
      ended = began;
      (began ? block.inner : block.outer) *= extent;
    }
  }
  return block;
}

// The reduced axes outermost, the others as they lie, so that kernels run along these.
MemoryOrder reduced_first(const MemoryOrder& order, const Axes& reduced) {
  std::array<std::size_t, Shape::max_rank> axes{};
  std::size_t count = 0;
  for (std::size_t axis = 0; axis < order.rank(); ++axis) {
    if (reduced[axis]) axes[count++] = axis;
  }
  for (std::size_t place = 0; place < order.rank(); ++place) {
    if (!reduced[order[place]]) axes[count++] = order[place];
  }
  return MemoryOrder(std::span(axes).first(count));
}

// Of the result, whose axes are those that are kept unless it has all of them.
MemoryOrder result_order(const MemoryOrder& order, const Axes& reduced, std::size_t rank) {
  if (rank == order.rank()) return order;
  std::array<std::size_t, Shape::max_rank> axes{};
  std::size_t count = 0;
  for (std::size_t place = 0; place < order.rank(); ++place) {
    if (reduced[order[place]]) continue;
    std::size_t axis = 0;
    for (std::size_t k = 0; k < order[place]; ++k) axis += reduced[k] ? 0 : 1;
    axes[count++] = axis;
  }
  return MemoryOrder(std::span(axes).first(count));
}

// T holds the input's elements.
template <class T>
Status reduce(Preparation& p, const Axes& reduced, ReduceKernel<T> kernel) {
  MemoryOrder order = p.order(0);
  if (!block_of(p.shape(0), order, reduced)) order = reduced_first(order, reduced);
  const Block block = *block_of(p.shape(0), order, reduced);
  ZP_TRY(const Operand x, p.input(0, order));
  p.add({x}, {p.output(0, result_order(order, reduced, p.output_shape().rank()))}, [=](const StepMemory& m) -> Status {
    const std::size_t part = block.count * block.inner;
    if (m.output<T>(0).empty()) return Done{};
    for (std::size_t o = 0; o < block.outer; ++o) {
      kernel(m.input<T>(0).subspan(o * part, part), block.inner, m.output<T>(0).data() + o * block.inner);
    }
    return Done{};
  });
  return Done{};
}

Status reduce_floats(Preparation& p, const Axes& reduced, ReduceKernel<float> kernel) {
  ZP_CHECK(p.check_floats({0}));
  return reduce<float>(p, reduced, kernel);
}

// Of codes of 8 bits.
template <class T>
void largest(std::span<const T> x, std::size_t channels, T* y) noexcept {
  std::fill_n(y, channels, std::numeric_limits<T>::lowest());
  for (std::size_t i = 0; i < x.size(); i += channels) {
    for (std::size_t c = 0; c < channels; ++c) y[c] = std::max(y[c], x[i + c]);
  }
}

Axes spatial(const Preparation& p) {
  Axes axes{};
  for (std::size_t i = 2; i < p.shape(0).rank(); ++i) axes[i] = true;
  return axes;
}

}  // namespace

Status reduce_mean(Preparation& p) {
  // As the shape rule has it: an attribute before opset 18, an input since; the other one says nothing.
  std::vector<std::int64_t> listed;
  if (p.opset() < 18) {
    listed = p.integers("axes").value_or(listed);
  } else if (p.has(1)) {
    ZP_TRY(listed, p.known_integers(1));
  }
  const std::size_t rank = p.shape(0).rank();
  if (listed.empty() && p.integer("noop_with_empty_axes", 0) != 0) return identity(p);
  Axes axes{};
  for (std::size_t i = 0; i < rank; ++i) axes[i] = listed.empty();
  for (const std::int64_t axis : listed) axes[static_cast<std::size_t>(axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis)] = true;
  return reduce_floats(p, axes, p.kernels().pool.mean);
}

Status global_average_pool(Preparation& p) { return reduce_floats(p, spatial(p), p.kernels().pool.mean); }

Status global_max_pool(Preparation& p) {
  if (p.type(0) == ElementType::u8) return reduce<std::uint8_t>(p, spatial(p), largest<std::uint8_t>);
  if (p.type(0) == ElementType::i8) return reduce<std::int8_t>(p, spatial(p), largest<std::int8_t>);
  return reduce_floats(p, spatial(p), p.kernels().pool.largest);
}

}  // namespace zeropoint::operations

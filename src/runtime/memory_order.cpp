#include "runtime/memory_order.h"

#include <cassert>

namespace zeropoint {

MemoryOrder::MemoryOrder(std::span<const std::size_t> axes) : rank_(static_cast<std::uint8_t>(axes.size())) {
  assert(axes.size() <= Shape::max_rank);
  for (std::size_t i = 0; i < axes.size(); ++i) axes_[i] = static_cast<std::uint8_t>(axes[i]);
}

MemoryOrder MemoryOrder::row_major(std::size_t rank) {
  MemoryOrder order;
  order.rank_ = static_cast<std::uint8_t>(rank);
  for (std::size_t i = 0; i < rank; ++i) order.axes_[i] = static_cast<std::uint8_t>(i);
  return order;
}

MemoryOrder MemoryOrder::channels_last(std::size_t rank) {
  MemoryOrder order = row_major(rank);
  if (rank < 3) return order;
  for (std::size_t i = 1; i + 1 < rank; ++i) order.axes_[i] = static_cast<std::uint8_t>(i + 1);
  order.axes_[rank - 1] = 1;
  return order;
}

std::size_t MemoryOrder::place_of(std::size_t axis) const {
  std::size_t place = 0;
  while (axes_[place] != axis) ++place;
  return place;
}

Shape in_memory(const Shape& shape, const MemoryOrder& order) {
  Shape out = shape;
  for (std::size_t i = 0; i < order.rank(); ++i) out[i] = shape[order[i]];
  return out;
}

std::size_t row_major_index(std::size_t place, const Shape& shape, const MemoryOrder& order) {
  const Shape extents = in_memory(shape, order);
  std::int64_t left = static_cast<std::int64_t>(place), index = 0;
  for (std::size_t k = shape.rank(); k-- > 0;) {
    index += left % extents[k] * shape.stride(order[k]);
    left /= extents[k];
  }
  return static_cast<std::size_t>(index);
}

bool same_memory(const Shape& shape, const MemoryOrder& a, const MemoryOrder& b) {
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.rank(); ++i) {
    if (shape[a[i]] == 1) continue;
    while (shape[b[j]] == 1) ++j;
    if (a[i] != b[j++]) return false;
  }
  return true;
}

std::optional<MemoryOrder> reshaped_order(const Shape& shape, const MemoryOrder& order, const Shape& reshaped) {
  if (reshaped.element_count() == 0) return MemoryOrder::row_major(reshaped.rank());
  // Runs of input axes and of output axes with the same product hold the same elements. group[a] is the run of
  // input axis a; the output axes of run g are first[g] … first[g + 1] − 1, ones among them.
  std::array<std::size_t, Shape::max_rank> group{}, first{};
  std::size_t groups = 0, o = 0;
  for (std::size_t i = 0; i < shape.rank();) {
    first[groups] = o;
    std::int64_t in = 1, out = 1;
    do {
      group[i] = groups;
      in *= shape[i++];
    } while (in == 1 && i < shape.rank());
    while (in != out) {
      if (in < out) {
        group[i] = groups;
        in *= shape[i++];
      } else {
        out *= reshaped[o++];
      }
    }
    ++groups;
  }
  // Within a run the axes must follow each other, ascending.
  std::array<std::size_t, Shape::max_rank> axes{};
  std::size_t count = 0, last_axis = 0, last_group = groups;
  for (std::size_t place = 0; place < order.rank(); ++place) {
    const std::size_t axis = order[place];
    if (shape[axis] == 1) continue;
    const std::size_t g = group[axis];
    if (g == last_group) {
      if (axis < last_axis) return std::nullopt;
    } else {
      for (std::size_t earlier = 0; earlier < axis; ++earlier) {
        if (group[earlier] == g && shape[earlier] != 1) return std::nullopt;  // the run began elsewhere
      }
      const std::size_t end = g + 1 < groups ? first[g + 1] : reshaped.rank();
      for (std::size_t k = first[g]; k < end; ++k) axes[count++] = k;
    }
    last_axis = axis;
    last_group = g;
  }
  for (std::size_t k = 0; k < reshaped.rank(); ++k) {  // axes of extent 1 of runs without elements to speak of
    bool placed = false;
    for (std::size_t i = 0; i < count; ++i) placed = placed || axes[i] == k;
    if (!placed) axes[count++] = k;
  }
  return MemoryOrder(std::span(axes).first(count));
}

MemoryOrder transposed_order(const MemoryOrder& order, std::span<const std::size_t> permutation) {
  std::array<std::size_t, Shape::max_rank> axes{};
  for (std::size_t place = 0; place < order.rank(); ++place) {
    std::size_t axis = 0;
    while (permutation[axis] != order[place]) ++axis;
    axes[place] = axis;
  }
  return MemoryOrder(std::span(axes).first(order.rank()));
}

}  // namespace zeropoint

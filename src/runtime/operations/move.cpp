#include "runtime/operations/move.h"

#include <algorithm>
#include <cstring>

namespace zeropoint::operations {

Move move_of(const Shape& extents, const MemoryOrder& order, const Shape& from, const Shape& to) {
  const auto source = strides_of(from, order), target = strides_of(to, order);
  Move move;
  for (std::size_t place = 0; place < order.rank(); ++place) {
    const std::size_t axis = order[place];
    move.copy.add_axis(extents[axis], source[axis], target[axis]);
  }
  return move;
}

Result<std::size_t> moved_width(const Preparation& p, std::size_t i) {
  const int bits = element_bits(Preparation::computed(p.type(i)));
  if (bits < 8) return p.error(ErrorCode::unsupported, element_type_name(p.type(i)), " is not supported here");
  return static_cast<std::size_t>(bits) / 8;
}

AxisView along(const Shape& shape, const MemoryOrder& order, std::size_t axis) {
  AxisView view;
  const std::size_t at = order.place_of(axis);
  for (std::size_t place = 0; place < order.rank(); ++place) {
    const auto extent = static_cast<std::size_t>(shape[order[place]]);
    (place < at ? view.outer : place == at ? view.n : view.inner) *= extent;
  }
  return view;
}

void fill(std::span<std::byte> out, std::span<const std::byte> value, std::size_t width) {
  if (value.empty()) {
    std::ranges::fill(out, std::byte{0});
    return;
  }
  // Each copy doubles what is filled.
  std::size_t done = std::min(width, out.size());
  if (done > 0) std::memcpy(out.data(), value.data(), done);
  for (; done > 0 && done < out.size(); done = std::min(2 * done, out.size())) {
    std::memcpy(out.data() + done, out.data(), std::min(done, out.size() - done));
  }
}

MemoryOrder replaced_axis(const MemoryOrder& order, std::size_t axis, std::size_t count) {
  std::array<std::size_t, Shape::max_rank> axes{};
  std::size_t used = 0;
  for (std::size_t place = 0; place < order.rank(); ++place) {
    if (order[place] == axis) {
      for (std::size_t k = 0; k < count; ++k) axes[used++] = axis + k;
    } else {
      axes[used++] = order[place] < axis ? order[place] : order[place] + count - 1;
    }
  }
  return MemoryOrder(std::span(axes).first(used));
}

}  // namespace zeropoint::operations

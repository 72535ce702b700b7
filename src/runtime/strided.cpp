#include "runtime/strided.h"

#include <cstring>

namespace zeropoint {

namespace {

template <class T>
void copy_line(std::int64_t count, std::int64_t from, std::int64_t to, const T* x, T* y) {
  if (from == 1 && to == 1) {
    std::memcpy(y, x, static_cast<std::size_t>(count) * sizeof(T));
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) y[i * to] = x[i * from];
}

// The last two axes are a dense matrix that comes out transposed.
bool is_transposition(const StridedCopy& c) {
  if (c.rank < 2) return false;
  const std::size_t r = c.rank - 2, k = c.rank - 1;
  return c.from[r] == 1 && c.from[k] == c.extents[r] && c.to[k] == 1 && c.to[r] == c.extents[k];
}

// Elements that the kernels transpose.
template <class T>
constexpr bool transposes = sizeof(T) == 1 || sizeof(T) == 4;

template <class T>
void transpose(const NetworkKernels& kernels, std::size_t rows, std::size_t columns, const T* x, T* y) {
  if constexpr (sizeof(T) == 1) kernels.moves.transpose(rows, columns, reinterpret_cast<const std::byte*>(x), reinterpret_cast<std::byte*>(y));
  if constexpr (sizeof(T) == 4) kernels.pool.transpose(rows, columns, {reinterpret_cast<const float*>(x), rows * columns}, reinterpret_cast<float*>(y));
}

template <class T>
void copy_axes(const StridedCopy& c, std::size_t axis, const NetworkKernels& kernels, const T* x, T* y) {
  if (axis == c.rank) {
    *y = *x;
  } else if (axis + 2 == c.rank && is_transposition(c) && transposes<T>) {
    transpose(kernels, static_cast<std::size_t>(c.extents[axis + 1]), static_cast<std::size_t>(c.extents[axis]), x, y);
  } else if (axis + 2 == c.rank && c.from[axis + 1] == 1 && c.to[axis + 1] == 1) {
    const auto bytes = [](std::int64_t elements) { return static_cast<std::ptrdiff_t>(elements) * static_cast<std::ptrdiff_t>(sizeof(T)); };
    kernels.moves.copy_rows(static_cast<std::size_t>(c.extents[axis]), static_cast<std::size_t>(c.extents[axis + 1]) * sizeof(T),
                            reinterpret_cast<const std::byte*>(x), bytes(c.from[axis]), reinterpret_cast<std::byte*>(y), bytes(c.to[axis]));
  } else if (axis + 1 == c.rank) {
    copy_line(c.extents[axis], c.from[axis], c.to[axis], x, y);
  } else {
    for (std::int64_t i = 0; i < c.extents[axis]; ++i) copy_axes(c, axis + 1, kernels, x + i * c.from[axis], y + i * c.to[axis]);
  }
}

}  // namespace

void StridedCopy::add_axis(std::int64_t extent, std::int64_t from_stride, std::int64_t to_stride) {
  extents[rank] = extent;
  from[rank] = from_stride;
  to[rank++] = to_stride;
}

StridedCopy StridedCopy::simplified() const {
  StridedCopy out;
  for (std::size_t i = 0; i < rank; ++i) {
    if (extents[i] == 1) continue;
    const std::size_t last = out.rank - 1;
    if (out.rank > 0 && out.from[last] == extents[i] * from[i] && out.to[last] == extents[i] * to[i]) {
      out.extents[last] *= extents[i];
      out.from[last] = from[i];
      out.to[last] = to[i];
    } else {
      out.add_axis(extents[i], from[i], to[i]);
    }
  }
  return out;
}

std::array<std::int64_t, Shape::max_rank> strides_of(const Shape& shape, const MemoryOrder& order) {
  std::array<std::int64_t, Shape::max_rank> strides{};
  std::int64_t stride = 1;
  for (std::size_t place = order.rank(); place-- > 0;) {
    strides[order[place]] = stride;
    stride *= shape[order[place]];
  }
  return strides;
}

StridedCopy reorder(const Shape& shape, const MemoryOrder& from, const MemoryOrder& to) {
  const auto source = strides_of(shape, from), target = strides_of(shape, to);
  StridedCopy copy;
  for (std::size_t place = 0; place < to.rank(); ++place) copy.add_axis(shape[to[place]], source[to[place]], target[to[place]]);
  return copy.simplified();
}

void run_copy(const StridedCopy& copy, std::size_t width, const NetworkKernels& kernels, const std::byte* x, std::byte* y) {
  for (std::size_t i = 0; i < copy.rank; ++i) {
    if (copy.extents[i] == 0) return;
  }
  switch (width) {
    case 1: return copy_axes(copy, 0, kernels, reinterpret_cast<const std::uint8_t*>(x), reinterpret_cast<std::uint8_t*>(y));
    case 2: return copy_axes(copy, 0, kernels, reinterpret_cast<const std::uint16_t*>(x), reinterpret_cast<std::uint16_t*>(y));
    case 4: return copy_axes(copy, 0, kernels, reinterpret_cast<const std::uint32_t*>(x), reinterpret_cast<std::uint32_t*>(y));
    default: return copy_axes(copy, 0, kernels, reinterpret_cast<const std::uint64_t*>(x), reinterpret_cast<std::uint64_t*>(y));
  }
}

}  // namespace zeropoint

// The specification of ByteMoveKernels: byte by byte.
#include "kernels/byte_moves.h"
#include "kernels/scalar/network_scalar.h"

namespace zeropoint::scalar {

namespace {

void copy_rows(std::size_t rows, std::size_t bytes, const std::byte* x, std::ptrdiff_t x_stride, std::byte* y, std::ptrdiff_t y_stride) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    const auto at = static_cast<std::ptrdiff_t>(row);
    for (std::size_t i = 0; i < bytes; ++i) y[at * y_stride + static_cast<std::ptrdiff_t>(i)] = x[at * x_stride + static_cast<std::ptrdiff_t>(i)];
  }
}

void transpose(std::size_t rows, std::size_t columns, const std::byte* x, std::byte* y) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) y[column * rows + row] = x[row * columns + column];
  }
}

void pick(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns, std::size_t in_w, std::size_t pixel_bytes,
          const std::byte* x, std::byte* y) noexcept {
  for (const std::uint32_t row : rows) {
    for (const std::uint32_t column : columns) {
      const std::byte* pixel = x + (row * in_w + column) * pixel_bytes;
      for (std::size_t i = 0; i < pixel_bytes; ++i) *y++ = pixel[i];
    }
  }
}

}  // namespace

constinit const ByteMoveKernels byte_move_kernels{
    .copy_rows = copy_rows,
    .transpose = transpose,
    .pick = pick,
};

}  // namespace zeropoint::scalar

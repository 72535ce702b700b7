// Moving bytes, whatever they mean: what operators that compute nothing are made of; one of the groups of NetworkKernels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace zeropoint {

struct ByteMoveKernels {
  // Rows of so many bytes, which begin as many bytes after each other as the strides say. No row of y overlaps another
  // one, or x.
  void (*copy_rows)(std::size_t rows, std::size_t bytes, const std::byte* x, std::ptrdiff_t x_stride, std::byte* y,
                    std::ptrdiff_t y_stride) noexcept;
  // y[columns][rows] from x[rows][columns], elements of one byte.
  void (*transpose)(std::size_t rows, std::size_t columns, const std::byte* x, std::byte* y) noexcept;
  // y[row][column] = x[rows[row]][columns[column]], pixels of so many bytes; x has in_w pixels a row.
  void (*pick)(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns, std::size_t in_w,
               std::size_t pixel_bytes, const std::byte* x, std::byte* y) noexcept;
};

}  // namespace zeropoint

// Moving bytes in vectors; kernels/scalar/byte_moves.cpp says what comes out. Stores that reach beyond what is meant are
// overwritten by the next ones, and none reaches beyond y.
#include "kernels/byte_moves.h"

#include <algorithm>
#include <cstring>

#include "kernels/simd128/network_simd128.h"
#include "kernels/simd128/simd.h"

namespace zeropoint::simd128 {

namespace {

// Calls of memcpy cost as much as some vectors.
constexpr std::size_t long_row = 512;

void copy(const std::byte* x, std::byte* y, std::size_t n) {
  if (n > long_row) {
    std::memcpy(y, x, n);
  } else if (n >= 16) {
    for (std::size_t i = 0; i + 16 <= n; i += 16) wasm_v128_store(y + i, wasm_v128_load(x + i));
    wasm_v128_store(y + n - 16, wasm_v128_load(x + n - 16));
  } else if (n >= 8) {
    const v128_t first = wasm_v128_load64_zero(x), last = wasm_v128_load64_zero(x + n - 8);
    wasm_v128_store64_lane(y, first, 0);
    wasm_v128_store64_lane(y + n - 8, last, 0);
  } else {
    for (std::size_t i = 0; i < n; ++i) y[i] = x[i];
  }
}

void copy_rows(std::size_t rows, std::size_t bytes, const std::byte* x, std::ptrdiff_t x_stride, std::byte* y, std::ptrdiff_t y_stride) noexcept {
  for (std::size_t row = 0; row < rows; ++row) {
    const auto at = static_cast<std::ptrdiff_t>(row);
    copy(x + at * x_stride, y + at * y_stride, bytes);
  }
}

// The first `rows` and `columns` of 16 × 16 bytes, to columns. One of the two is 16: rows are loaded and stored whole.
// Interleaving row i with row i + 8 moves one bit of each byte's column number into its row number; after
// four times all have changed places. One copy of this, which is long, for all its callers.
[[gnu::noinline]] void transpose_block(const std::byte* x, std::size_t x_stride, std::size_t rows, std::byte* y, std::size_t y_stride, std::size_t columns) {
  v128_t block[16], next[16];
  for (std::size_t i = 0; i < 16; ++i) block[i] = wasm_v128_load(x + std::min(i, rows - 1) * x_stride);
  for (int pass = 0; pass < 4; ++pass) {
    for (int i = 0; i < 8; ++i) {
      next[2 * i] = wasm_i8x16_shuffle(block[i], block[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * i + 1] = wasm_i8x16_shuffle(block[i], block[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    for (int i = 0; i < 16; ++i) block[i] = next[i];
  }
  for (std::size_t i = 0; i < 16; ++i) {
    if (i < columns) wasm_v128_store(y + i * y_stride, block[i]);
  }
}

// Where the next block of 16 begins: the last one ends with the extent, over bytes that are done already.
std::size_t block_at(std::size_t i, std::size_t extent) { return i + 16 <= extent ? i : extent - 16; }

void transpose_plain(std::size_t rows, std::size_t columns, std::size_t first_row, std::size_t first_column, const std::byte* x, std::byte* y) {
  for (std::size_t row = first_row; row < rows; ++row) {
    for (std::size_t column = first_column; column < columns; ++column) y[column * rows + row] = x[row * columns + column];
  }
}

// Few rows, as the colours of a picture: a vector of each gives 16 columns, which follow each other in y.
void interleave(std::size_t rows, std::size_t columns, const std::byte* x, std::byte* y) {
  const std::size_t size = rows * columns;
  std::size_t column = 0;
  for (; column + 16 <= columns && (column + 15) * rows + 16 <= size; column += 16) {
    transpose_block(x + column, columns, rows, y + column * rows, rows, 16);
  }
  transpose_plain(rows, columns, 0, column, x, y);
}

// And back: 16 rows, each loaded with what follows it.
void separate(std::size_t rows, std::size_t columns, const std::byte* x, std::byte* y) {
  const std::size_t size = rows * columns;
  std::size_t row = 0;
  for (; row + 16 <= rows && (row + 15) * columns + 16 <= size; row += 16) {
    transpose_block(x + row * columns, columns, 16, y + row, rows, columns);
  }
  transpose_plain(rows, columns, row, 0, x, y);
}

void transpose(std::size_t rows, std::size_t columns, const std::byte* x, std::byte* y) noexcept {
  if (rows < 16 && columns >= 16) return interleave(rows, columns, x, y);
  if (rows < 16) return transpose_plain(rows, columns, 0, 0, x, y);
  if (columns < 16) return separate(rows, columns, x, y);
  for (std::size_t i = 0; i < rows; i += 16) {
    const std::size_t row = block_at(i, rows);
    for (std::size_t k = 0; k < columns; k += 16) {
      const std::size_t column = block_at(k, columns);
      transpose_block(x + row * columns + column, columns, 16, y + column * rows + row, rows, 16);
    }
  }
}

void pick(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns, std::size_t in_w, std::size_t pixel_bytes,
          const std::byte* x, std::byte* y) noexcept {
  for (const std::uint32_t row : rows) {
    for (const std::uint32_t column : columns) {
      copy(x + (row * in_w + column) * pixel_bytes, y, pixel_bytes);
      y += pixel_bytes;
    }
  }
}

}  // namespace

constinit const ByteMoveKernels byte_move_kernels{
    .copy_rows = copy_rows,
    .transpose = transpose,
    .pick = pick,
};

}  // namespace zeropoint::simd128

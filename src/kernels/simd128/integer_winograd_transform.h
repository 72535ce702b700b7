// Winograd's transforms of inputs and outputs on vectors; see kernels/winograd.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/simd128/integer_epilogue.h"

namespace zeropoint::simd128 {

// Bᵀ d B of one tile. d: rows of a strip, `pitch` int16 from row to row and `channels` from pixel to pixel, in eights.
// Position p goes to out + p · distance.
template <int T>
void transform_input(const std::int16_t* d, std::size_t pitch, std::size_t channels, std::int16_t* out, std::size_t distance);

// Outputs of a tile that are inside of the picture, and where the first is.
struct OutputTile {
  std::byte* y;
  std::size_t rows, columns;
};

// What eight output channels of many tiles have in common.
struct OutputWork {
  Destination to;
  std::size_t row;        // elements from one row of y to the next
  std::size_t parts;      // of the input channels
  std::size_t tile_sums;  // elements from the sums of one tile to those of the next
  const std::int32_t* bias;
  const float* multipliers;
  std::size_t outputs;  // that are stored
};

// Aᵀ m A of tiles, divided by its factor; the sums of the parts and the bias are added, the results stored at y + offset
// bytes. sums: of the first tile [parts][positions][8].
template <int T>
void transform_outputs(const OutputWork& work, std::span<const OutputTile> tiles, const std::int32_t* sums, std::size_t offset);

}  // namespace zeropoint::simd128

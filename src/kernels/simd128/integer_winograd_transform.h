// Winograd's transforms of inputs and outputs on vectors; see kernels/winograd.h.
#pragma once

#include <cstddef>
#include <cstdint>

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

// Aᵀ m A of one tile and eight output channels, divided by its factor; the sums of the parts and the bias are added, the
// results stored. m: [parts][positions][8] int32; `row`: elements from one row of y to the next.
template <int T>
void transform_output(const std::int32_t* m, std::size_t parts, const Destination& to, std::size_t row, const std::int32_t* bias,
                      const float* multipliers, std::size_t outputs, const OutputTile& tile);

}  // namespace zeropoint::simd128

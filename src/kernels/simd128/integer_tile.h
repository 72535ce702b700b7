// The tile in which integer sums are made: up to 4 pixels × 8 output channels of products of int16 pairs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/simd128/integer_epilogue.h"

namespace zeropoint::simd128 {

// What the tiles of a layer or of a part of it have in common.
//
// A sum runs over `runs` pieces of 2·pairs neighbouring int16 of x, piece r beginning at a pixel's address +
// offsets[r]. Weights of a panel are [runs][pairs][8 outputs][2]; a run of odd length has a weight 0 at its end, so
// what x holds there does not matter, but it is read.
struct TileWork {
  const std::ptrdiff_t* offsets = nullptr;
  std::size_t runs = 1;
  std::size_t pairs = 0;
  Destination to;
};

// One panel for pixels x[0] … x[count − 1], which stand one after the other in y. `outputs` of the eight are stored.
// bias and multipliers are those of the panel. `next` is a panel that is brought into the cache meanwhile, for the call that
// follows: processors do so by themselves, but stop at the end of every page of memory, and many panels are a page long.
// Where nothing follows it is the panel itself.
void tiles(const TileWork& work, std::size_t count, const std::int16_t* const* x, const std::int16_t* weights, const std::int16_t* next,
           const std::int32_t* bias, const float* multipliers, std::size_t outputs, std::byte* y);

}  // namespace zeropoint::simd128

// Which elements of a tensor share one scale and zero point.
//
// Every granularity is a tiling of the index space: each dimension is cut into tiles of a fixed
// extent (the last may be shorter), and a tile is what shares its parameters. Per tensor, one tile
// covers everything; per channel the extent is 1 along the axis; ONNX blocks have the extent
// `block_size` along the axis and 1 along all others; a block of a convolution's weights (n input
// channels × all taps) is the tile [1, n, kh, kw] of OIHW; an image's tile is [height, width, 3].
#pragma once

#include <cstdint>

#include "core/shape.h"

namespace zeropoint {

struct Granularity {
  enum class Kind {
    tensor,   // one for all
    group,    // `groups` groups of neighbouring channels along `axis`; channels divide evenly
    channel,  // one for each index along `axis`
    block,    // `size` neighbours along `axis`, one for each position of the other axes (ONNX block_size)
  };
  Kind kind = Kind::tensor;
  std::int64_t axis = 0;    // in [-rank, rank)
  std::int64_t groups = 1;  // group only
  std::int64_t size = 1;    // block only
};

struct Tiling {
  Shape shape;   // of the tensor
  Shape extent;  // of one tile, same rank
  Shape counts;  // tiles along each dimension: ceil(shape / extent); also the shape of the parameters

  std::int64_t tile_count() const { return counts.element_count(); }
};

// Errors: an axis that does not exist, channels that do not divide by the groups, sizes below 1.
Result<Tiling> make_tiling(const Shape& shape, const Granularity& granularity);

// Cuts shape into tiles of this extent. Errors: ranks that differ, an extent below 1.
Result<Tiling> make_tiling(const Shape& shape, const Shape& extent);

// A box of indices: one tile, cut off at the tensor's edge.
struct Tile {
  Shape begin;
  Shape extent;
};
Tile tile_at(const Tiling& tiling, std::int64_t tile);  // tiles are numbered row-major over counts

// Calls run(offset, length) for every stretch of a tile that is contiguous in memory, in ascending order.
template <class Run>
void for_each_run(const Tiling& tiling, std::int64_t tile_index, Run&& run) {
  const Tile tile = tile_at(tiling, tile_index);
  const std::size_t rank = tiling.shape.rank();
  if (tile.extent.element_count() == 0) return;

  // Dimensions from `inner` on lie in memory without gaps within the tile.
  std::size_t inner = rank;
  std::int64_t length = 1;
  while (inner > 0) {
    --inner;
    length *= tile.extent[inner];
    if (tile.extent[inner] != tiling.shape[inner]) break;
  }
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < rank; ++i) offset += tile.begin[i] * tiling.shape.stride(i);

  Shape at = tile.extent;  // counters of the outer dimensions
  for (std::size_t i = 0; i < rank; ++i) at[i] = 0;
  for (;;) {
    run(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    std::size_t i = inner;
    for (; i > 0; --i) {
      const std::size_t d = i - 1;
      offset += tiling.shape.stride(d);
      if (++at[d] < tile.extent[d]) break;
      offset -= at[d] * tiling.shape.stride(d);
      at[d] = 0;
    }
    if (i == 0) return;
  }
}

}  // namespace zeropoint

// OriginalFacts: what the image quantizer remembers about the original from one run to the next.
#pragma once

#include <cstdint>

#include "core/buffer.h"
#include "core/result.h"
#include "image/rgba_image.h"
#include "image/tile_walk.h"
#include "kernels/kernels.h"
#include "quant/granularity.h"

namespace zeropoint {

class OriginalFacts {
 public:
  // Readies the passes over the image for what is not known yet about these tiles. Errors: not enough memory.
  Status begin(const RgbaImage& original, const Tiling& tiling);

  std::int64_t pixels_to_do() const { return pixels_to_do_; }
  void advance(const RgbaImage& original, const Kernels& kernels, std::int64_t max_pixels);

  // Known when there is nothing more to do.
  const RgbHistogram& histogram() const { return histogram_; }
  const RgbRange& tile_range(std::int64_t tile) const {  // tiles by position
    return one_tile_ ? whole_range_ : tile_ranges_[static_cast<std::size_t>(tile)];
  }

 private:
  RgbHistogram histogram_{};
  RgbRange whole_range_;
  bool knows_whole_ = false;
  TileWalk whole_walk_;

  Buffer<RgbRange> tile_ranges_;
  std::int64_t tile_height_ = 0, tile_width_ = 0;  // of the ranges held or under way
  bool knows_tiles_ = false;
  bool one_tile_ = false;
  TileWalk tile_walk_;

  std::int64_t pixels_to_do_ = 0;
};

}  // namespace zeropoint

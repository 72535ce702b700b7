// TileWalk: goes through an image tile by tile, in pieces of a few rows, so that a tile as large as the
// image is done in steps too.
#pragma once

#include <algorithm>
#include <cstdint>

#include "quant/granularity.h"

namespace zeropoint {

// Rows y to y + height − 1 of the part of them that lies in one tile.
struct TileRows {
  std::int64_t tile = 0;  // row-major, by position only: channels do not count
  std::int64_t y = 0;
  std::int64_t x = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool is_first = false;  // begins its tile
  bool is_last = false;   // ends it

  std::int64_t pixel_count() const { return height * width; }
};

class TileWalk {
 public:
  TileWalk() = default;
  // tiling: of [height, width, 3].
  explicit TileWalk(const Tiling& tiling)
      : height_(tiling.shape[0]),
        width_(tiling.shape[1]),
        tile_height_(tiling.extent[0]),
        tile_width_(tiling.extent[1]) {}

  bool is_done() const { return y_ >= height_; }

  // The next rows of the tile, about max_pixels of them and at least one row.
  TileRows next(std::int64_t max_pixels) {
    TileRows rows;
    rows.tile = tile_;
    rows.y = y_ + done_rows_;
    rows.x = x_;
    rows.width = std::min(tile_width_, width_ - x_);
    const std::int64_t left = std::min(tile_height_, height_ - y_) - done_rows_;
    rows.height = std::clamp(max_pixels / rows.width, std::int64_t{1}, left);
    rows.is_first = done_rows_ == 0;
    rows.is_last = rows.height == left;
    done_rows_ += rows.height;
    if (rows.is_last) begin_next_tile();
    return rows;
  }

 private:
  void begin_next_tile() {
    done_rows_ = 0;
    ++tile_;
    x_ += tile_width_;
    if (x_ < width_) return;
    x_ = 0;
    y_ += tile_height_;
  }

  std::int64_t height_ = 0, width_ = 0, tile_height_ = 0, tile_width_ = 0;
  std::int64_t tile_ = 0;
  std::int64_t y_ = 0, x_ = 0;  // of the tile
  std::int64_t done_rows_ = 0;  // of the tile
};

}  // namespace zeropoint

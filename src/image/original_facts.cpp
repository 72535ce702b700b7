#include "image/original_facts.h"

#include <algorithm>

namespace zeropoint {

namespace {

// Precondition: the histogram counts at least one pixel.
RgbRange range_of(const RgbHistogram& histogram) {
  RgbRange range;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto occurs = [&](std::uint8_t v) { return histogram[c][v] > 0; };
    range.min[c] = 0;
    range.max[c] = 255;
    while (!occurs(range.min[c])) ++range.min[c];
    while (!occurs(range.max[c])) --range.max[c];
  }
  return range;
}

}  // namespace

Status OriginalFacts::begin(const RgbaImage& original, const Tiling& tiling) {
  pixels_to_do_ = 0;
  if (!knows_whole_) {
    const Shape whole{original.height, original.width, 3};
    ZP_TRY(const Tiling& one, make_tiling(whole, whole));
    whole_walk_ = TileWalk(one);
    histogram_ = {};
    pixels_to_do_ += original.pixel_count();
  }
  one_tile_ = tiling.counts[0] == 1 && tiling.counts[1] == 1;
  if (one_tile_ || (knows_tiles_ && tile_height_ == tiling.extent[0] && tile_width_ == tiling.extent[1])) return Done{};

  knows_tiles_ = false;
  tile_height_ = tiling.extent[0];
  tile_width_ = tiling.extent[1];
  const auto tiles = static_cast<std::size_t>(tiling.counts[0] * tiling.counts[1]);
  if (tile_ranges_.size() != tiles) {
    tile_ranges_ = Buffer<RgbRange>();
    ZP_TRY(tile_ranges_, Buffer<RgbRange>::make(tiles));
  }
  std::fill(tile_ranges_.begin(), tile_ranges_.end(), RgbRange{});
  tile_walk_ = TileWalk(tiling);
  pixels_to_do_ += original.pixel_count();
  return Done{};
}

void OriginalFacts::advance(const RgbaImage& original, const Kernels& kernels, std::int64_t max_pixels) {
  if (!knows_whole_) {
    const TileRows rows = whole_walk_.next(max_pixels);
    kernels.image.histogram(original.run(rows.y, 0, rows.pixel_count()), histogram_);
    pixels_to_do_ -= rows.pixel_count();
    knows_whole_ = whole_walk_.is_done();
    if (knows_whole_) whole_range_ = range_of(histogram_);
    return;
  }
  for (std::int64_t done = 0; done < max_pixels && pixels_to_do_ > 0;) {
    const TileRows rows = tile_walk_.next(max_pixels - done);
    RgbRange& range = tile_ranges_[static_cast<std::size_t>(rows.tile)];
    for (std::int64_t y = rows.y; y < rows.y + rows.height; ++y) {
      kernels.image.minmax(original.run(y, rows.x, rows.width), range);
    }
    done += rows.pixel_count();
    pixels_to_do_ -= rows.pixel_count();
  }
  knows_tiles_ = pixels_to_do_ == 0;
}

}  // namespace zeropoint

#include "image/tile_observer.h"

#include <limits>

#include "quant/observer.h"

namespace zeropoint {

TileObserver::TileObserver(const ImageSpec& spec, const Tiling& tiling, std::span<QParams> qparams)
    : quant_(spec.quant),
      options_(spec.observer),
      by_hand_(spec.range),
      qparams_(qparams),
      groups_(static_cast<std::size_t>(tiling.counts[2])),
      is_one_tile_(tiling.counts[0] == 1 && tiling.counts[1] == 1),
      walk_(tiling),
      pixels_to_do_(tiling.shape[0] * tiling.shape[1]) {
  // A tile is one batch, of which the moving average is the minimum and maximum.
  const bool needs_counts = options_.method != RangeMethod::minmax && options_.method != RangeMethod::moving_average;
  counts_tiles_ = needs_counts && !by_hand_ && !is_one_tile_;
}

Status TileObserver::advance(const RgbaImage& original, const OriginalFacts& facts, const ByteTables& bytes,
                             const Kernels& kernels, std::int64_t max_pixels) {
  for (std::int64_t done = 0; done < max_pixels && pixels_to_do_ > 0;) {
    const std::int64_t whole_tile = std::numeric_limits<std::int64_t>::max();
    const TileRows rows = walk_.next(counts_tiles_ ? max_pixels - done : whole_tile);
    if (counts_tiles_) {
      if (rows.is_first) counts_ = {};
      for (std::int64_t y = rows.y; y < rows.y + rows.height; ++y) {
        kernels.image.histogram(original.run(y, rows.x, rows.width), counts_);
      }
    }
    if (rows.is_last) ZP_CHECK(choose(facts, bytes, is_one_tile_ ? facts.histogram() : counts_, rows.tile));
    done += rows.pixel_count();
    pixels_to_do_ -= rows.pixel_count();
  }
  return Done{};
}

Status TileObserver::choose(const OriginalFacts& facts, const ByteTables& bytes, const RgbHistogram& counts,
                            std::int64_t tile) {
  for (std::size_t g = 0; g < groups_; ++g) {
    const bool together = groups_ == 1;
    ZP_TRY(const Range& range, observe(facts, bytes, counts, tile, together ? 0 : g, together ? 2 : g));
    ZP_TRY(qparams_[static_cast<std::size_t>(tile) * groups_ + g], choose_qparams(range, quant_));
  }
  return Done{};
}

Result<Range> TileObserver::observe(const OriginalFacts& facts, const ByteTables& bytes, const RgbHistogram& counts,
                                    std::int64_t tile, std::size_t first_channel, std::size_t last_channel) const {
  if (by_hand_) return *by_hand_;
  if (!counts_tiles_ && !(is_one_tile_ && options_.method != RangeMethod::minmax)) {
    const RgbRange& seen = facts.tile_range(tile);
    std::uint8_t lo = 255;
    std::uint8_t hi = 0;
    for (std::size_t c = first_channel; c <= last_channel; ++c) {
      lo = std::min(lo, seen.min[c]);
      hi = std::max(hi, seen.max[c]);
    }
    return Range{bytes.reals()[lo], bytes.reals()[hi]};
  }
  std::array<WeightedValue, 256> values;
  for (std::size_t v = 0; v < 256; ++v) {
    values[v] = {bytes.reals()[v], 0};
    for (std::size_t c = first_channel; c <= last_channel; ++c) values[v].count += counts[c][v];
  }
  ZP_TRY(Observer observer, Observer::make(options_));
  ZP_CHECK(observer.observe(std::span<const WeightedValue>(values), "image"));
  return observer.range(quant_);
}

}  // namespace zeropoint

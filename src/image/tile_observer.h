// TileObserver: chooses the scale and zero point of every tile.
#pragma once

#include <cstdint>
#include <span>

#include "core/result.h"
#include "image/byte_tables.h"
#include "image/image_spec.h"
#include "image/original_facts.h"
#include "image/rgba_image.h"
#include "image/tile_walk.h"

namespace zeropoint {

class TileObserver {
 public:
  TileObserver() = default;
  // Preconditions: check_image_spec; room in qparams for one entry per tile of the tiling.
  TileObserver(const ImageSpec& spec, const Tiling& tiling, std::span<QParams> qparams);

  std::int64_t pixels_to_do() const { return pixels_to_do_; }

  // Works on about max_pixels pixels. Precondition: `facts` has nothing more to do. Errors: an observer's.
  Status advance(const RgbaImage& original, const OriginalFacts& facts, const ByteTables& bytes, const Kernels& kernels,
                 std::int64_t max_pixels);

 private:
  Result<Range> observe(const OriginalFacts& facts, const ByteTables& bytes, const RgbHistogram& counts,
                        std::int64_t tile, std::size_t first_channel, std::size_t last_channel) const;
  Status choose(const OriginalFacts& facts, const ByteTables& bytes, const RgbHistogram& counts, std::int64_t tile);

  QuantSpec quant_;
  ObserverOptions options_;
  std::optional<Range> by_hand_;
  std::span<QParams> qparams_;
  std::size_t groups_ = 1;         // entries per tile position: 1, or 3 when channels have their own
  bool is_one_tile_ = false;
  bool counts_tiles_ = false;      // the method needs a histogram of every tile
  TileWalk walk_;
  RgbHistogram counts_{};          // of the tile under way
  std::int64_t pixels_to_do_ = 0;
};

}  // namespace zeropoint

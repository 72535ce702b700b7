// Mapper: the pass over the image that turns bytes into codes and into the bytes shown, and counts what
// happened.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/buffer.h"
#include "core/result.h"
#include "image/byte_tables.h"
#include "image/image_quantizer.h"
#include "image/original_facts.h"
#include "image/tile_walk.h"

namespace zeropoint {

class Mapper {
 public:
  Mapper() = default;

  // Readies a pass for result.spec and result.tiling; qparams are read when it gets to a tile. Keeps its buffers.
  // Errors: not enough memory.
  Status begin(const RgbaImage& original, ImageResult& result);

  std::int64_t pixels_to_do() const { return pixels_to_do_; }

  // Works on about max_pixels pixels, at least a row of a tile. The last step completes result.counts.
  // Precondition: `facts` has nothing more to do.
  void advance(const RgbaImage& original, const OriginalFacts& facts, const ByteTables& bytes, const Kernels& kernels,
               ImageResult& result, std::int64_t max_pixels);

 private:
  struct Pass;  // what advance() was given

  void begin_tile(const Pass& pass, std::int64_t tile);
  void fill_tables(const Pass& pass);
  void end_tile(const Pass& pass);
  void map_run(const Pass& pass, std::int64_t y, std::int64_t x, std::int64_t width);
  void diffuse_row(const Pass& pass);
  void finish_run(const Pass& pass, std::int64_t y, std::int64_t x, std::int64_t width);
  void count_tile(const RgbHistogram& bytes, ImageCounts& counts) const;

  // Half-even: what happens to a byte depends on the byte alone, so a tile's counts follow from its histogram and its
  // tables. Else pixel by pixel.
  bool counts_tiles_ = false;
  bool is_one_tile_ = false;
  std::optional<ErrorColours> colours_;
  TileWalk walk_;                        // half-even and stochastic
  std::int64_t row_ = 0;                 // Floyd-Steinberg, whose errors cross the tiles
  std::int64_t pixels_to_do_ = 0;

  // Of the tile under way.
  std::array<QParams, 3> p_{};
  std::array<ByteRange, 3> range_{};
  std::array<std::uint8_t, 3> largest_in_range_{};
  bool saturates_ = false;  // some byte is above largest_in_range_, which is set only then
  RgbHistogram bytes_{};  // counted so far
  RgbTable code_;
  RgbTable shown_;
  StochasticTable stochastic_;

  Buffer<std::uint8_t> run_codes_;            // [width][4]
  std::array<Buffer<float>, 2> errors_;       // this row's and the next one's, [1 + width + 1][4]
};

}  // namespace zeropoint

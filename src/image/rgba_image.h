// RgbaImage: pixels as a canvas gives them (ImageData): RGBA, 8 bits each, interleaved, rows from the
// top without padding, alpha not premultiplied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/buffer.h"
#include "core/result.h"

namespace zeropoint {

struct RgbaImage {
  std::int64_t width = 0;
  std::int64_t height = 0;
  Buffer<std::uint8_t> pixels;  // [height][width][4]

  static constexpr std::int64_t max_side = 32767;
  static constexpr std::int64_t max_pixels = std::int64_t{1} << 26;

  // Pixels not initialized. Errors: those of check_image_size; not enough memory.
  static Result<RgbaImage> make(std::int64_t width, std::int64_t height);
  // Errors: also a number of bytes other than 4·width·height.
  static Result<RgbaImage> copy_of(std::int64_t width, std::int64_t height, std::span<const std::uint8_t> rgba);

  std::int64_t pixel_count() const { return width * height; }

  // `count` pixels from (x, y) on, which may run over the ends of rows.
  std::span<const std::uint8_t> run(std::int64_t y, std::int64_t x, std::int64_t count) const {
    return pixels.span().subspan(static_cast<std::size_t>(4 * (y * width + x)), static_cast<std::size_t>(4 * count));
  }
  std::uint8_t* at(std::int64_t y, std::int64_t x) { return pixels.data() + 4 * (y * width + x); }
};

// Errors: a side below 1 or above max_side, more than max_pixels.
Status check_image_size(std::int64_t width, std::int64_t height);

}  // namespace zeropoint

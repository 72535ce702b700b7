#include "image/rgba_image.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

Status check_image_size(std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1) {
    return Error{ErrorCode::invalid_argument, text("an image needs at least one pixel, got ", width, " x ", height)};
  }
  if (width > RgbaImage::max_side || height > RgbaImage::max_side) {
    return Error{ErrorCode::too_large,
                 text("an image may be at most ", RgbaImage::max_side, " pixels a side, got ", width, " x ", height)};
  }
  if (width * height > RgbaImage::max_pixels) {
    return Error{ErrorCode::too_large, text("an image may have at most ", RgbaImage::max_pixels, " pixels, got ", width,
                                            " x ", height, " = ", width * height)};
  }
  return Done{};
}

Result<RgbaImage> RgbaImage::make(std::int64_t width, std::int64_t height) {
  ZP_CHECK(check_image_size(width, height));
  RgbaImage image;
  image.width = width;
  image.height = height;
  ZP_TRY(image.pixels, Buffer<std::uint8_t>::make(static_cast<std::size_t>(4 * width * height)));
  return image;
}

Result<RgbaImage> RgbaImage::copy_of(std::int64_t width, std::int64_t height, std::span<const std::uint8_t> rgba) {
  ZP_CHECK(check_image_size(width, height));
  if (rgba.size() != static_cast<std::size_t>(4 * width * height)) {
    return Error{ErrorCode::shape_mismatch, text("an RGBA image of ", width, " x ", height, " has ", 4 * width * height,
                                                 " bytes, got ", rgba.size())};
  }
  ZP_TRY(RgbaImage image, make(width, height));
  std::ranges::copy(rgba, image.pixels.begin());
  return image;
}

}  // namespace zeropoint

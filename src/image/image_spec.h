// ImageSpec: what is asked of a run of the image quantizer.
//
// Ranges are given in the units of r = fl(1/255)·v, 0 to 1 (byte_qparams).
#pragma once

#include <cstdint>
#include <optional>

#include "core/result.h"
#include "image/error_map.h"
#include "quant/granularity.h"
#include "quant/observer.h"
#include "quant/qparams.h"

namespace zeropoint {

// Which values of the image share one scale and zero point.
enum class ImageGranularity {
  image,         // all
  channel,       // each of red, green, blue
  tile,          // a rectangle of pixels, its three channels together
  tile_channel,  // each channel of a rectangle of pixels
};

enum class Rounding {
  half_even,        // equation (2)
  stochastic,       // up with the probability of the fraction: floor(r/S + u) + Z, u uniform in [0, 1)
  floyd_steinberg,  // equation (2) on r plus the errors handed on by the pixels before it
};

struct ImageSpec {
  QuantSpec quant;  // bits 1 to 8; affine or symmetric
  ImageGranularity granularity = ImageGranularity::image;
  std::int64_t tile_height = 8;  // pixels; tile and tile_channel only. The last tiles may be cut off.
  std::int64_t tile_width = 8;
  ObserverOptions observer;    // applied to each tile by itself
  std::optional<Range> range;  // by hand, in place of the observer, for every tile
  Rounding rounding = Rounding::half_even;
  std::uint32_t seed = 0;  // stochastic only

  bool want_codes = false;
  bool want_ssim = false;
  std::optional<ErrorMapSpec> error_map;
};

// Errors: bits outside 1 to 8, the binary scheme, tiles below 1 pixel, a range that is not finite or upside
// down, observer options outside their intervals; those of check_spec and check_error_map.
Status check_image_spec(const ImageSpec& spec);

// The tiling of an image, as a tensor [height, width, 3]. Precondition: check_image_spec.
Result<Tiling> make_image_tiling(std::int64_t height, std::int64_t width, const ImageSpec& spec);

}  // namespace zeropoint

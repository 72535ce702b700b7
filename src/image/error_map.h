// The signed error v̂ − v of every pixel as a colour.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/result.h"
#include "image/rgba_image.h"
#include "kernels/kernels.h"

namespace zeropoint {

struct Rgba {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  std::uint8_t alpha = 255;

  bool operator==(const Rgba&) const = default;
};

enum class ErrorChannel { red, green, blue, all };  // all: the mean of the three

// An error of e levels gets entry n/2 + rne(clamp(e·gain/255, −1, 1)·(n/2)) of n palette entries, cut off
// at the last one: full colour at ±255/gain, so that pictures with equal gain can be compared. The mean
// of three channels is not rounded before that.
struct ErrorMapSpec {
  ErrorChannel channel = ErrorChannel::all;
  double gain = 1;             // > 0
  std::vector<Rgba> palette;   // 3 to 1531 entries, zero in the middle; empty: the built-in one
  Rgba neutral{128, 128, 128, 255};  // the built-in palette's colour of zero
};

// 511 entries from blue (shown too dark) through `neutral` to orange (shown too bright), linear in sRGB
// bytes. The ends are the blue and vermilion of Okabe and Ito, told apart by all kinds of colour vision.
std::array<Rgba, 511> diverging_palette(Rgba neutral);

// Errors: a gain that is not positive and finite; a palette of another length.
Status check_error_map(const ErrorMapSpec& spec);

// The colours as the kernels take them. Precondition: check_error_map.
ErrorColours error_colours(const ErrorMapSpec& spec);

// The whole picture at once; `map` is allocated anew only when its size differs.
// Errors: images of different sizes; those of check_error_map; not enough memory.
Status render_error_map(const Kernels& kernels, const RgbaImage& original, const RgbaImage& shown,
                        const ErrorMapSpec& spec, RgbaImage& map);

}  // namespace zeropoint

#include "image/error_map.h"

#include <algorithm>
#include <cmath>

#include "core/numeric.h"
#include "core/text.h"

namespace zeropoint {

namespace {

constexpr Rgba blue{0, 114, 178, 255};
constexpr Rgba orange{213, 94, 0, 255};
constexpr std::int32_t levels = 255;

// from + (to − from)·k/levels, halves away from zero.
Rgba blend(Rgba from, Rgba to, std::int32_t k) {
  const auto mix = [k](std::int32_t a, std::int32_t b) {
    return static_cast<std::uint8_t>((a * (levels - k) + b * k + levels / 2) / levels);
  };
  return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue), mix(from.alpha, to.alpha)};
}

}  // namespace

std::array<Rgba, 511> diverging_palette(Rgba neutral) {
  std::array<Rgba, 511> palette;
  for (std::int32_t k = 0; k <= levels; ++k) {
    palette[static_cast<std::size_t>(levels - k)] = blend(neutral, blue, k);
    palette[static_cast<std::size_t>(levels + k)] = blend(neutral, orange, k);
  }
  return palette;
}

Status check_error_map(const ErrorMapSpec& spec) {
  if (!(spec.gain > 0) || !std::isfinite(spec.gain)) {
    return Error{ErrorCode::invalid_argument,
                 text("the gain of the error map must be positive and finite, got ", spec.gain)};
  }
  constexpr std::size_t most = std::tuple_size_v<decltype(ErrorColours::colours)>;
  const std::size_t n = spec.palette.size();
  if (n != 0 && (n < 3 || n > most)) {
    return Error{ErrorCode::invalid_argument,
                 text("the palette of the error map needs 3 to ", most, " colours, got ", n)};
  }
  return Done{};
}

ErrorColours error_colours(const ErrorMapSpec& spec) {
  const std::array<Rgba, 511> built_in = diverging_palette(spec.neutral);
  const std::span<const Rgba> palette = spec.palette.empty() ? std::span<const Rgba>(built_in) : spec.palette;
  const bool all = spec.channel == ErrorChannel::all;

  ErrorColours to;
  for (std::size_t c = 0; c < 3; ++c) to.weight[c] = all || static_cast<std::size_t>(spec.channel) == c ? 1 : 0;
  const double full = (all ? 3 : 1) * levels;  // the sum of errors at the ends of the palette when gain = 1
  const auto half = static_cast<std::int64_t>(palette.size() / 2);
  const auto last = static_cast<std::int64_t>(palette.size()) - 1;
  for (std::int32_t sum = -ErrorColours::zero; sum <= ErrorColours::zero; ++sum) {
    const double t = std::clamp(sum * spec.gain / full, -1.0, 1.0);
    const auto step = static_cast<std::int64_t>(round_half_even(t * static_cast<double>(half)));
    const Rgba from = palette[static_cast<std::size_t>(std::min(half + step, last))];
    to.colours[static_cast<std::size_t>(ErrorColours::zero + sum)] = {from.red, from.green, from.blue, from.alpha};
  }
  return to;
}

Status render_error_map(const Kernels& kernels, const RgbaImage& original, const RgbaImage& shown,
                        const ErrorMapSpec& spec, RgbaImage& map) {
  ZP_CHECK(check_error_map(spec));
  if (original.width != shown.width || original.height != shown.height) {
    return Error{ErrorCode::shape_mismatch,
                 text("the error map needs two images of one size, got ", original.width, " x ", original.height,
                      " and ", shown.width, " x ", shown.height)};
  }
  if (map.width != original.width || map.height != original.height) {
    ZP_TRY(map, RgbaImage::make(original.width, original.height));
  }
  kernels.image.error_map(original.pixels.span(), shown.pixels.span(), error_colours(spec), map.pixels.data());
  return Done{};
}

}  // namespace zeropoint

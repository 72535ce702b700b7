// The hot loops of image quantization: one of the groups of Kernels.
//
// Pixels are RGBA, 8 bits each, interleaved; spans hold whole pixels. Sums and counts are added to what is
// there already, so that a caller may go through an image in any pieces.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/image_rules.h"
#include "quant/qparams.h"

namespace zeropoint {

using RgbHistogram = std::array<std::array<std::uint32_t, 256>, 3>;  // red, green, blue

// Smallest and largest byte of red, green and blue. As it starts it is the range of nothing.
struct RgbRange {
  std::array<std::uint8_t, 3> min{255, 255, 255};
  std::array<std::uint8_t, 3> max{0, 0, 0};
};

struct RgbErrorSums {
  std::array<std::uint64_t, 3> squared{};  // Σ(v̂ − v)²
  std::array<std::int32_t, 3> max_abs{};   // max|v̂ − v|
};

// A function of the byte for each of red, green and blue.
using RgbTable = std::array<std::array<std::uint8_t, 256>, 3>;

// Stochastic rounding as a function of the byte and of 24 random bits: up where the bits, as an integer, reach
// the threshold (2^24: never).
struct StochasticTable {
  std::array<std::array<std::uint32_t, 256>, 3> threshold;
  RgbTable code;        // rounded down; the code of rounding up is the next
  RgbTable shown;       // the byte for `code`
  RgbTable shown_up;    // the byte for the next code
};

// Colours for the sum of three signed byte errors, −765 to 765, each times a weight of 0 or 1.
struct ErrorColours {
  static constexpr std::int32_t zero = 765;
  std::array<std::int16_t, 3> weight{1, 1, 1};
  std::array<std::array<std::uint8_t, 4>, 2 * zero + 1> colours;  // RGBA; entry `zero` is that of no error
};

struct ImageKernels {
  void (*minmax)(std::span<const std::uint8_t> rgba, RgbRange& range) noexcept;
  void (*histogram)(std::span<const std::uint8_t> rgba, RgbHistogram& counts) noexcept;

  // Alpha is copied by all that write pixels. `out` has room for rgba.size() bytes and may be rgba itself.
  void (*map)(std::span<const std::uint8_t> rgba, const RgbTable& table, std::uint8_t* out) noexcept;

  // Random bits: the upper 24 of random_u32(key, 4·pixel + channel); first_pixel is that of the span.
  void (*map_stochastic)(std::span<const std::uint8_t> rgba, const StochasticTable& table, std::uint32_t key,
                         std::uint32_t first_pixel, std::uint8_t* codes, std::uint8_t* shown) noexcept;

  // Floyd and Steinberg's error diffusion over a run of pixels of one row; image_rules.h defines it. errors:
  // [pixel][4], what earlier pixels handed to this row, pixels 0 to n (n: the one after the run), of which n is valid
  // afterwards; below: the same for the next row, pixels −1 to n. Fourth entries are 0 and stay 0.
  void (*diffuse)(std::span<const std::uint8_t> rgba, const std::array<QParams, 3>& p, float* errors, float* below,
                  std::uint8_t* codes, std::uint8_t* shown) noexcept;

  // `shown` is as long as `original`.
  void (*error_sums)(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                     RgbErrorSums& sums) noexcept;
  void (*error_map)(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                    const ErrorColours& colours, std::uint8_t* out) noexcept;
};

}  // namespace zeropoint

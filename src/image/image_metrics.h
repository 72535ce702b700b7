// How far the bytes shown are from the original's. All sums are integers, hence exact and independent of
// the order; whoever has both pictures can recompute every number. Alpha takes no part, and pixels that
// are transparent count like all others.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "kernels/image_kernels.h"
#include "quant/packing.h"

namespace zeropoint {

struct ByteMetrics {
  double mse = 0;                    // levels²
  std::int32_t max_abs_error = 0;    // levels
  double psnr = 0;                   // dB, peak 255; +infinity when the bytes are equal
  double sqnr = 0;                   // dB, Σv² / Σ(v̂ − v)²; +infinity when the bytes are equal
  double cosine = 0;                 // Σv·v̂ / √(Σv²·Σv̂²); 1 when both are all zero, 0 when one is
  std::optional<double> ssim;        // when asked for and both sides are at least 11 pixels
};

struct ImageBytes {
  std::uint64_t original = 0;  // 3 per pixel
  StorageBytes stored;
};

// What is counted while an image is quantized.
struct ImageCounts {
  RgbHistogram before{};
  RgbHistogram after{};
  RgbHistogram codes{};                       // by q − qmin
  std::array<std::uint64_t, 3> saturated{};   // values whose code the clamp in equation (2) changes
  RgbErrorSums errors{};
};

struct ImageMetrics {
  std::array<ByteMetrics, 3> channels;  // red, green, blue
  ByteMetrics all;                      // SSIM: the mean of the three
  std::uint64_t saturated = 0;          // of all three channels
  double code_entropy = 0;              // Shannon, bits per colour value, over the codes of all channels
  ImageBytes bytes;
};

// Everything but SSIM and bytes.
ImageMetrics compute_image_metrics(const ImageCounts& counts);

}  // namespace zeropoint

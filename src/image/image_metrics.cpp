#include "image/image_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/numeric.h"
#include "quant/metrics.h"

namespace zeropoint {

namespace {

// All below 2^44 for the largest image, hence exact as doubles.
struct Sums {
  std::uint64_t values = 0;
  std::uint64_t original = 0;  // Σv²
  std::uint64_t shown = 0;     // Σv̂²
  std::uint64_t error = 0;     // Σ(v̂ − v)²
  std::int32_t max_abs = 0;
};

double decibels(double signal, double noise) {
  if (noise == 0) return std::numeric_limits<double>::infinity();
  if (signal == 0) return -std::numeric_limits<double>::infinity();
  return 10 * (portable_log(signal / noise) / std::numbers::ln10);
}

ByteMetrics metrics_of(const Sums& sums) {
  const auto n = static_cast<double>(sums.values);
  const auto original = static_cast<double>(sums.original);
  const auto shown = static_cast<double>(sums.shown);
  const auto error = static_cast<double>(sums.error);

  ByteMetrics metrics;
  metrics.mse = error / n;
  metrics.max_abs_error = sums.max_abs;
  metrics.psnr = psnr_db(metrics.mse, 255).value();
  metrics.sqnr = decibels(original, error);
  if (sums.original == 0 || sums.shown == 0) {
    metrics.cosine = sums.original == sums.shown ? 1 : 0;
  } else {
    const double product = (original + shown - error) / 2;  // Σv·v̂
    metrics.cosine = std::min(product / std::sqrt(original * shown), 1.0);
  }
  return metrics;
}

double code_entropy(const RgbHistogram& counts) {
  std::array<std::uint64_t, 256> all;
  for (std::size_t q = 0; q < 256; ++q) all[q] = std::uint64_t{counts[0][q]} + counts[1][q] + counts[2][q];
  return entropy_bits(all);
}

}  // namespace

ImageMetrics compute_image_metrics(const ImageCounts& counts) {
  ImageMetrics metrics;
  Sums all;
  for (std::size_t c = 0; c < 3; ++c) {
    Sums sums;
    for (std::size_t v = 0; v < 256; ++v) {
      const std::uint64_t square = std::uint64_t{v} * v;
      sums.values += counts.before[c][v];
      sums.original += counts.before[c][v] * square;
      sums.shown += counts.after[c][v] * square;
    }
    sums.error = counts.errors.squared[c];
    sums.max_abs = counts.errors.max_abs[c];
    metrics.channels[c] = metrics_of(sums);

    all.values += sums.values;
    all.original += sums.original;
    all.shown += sums.shown;
    all.error += sums.error;
    all.max_abs = std::max(all.max_abs, sums.max_abs);
    metrics.saturated += counts.saturated[c];
  }
  metrics.all = metrics_of(all);
  metrics.code_entropy = code_entropy(counts.codes);
  return metrics;
}

}  // namespace zeropoint

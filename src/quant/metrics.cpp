#include "quant/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>

#include "core/numeric.h"
#include "core/text.h"

namespace zeropoint {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Error not_finite(std::string_view name, std::size_t index, float value) {
  return {ErrorCode::not_finite, text(name, " has ", std::isnan(value) ? "NaN" : "an infinity", " at index ", index)};
}

// power_ratio > 0 and finite.
double decibels(double power_ratio) { return 10 * (portable_log(power_ratio) / std::numbers::ln10); }

double cosine(double dot, double reference_squares, double test_squares) {
  if (reference_squares == 0 && test_squares == 0) return 1;
  if (reference_squares == 0 || test_squares == 0) return 0;
  return std::clamp(dot / (std::sqrt(reference_squares) * std::sqrt(test_squares)), -1.0, 1.0);
}

double sqnr(double signal, double noise) {
  if (noise == 0) return infinity;
  return signal == 0 ? -infinity : decibels(signal / noise);
}

}  // namespace

Status RunningComparison::add(std::span<const float> reference, std::span<const float> test) {
  if (reference.size() != test.size()) {
    return Error{ErrorCode::shape_mismatch,
                 text("the reference has ", reference.size(), " values, the test ", test.size())};
  }
  RunningComparison sums = *this;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (!std::isfinite(reference[i])) return not_finite("the reference", i, reference[i]);
    if (!std::isfinite(test[i])) return not_finite("the test", i, test[i]);
    const double r = reference[i];
    const double t = test[i];
    const double error = r - t;
    sums.reference_squares_ += r * r;
    sums.test_squares_ += t * t;
    sums.dot_ += r * t;
    sums.noise_ += error * error;
    sums.max_abs_error_ = std::max(sums.max_abs_error_, std::abs(error));
  }
  sums.count_ += reference.size();
  *this = sums;
  return Done{};
}

Result<Comparison> RunningComparison::result() const {
  if (count_ == 0) return Error{ErrorCode::invalid_argument, "there are no values to compare"};
  return Comparison{max_abs_error_, noise_ / static_cast<double>(count_), sqnr(reference_squares_, noise_),
                    cosine(dot_, reference_squares_, test_squares_)};
}

Result<Comparison> compare(std::span<const float> reference, std::span<const float> test) {
  RunningComparison comparison;
  ZP_CHECK(comparison.add(reference, test));
  return comparison.result();
}

Result<double> psnr_db(double mse, double peak) {
  if (!(peak > 0 && peak < infinity)) {
    return Error{ErrorCode::invalid_argument, text("the peak must be positive and finite, got ", peak)};
  }
  if (!(mse >= 0 && mse < infinity)) {
    return Error{ErrorCode::invalid_argument, text("the mean square error must be finite and not negative, got ", mse)};
  }
  if (mse == 0) return infinity;
  // 20·log10(peak) − 10·log10(mse), because peak² may overflow.
  return 2 * decibels(peak) - decibels(mse);
}

namespace {

float value_of(float item) { return item; }
float value_of(const WeightedValue& item) { return item.value; }
std::uint64_t count_of(float) { return 1; }
std::uint64_t count_of(const WeightedValue& item) { return item.count; }

template <class Item>
Result<Histogram> histogram_of(std::span<const Item> values, std::size_t bins, float min, float max) {
  constexpr std::size_t max_bins = 65536;
  if (bins == 0 || bins > max_bins) {
    return Error{ErrorCode::invalid_argument, text("a histogram has 1 to ", max_bins, " bins, got ", bins)};
  }
  if (!std::isfinite(min) || !std::isfinite(max) || !(min < max)) {
    return Error{ErrorCode::invalid_argument, text("a histogram needs finite ends min < max, got ", min, " and ", max)};
  }
  Histogram result;
  ZP_TRY(result.counts, Buffer<std::uint64_t>::make(bins, 0));
  const double origin = min;
  const double width = double{max} - origin;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float r = value_of(values[i]);
    const std::uint64_t count = count_of(values[i]);
    if (!std::isfinite(r)) return not_finite("the tensor", i, r);
    if (r < min) {
      result.below += count;
    } else if (r > max) {
      result.above += count;
    } else {
      const auto bin = static_cast<std::size_t>((r - origin) * static_cast<double>(bins) / width);
      result.counts[std::min(bin, bins - 1)] += count;
    }
  }
  return result;
}

}  // namespace

Result<Histogram> histogram(std::span<const float> values, std::size_t bins, float min, float max) {
  return histogram_of(values, bins, min, max);
}
Result<Histogram> histogram(std::span<const WeightedValue> values, std::size_t bins, float min, float max) {
  return histogram_of(values, bins, min, max);
}

double entropy_bits(std::span<const std::uint64_t> counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum += count;
  const auto n = static_cast<double>(sum);
  double bits = 0;
  for (const std::uint64_t count : counts) {
    if (count == 0) continue;
    const auto c = static_cast<double>(count);
    bits += c / n * (portable_log(n / c) / std::numbers::ln2);
  }
  return bits;
}

}  // namespace zeropoint

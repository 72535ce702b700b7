#include "quant/percentile_range.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace zeropoint {

namespace {

// x_k of exact values.
double value_at(std::span<const WeightedValue> points, std::uint64_t k) {
  std::uint64_t below = 0;
  for (const WeightedValue& point : points) {
    below += point.count;
    if (k < below) return point.value;
  }
  return points.back().value;
}

// x_k of a histogram.
double value_at(const Bins& histogram, Range seen, std::uint64_t count, std::uint64_t k) {
  if (k == 0) return seen.min;
  if (k + 1 >= count) return seen.max;
  std::uint64_t below = 0;
  for (const Bin& bin : histogram.bins) {
    if (k < below + bin.count) {
      const double part = (static_cast<double>(k - below) + 0.5) / static_cast<double>(bin.count);
      const double value = std::ldexp(bin.index + part, histogram.exponent);
      return std::clamp(value, double{seen.min}, double{seen.max});
    }
    below += bin.count;
  }
  return seen.max;
}

template <class ValueAt>
float percentile(std::uint64_t count, double u, ValueAt&& x) {
  const double position = static_cast<double>(count - 1) * (u / 100);
  const double whole = std::floor(position);
  const double t = position - whole;
  const auto k = static_cast<std::uint64_t>(whole);
  const double low = x(k);
  const double high = x(std::min(k + 1, count - 1));
  return static_cast<float>(t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t));
}

template <class ValueAt>
Range range_of(std::uint64_t count, double p, ValueAt&& x) {
  const float low = percentile(count, 100 - p, x);
  // With p close to 50 rounding could put the two in the wrong order.
  return {low, std::max(low, percentile(count, p, x))};
}

}  // namespace

Result<Range> percentile_range(const Distribution& values, double p) {
  if (values.is_exact()) {
    ZP_TRY(const Buffer<WeightedValue>& points, values.points());
    return range_of(values.count(), p, [&](std::uint64_t k) { return value_at(points.span(), k); });
  }
  ZP_TRY(const Bins& histogram, values.bins(Distribution::log2_bins_per_side));
  return range_of(values.count(), p,
                  [&](std::uint64_t k) { return value_at(histogram, values.seen(), values.count(), k); });
}

}  // namespace zeropoint

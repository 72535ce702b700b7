#include "quant/distribution.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zeropoint {

namespace {

float value_of(float item) { return item + 0.0F; }  // −0 + 0 = +0
float value_of(const WeightedValue& item) { return item.value + 0.0F; }
std::uint64_t count_of(float) { return 1; }
std::uint64_t count_of(const WeightedValue& item) { return item.count; }

// max|r| = m·2^x with m in [0.5, 1), so 2^x is the smallest power of two above it.
int exponent_for(Range seen, int log2_per_side) {
  int x = 0;
  std::frexp(std::max(-seen.min, seen.max), &x);
  return x - log2_per_side;
}

// floor(value·2^-e). The product is exact in float64: e lies in [-160, 116].
std::int32_t bin_index(float value, double bins_per_unit) {
  const double position = value * bins_per_unit;
  const auto truncated = static_cast<std::int32_t>(position);
  return truncated - (truncated > position ? 1 : 0);
}

// The index in bins that are 2^shift times as wide; beyond 31 only the sign is left, as at 31.
std::int32_t widened(std::int32_t index, int shift) { return index >> std::min(shift, 31); }

// Adds up neighbours with the same index and leaves out the empty ones.
Result<Buffer<Bin>> join_equal(const Buffer<Bin>& bins) {
  std::size_t kept = 0;
  const auto for_each_joined = [&](auto&& use) {
    for (std::size_t i = 0; i < bins.size();) {
      Bin sum{bins[i].index, 0};
      for (; i < bins.size() && bins[i].index == sum.index; ++i) sum.count += bins[i].count;
      if (sum.count != 0) use(sum);
    }
  };
  for_each_joined([&](const Bin&) { ++kept; });
  ZP_TRY(Buffer<Bin> joined, Buffer<Bin>::make(kept));
  std::size_t n = 0;
  for_each_joined([&](const Bin& bin) { joined[n++] = bin; });
  return joined;
}

Range united(Range a, Range b) { return {std::min(a.min, b.min), std::max(a.max, b.max)}; }

}  // namespace

Status Distribution::add(std::span<const float> values) { return add_items(values); }
Status Distribution::add(std::span<const WeightedValue> values) { return add_items(values); }

template <class Item>
Status Distribution::add_items(std::span<const Item> items) {
  Range batch;
  std::uint64_t batch_count = 0;
  for (const Item& item : items) {
    if (count_of(item) == 0) continue;
    const float value = value_of(item);
    batch = batch_count == 0 ? Range{value, value} : united(batch, {value, value});
    batch_count += count_of(item);
  }
  if (batch_count == 0) return Done{};
  ZP_CHECK(reserve(items.size()));
  seen_ = count_ == 0 ? batch : united(seen_, batch);
  count_ += batch_count;

  std::size_t i = 0;
  if (is_exact_) {
    for (; i < items.size(); ++i) {
      const std::uint64_t count = count_of(items[i]);
      if (count != 0 && !values_.add(value_of(items[i]), count, max_distinct)) break;
    }
    if (i == items.size()) return Done{};
    become_histogram();
  }
  widen_bins();
  for (; i < items.size(); ++i) {
    if (count_of(items[i]) != 0) count_in_bin(value_of(items[i]), count_of(items[i]));
  }
  return Done{};
}

Status Distribution::merge(const Distribution& other) {
  if (other.is_exact_) {
    ZP_TRY(const Buffer<WeightedValue>& points, other.points());
    return add(points.span());
  }
  ZP_CHECK(reserve(max_distinct + 1));
  seen_ = count_ == 0 ? other.seen_ : united(seen_, other.seen_);
  count_ += other.count_;
  if (is_exact_) become_histogram();
  widen_bins();
  for (std::int32_t i = -bins_per_side; i < bins_per_side; ++i) {
    counts_[bins_per_side + widened(i, exponent_ - other.exponent_)] += other.counts_[bins_per_side + i];
  }
  return Done{};
}

// Everything that adding so many values can need, so that nothing fails half-way.
Status Distribution::reserve(std::size_t more) {
  if (!is_exact_) return Done{};
  const bool may_overflow = more > max_distinct - values_.size();
  ZP_CHECK(values_.reserve(may_overflow ? max_distinct : values_.size() + more));
  if (may_overflow && counts_.empty()) {
    ZP_TRY(counts_, Buffer<std::uint64_t>::make(2 * bins_per_side, 0));
  }
  return Done{};
}

void Distribution::become_histogram() {
  is_exact_ = false;
  exponent_ = exponent_for(seen_, log2_bins_per_side);
  bins_per_unit_ = std::ldexp(1.0, -exponent_);
  values_.for_each([&](const WeightedValue& v) { count_in_bin(v.value, v.count); });
  values_ = ValueCounts{};
}

// Brings the bins to the width that seen_ asks for.
void Distribution::widen_bins() {
  const int exponent = exponent_for(seen_, log2_bins_per_side);
  const int shift = exponent - exponent_;
  if (shift == 0) return;
  // Outwards from 0, so that every bin is read before anything is added to it.
  const auto move = [&](std::int32_t i) {
    const std::uint64_t count = std::exchange(counts_[bins_per_side + i], 0);
    counts_[bins_per_side + widened(i, shift)] += count;
  };
  for (std::int32_t i = 0; i < bins_per_side; ++i) move(i);
  for (std::int32_t i = -1; i >= -bins_per_side; --i) move(i);
  exponent_ = exponent;
  bins_per_unit_ = std::ldexp(1.0, -exponent_);
}

std::int32_t Distribution::bin_of(float value) const { return bin_index(value, bins_per_unit_); }

void Distribution::count_in_bin(float value, std::uint64_t count) { counts_[bins_per_side + bin_of(value)] += count; }

Result<Buffer<WeightedValue>> Distribution::points() const {
  if (is_exact_) return values_.sorted();
  ZP_TRY(const Bins& histogram, bins(log2_bins_per_side));
  ZP_TRY(Buffer<WeightedValue> points, Buffer<WeightedValue>::make(histogram.bins.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto centre = static_cast<float>(std::ldexp(histogram.bins[i].index + 0.5, exponent_));
    points[i] = {std::clamp(centre, seen_.min, seen_.max), histogram.bins[i].count};
  }
  return points;
}

Result<Bins> Distribution::bins(int log2_per_side) const {
  const int exponent = exponent_for(seen_, log2_per_side);
  Buffer<Bin> bins;
  if (is_exact_) {
    ZP_TRY(const Buffer<WeightedValue>& points, values_.sorted());
    ZP_TRY(bins, Buffer<Bin>::make(points.size()));
    const double bins_per_unit = std::ldexp(1.0, -exponent);
    for (std::size_t i = 0; i < points.size(); ++i) {
      bins[i] = {bin_index(points[i].value, bins_per_unit), points[i].count};
    }
  } else {
    ZP_TRY(bins, Buffer<Bin>::make(counts_.size()));
    for (std::int32_t i = -bins_per_side; i < bins_per_side; ++i) {
      bins[bins_per_side + i] = {widened(i, exponent - exponent_), counts_[bins_per_side + i]};
    }
  }
  ZP_TRY(Buffer<Bin> joined, join_equal(bins));
  return Bins{exponent, std::move(joined)};
}

}  // namespace zeropoint

#include "quant/observer.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "core/text.h"
#include "quant/entropy_range.h"
#include "quant/mse_range.h"
#include "quant/percentile_range.h"

namespace zeropoint {

namespace {

float value_of(float item) { return item; }
float value_of(const WeightedValue& item) { return item.value; }
std::uint64_t count_of(float) { return 1; }
std::uint64_t count_of(const WeightedValue& item) { return item.count; }

template <class Item>
Result<Batch> examine_items(std::span<const Item> items, std::string_view name) {
  Batch batch;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const float value = value_of(items[i]) + 0.0F;  // −0 + 0 = +0
    if (!std::isfinite(value)) {
      return Error{ErrorCode::not_finite,
                   text("'", name, "' has ", std::isnan(value) ? "NaN" : "an infinity", " at index ", i)};
    }
    const std::uint64_t count = count_of(items[i]);
    if (count == 0) continue;
    if (batch.count == 0) batch.range = {value, value};
    batch.range = {std::min(batch.range.min, value), std::max(batch.range.max, value)};
    batch.count += count;
  }
  return batch;
}

// fl(m + fl(c·fl(x − m))), as PyTorch's MovingAverageMinMaxObserver computes it, except that x − m
// saturates where it would overflow to infinity.
float moved_towards(float x, float m, float c) {
  const float difference = std::clamp(x - m, -FLT_MAX, FLT_MAX);
  return m + c * difference;
}

bool keeps_values(RangeMethod method) {
  return method == RangeMethod::percentile || method == RangeMethod::mse || method == RangeMethod::entropy;
}

}  // namespace

Status check_observer_options(const ObserverOptions& options) {
  if (!(options.percentile > 50 && options.percentile <= 100)) {
    return Error{ErrorCode::invalid_argument,
                 text("percentile must be above 50 and at most 100, got ", options.percentile)};
  }
  if (!(static_cast<float>(options.averaging_constant) > 0 && options.averaging_constant <= 1)) {
    return Error{ErrorCode::invalid_argument,
                 text("averaging_constant must be above 0 and at most 1, got ", options.averaging_constant)};
  }
  return Done{};
}

Result<Batch> examine(std::span<const float> values, std::string_view name) { return examine_items(values, name); }

void MovingRange::add(Range batch, double averaging_constant) {
  const auto c = static_cast<float>(averaging_constant);
  const float min = moved_towards(batch.min, range_.min, c);
  // Rounded apart, the ends of nearly constant batches can cross.
  range_ = {min, std::max(min, moved_towards(batch.max, range_.max, c))};
}

Result<Range> range_of(const Distribution& values, const ObserverOptions& options, const QuantSpec& spec) {
  ZP_CHECK(check_observer_options(options));
  ZP_CHECK(check_spec(spec));
  if (values.count() == 0) return Error{ErrorCode::invalid_argument, "the observer has seen no values"};
  switch (options.method) {
    case RangeMethod::minmax: return values.seen();
    case RangeMethod::moving_average: return Error{ErrorCode::invalid_argument, "a moving average is kept from batch to batch; values alone do not give it"};
    case RangeMethod::percentile: return percentile_range(values, options.percentile);
    case RangeMethod::mse:
    case RangeMethod::entropy: break;
  }
  if (spec.scheme == Scheme::binary) {
    return Error{ErrorCode::invalid_argument,
                 "the scale of the binary scheme is mean|r|: there is no range to search for it"};
  }
  return options.method == RangeMethod::mse ? mse_range(values, spec) : entropy_range(values, spec);
}

Result<Observer> Observer::make(const ObserverOptions& options) {
  ZP_CHECK(check_observer_options(options));
  Observer observer;
  observer.options_ = options;
  return observer;
}

template <class Item>
Status Observer::observe_items(std::span<const Item> items, std::string_view name) {
  ZP_TRY(const Batch& batch, examine_items(items, name));
  if (batch.count == 0) return Done{};
  if (keeps_values(options_.method)) ZP_CHECK(values_.add(items));
  if (options_.method == RangeMethod::moving_average) {
    if (average_) average_->add(batch.range, options_.averaging_constant);
    else average_.emplace(batch.range);
  }
  seen_ = count_ == 0 ? batch.range : Range{std::min(seen_.min, batch.range.min), std::max(seen_.max, batch.range.max)};
  count_ += batch.count;
  return Done{};
}

Status Observer::observe(std::span<const float> values, std::string_view name) { return observe_items(values, name); }

Status Observer::observe(std::span<const WeightedValue> values, std::string_view name) {
  return observe_items(values, name);
}

Status Observer::merge(const Observer& other) {
  if (options_ != other.options_) {
    return Error{ErrorCode::invalid_argument, "only observers with the same options can be merged"};
  }
  if (options_.method == RangeMethod::moving_average) {
    return Error{ErrorCode::invalid_argument,
                 "moving averages cannot be merged: they depend on the order of their batches"};
  }
  if (other.count_ == 0) return Done{};
  ZP_CHECK(values_.merge(other.values_));
  seen_ = count_ == 0 ? other.seen_
                      : Range{std::min(seen_.min, other.seen_.min), std::max(seen_.max, other.seen_.max)};
  count_ += other.count_;
  return Done{};
}

Result<Range> Observer::range(const QuantSpec& spec) const {
  ZP_CHECK(check_spec(spec));
  if (count_ == 0) return Error{ErrorCode::invalid_argument, "the observer has seen no values"};
  if (average_) return average_->range();
  return keeps_values(options_.method) ? range_of(values_, options_, spec) : seen_;
}

}  // namespace zeropoint

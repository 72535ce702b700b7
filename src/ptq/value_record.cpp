#include "ptq/value_record.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "runtime/operations/move.h"

namespace zeropoint {

namespace {

Range united(Range a, Range b) { return {std::min(a.min, b.min), std::max(a.max, b.max)}; }

Error not_finite(std::string_view name, const Slot& slot, std::span<const float> values) {
  const auto found = std::ranges::find_if(values, [](float x) { return !std::isfinite(x); });
  const std::size_t index = row_major_index(static_cast<std::size_t>(found - values.begin()), slot.shape, slot.order);
  return {ErrorCode::not_finite, text("'", name, "' has ", std::isnan(*found) ? "NaN" : "an infinity", " at index ", index)};
}

}  // namespace

Status ValueRecord::add(const Slot& slot, std::span<const std::byte> bytes, const CalibrationOptions& options) {
  const std::span values(reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float));
  const auto examined = examine(values, name_);
  if (!examined.ok()) return not_finite(name_, slot, values);
  const Batch& batch = examined.value();
  if (batch.count == 0) return Done{};
  ZP_CHECK(values_.add(values));
  if (options.averaging_constant) {
    if (average_) average_->add(batch.range, *options.averaging_constant);
    else average_.emplace(batch.range);
  }
  if (options.per_channel) add_channels(slot, values);
  return Done{};
}

void ValueRecord::add_channels(const Slot& slot, std::span<const float> values) {
  if (slot.shape.rank() < 2) return;
  const auto [outer, n, inner] = operations::along(slot.shape, slot.order, 1);
  const bool is_first = channels_.empty();
  if (is_first) channels_.resize(n);
  // Another number of channels, which inputs of open shape may have, has no ranges in common.
  if (channels_.size() != n) return;
  for (std::size_t o = 0; o < outer; ++o) {
    for (std::size_t c = 0; c < n; ++c) {
      const auto [low, high] = std::ranges::minmax(values.subspan((o * n + c) * inner, inner));
      const Range here{low + 0.0F, high + 0.0F};  // −0 + 0 = +0
      channels_[c] = is_first && o == 0 ? here : united(channels_[c], here);
    }
  }
}

Status ValueRecord::merge(const ValueRecord& other) {
  if (other.values_.count() == 0) return Done{};
  ZP_CHECK(values_.merge(other.values_));
  if (channels_.empty()) channels_ = other.channels_;
  if (channels_.size() == other.channels_.size()) std::ranges::transform(channels_, other.channels_, channels_.begin(), united);
  return Done{};
}

Status ValueRecord::copy_from(const ValueRecord& other) {
  ZP_CHECK(values_.copy_from(other.values_));
  name_ = other.name_;
  average_ = other.average_;
  channels_ = other.channels_;
  return Done{};
}

Result<ValueState> ValueRecord::state() const {
  ZP_TRY(DistributionState values, values_.state());
  return ValueState{name_, std::move(values), average_ ? std::optional(average_->range()) : std::nullopt, channels_};
}

Result<ValueRecord> ValueRecord::from_state(const ValueState& state) {
  const auto refuse = [&](std::string_view what) { return Error{ErrorCode::invalid_argument, text("calibration of '", state.name, "': ", what)}; };
  ValueRecord record(state.name);
  auto values = Distribution::from_state(state.values);
  if (!values.ok()) return values.error().code == ErrorCode::invalid_argument ? refuse(values.error().message) : std::move(values).error();
  record.values_ = std::move(values).value();
  const auto is_range = [](Range r) { return std::isfinite(r.min) && std::isfinite(r.max) && r.min <= r.max; };
  if (state.average && !is_range(*state.average)) return refuse("its moving average is no range");
  if (!std::ranges::all_of(state.channels, is_range)) return refuse("the range of a channel is none");
  if (record.values_.count() == 0 && (state.average || !state.channels.empty())) return refuse("it has ranges but no values");
  if (state.average) record.average_.emplace(*state.average);
  record.channels_ = state.channels;
  return record;
}

}  // namespace zeropoint

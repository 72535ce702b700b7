// Distributions copied, stored and read again.
#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "quant/distribution.h"

namespace zeropoint {

namespace {

// Counts that a JSON number holds exactly.
constexpr std::uint64_t most_values = std::uint64_t{1} << 53;

Error impossible(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

template <class Item, class Key>
Result<std::uint64_t> total(const std::vector<Item>& items, Key&& key) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && !(key(items[i - 1]) < key(items[i]))) return impossible(text("entry ", i, " of the distribution is not above the one before"));
    if (items[i].count == 0 || items[i].count > most_values - sum) return impossible(text("entry ", i, " of the distribution has the count ", items[i].count));
    sum += items[i].count;
  }
  return sum;
}

}  // namespace

Status Distribution::copy_from(const Distribution& other) {
  if (!other.is_exact_) {
    if (counts_.size() != other.counts_.size()) {
      ZP_TRY(counts_, Buffer<std::uint64_t>::make(other.counts_.size()));
    }
    std::ranges::copy(other.counts_, counts_.begin());
  } else {
    std::ranges::fill(counts_, 0);
  }
  ZP_CHECK(values_.copy_from(other.values_));
  is_exact_ = other.is_exact_;
  count_ = other.count_;
  seen_ = other.seen_;
  exponent_ = other.exponent_;
  bins_per_unit_ = other.bins_per_unit_;
  return Done{};
}

Result<DistributionState> Distribution::state() const {
  DistributionState state{is_exact_, seen_, {}, {}};
  if (is_exact_) {
    ZP_TRY(const auto& sorted, values_.sorted());
    state.values.assign(sorted.begin(), sorted.end());
  } else {
    ZP_TRY(const Bins& all, bins(log2_bins_per_side));
    state.bins.assign(all.bins.begin(), all.bins.end());
  }
  return state;
}

Result<Distribution> Distribution::from_state(const DistributionState& state) {
  const Range seen{state.seen.min + 0.0F, state.seen.max + 0.0F};
  if (!std::isfinite(seen.min) || !std::isfinite(seen.max) || seen.min > seen.max) {
    return impossible(text("the distribution's range is [", seen.min, ", ", seen.max, "]"));
  }
  if (!(state.is_exact ? state.bins.empty() : state.values.empty())) return impossible("the distribution has both values and bins");
  const auto outside = [&] { return impossible(text("the distribution does not fill its range [", seen.min, ", ", seen.max, "]")); };
  Distribution made;
  if (state.is_exact) {
    const auto& values = state.values;
    ZP_TRY(made.count_, total(values, [](const WeightedValue& v) { return v.value; }));
    if (values.size() > max_distinct) return impossible(text("a distribution keeps ", max_distinct, " values exactly, not ", values.size()));
    if (values.empty() ? seen != Range{} : values.front().value != seen.min || values.back().value != seen.max) return outside();
    ZP_CHECK(made.values_.reserve(values.size()));
    for (const WeightedValue& v : values) made.values_.add(v.value + 0.0F, v.count, max_distinct);
    made.seen_ = seen;
    return made;
  }
  ZP_TRY(made.count_, total(state.bins, [](const Bin& bin) { return bin.index; }));
  if (made.count_ <= max_distinct) return impossible(text("a distribution keeps ", made.count_, " values exactly, not in bins"));
  ZP_TRY(made.counts_, Buffer<std::uint64_t>::make(2 * bins_per_side, 0));
  made.seen_ = seen;
  made.become_histogram();
  if (state.bins.front().index != made.bin_of(seen.min) || state.bins.back().index != made.bin_of(seen.max)) return outside();
  for (const Bin& bin : state.bins) made.counts_[bins_per_side + bin.index] = bin.count;
  return made;
}

}  // namespace zeropoint

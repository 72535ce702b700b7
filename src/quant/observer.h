// Observers: from values seen to the range [rmin, rmax] that choose_qparams turns into S and Z.
//
// An observer takes any number of batches in constant memory. Its answer depends on the multiset of
// values alone, not on batches or order, so merging two observers equals one that saw everything; the
// exception is the moving average, which is defined by the order of its batches. −0 counts as 0, and a
// batch without values changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.h"
#include "quant/distribution.h"
#include "quant/qparams.h"

namespace zeropoint {

enum class RangeMethod {
  minmax,          // the smallest and the largest value
  moving_average,  // of each batch's min and max: m ← fl(m + fl(c·fl(batch − m))), starting at the first batch
  percentile,      // cuts (100 − p) % off each end: percentile_range.h
  mse,             // the range whose quantization error has the smallest mean square: mse_range.h
  entropy,         // the range with the smallest Kullback-Leibler divergence (Migacz 2017): entropy_range.h
};

struct ObserverOptions {
  RangeMethod method = RangeMethod::minmax;
  double percentile = 99.99;       // (50, 100]; method percentile
  double averaging_constant = 0.01;  // c, (0, 1]; method moving_average

  bool operator==(const ObserverOptions&) const = default;
};

// Errors: a percentile or an averaging constant outside its interval.
Status check_observer_options(const ObserverOptions& options);

// A batch at a glance. −0 counts as 0; count 0 if there are no values, with an empty range.
struct Batch {
  Range range;
  std::uint64_t count = 0;
};
// Errors: NaN or infinity, naming `name` and the index.
Result<Batch> examine(std::span<const float> values, std::string_view name);

// The moving average of each end of the batches' ranges.
class MovingRange {
 public:
  explicit MovingRange(Range first) : range_(first) {}
  void add(Range batch, double averaging_constant);
  Range range() const { return range_; }

 private:
  Range range_;
};

// The range for codes of this spec that a method finds in values; the moving average is not among those that values
// alone decide. Errors: no values; those of check_observer_options and check_spec; binary with mse or entropy; the
// moving average; out of memory.
Result<Range> range_of(const Distribution& values, const ObserverOptions& options, const QuantSpec& spec);

class Observer {
 public:
  // Errors: those of check_observer_options.
  static Result<Observer> make(const ObserverOptions& options);

  // One batch. Errors: NaN or infinity, naming `name` and the index; the observer is then unchanged.
  Status observe(std::span<const float> values, std::string_view name);
  // One batch given as distinct values and how often each occurs.
  Status observe(std::span<const WeightedValue> values, std::string_view name);

  // Errors: other options; a moving average; out of memory (nothing is then merged).
  Status merge(const Observer& other);

  // The range for codes of this spec, with min ≤ 0 ≤ max not yet enforced. The mse and entropy methods
  // depend on the spec, the others do not. Errors: nothing observed; those of check_spec; binary with mse or
  // entropy; out of memory.
  Result<Range> range(const QuantSpec& spec) const;

  std::uint64_t count() const { return count_; }
  const ObserverOptions& options() const { return options_; }

 private:
  template <class Item>
  Status observe_items(std::span<const Item> items, std::string_view name);

  ObserverOptions options_;
  std::uint64_t count_ = 0;
  Range seen_;                          // of everything
  std::optional<MovingRange> average_;  // moving_average
  Distribution values_;                 // percentile, mse, entropy
};

}  // namespace zeropoint

// Distribution: what an observer remembers of the values it saw, in bounded memory (at most 192 KiB).
//
// Up to max_distinct distinct values are kept exactly, each with its count. Beyond that the values fall
// into a histogram of bins of width 2^e anchored at 0 (bin i holds [i·2^e, (i+1)·2^e)), with the smallest
// e for which max|r| < bins_per_side·2^e. Both forms, and the change between them, depend on the
// multiset of values alone; that is what makes merging exact: coarsening bins by a power of two is an
// arithmetic shift of their indices, and floor(floor(x) / 2^k) = floor(x / 2^k).
//
// −0 counts as 0. All values are finite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/buffer.h"
#include "core/result.h"
#include "quant/qparams.h"
#include "quant/value_counts.h"

namespace zeropoint {

// A histogram without its empty bins, ascending: bin i holds values in [i·2^exponent, (i+1)·2^exponent).
struct Bin {
  std::int32_t index = 0;
  std::uint64_t count = 0;

  bool operator==(const Bin&) const = default;
};
struct Bins {
  int exponent = 0;
  Buffer<Bin> bins;
};

// All that a distribution is, to be stored: either the values or the bins, ascending. The width of the bins follows
// from `seen`.
struct DistributionState {
  bool is_exact = true;
  Range seen;
  std::vector<WeightedValue> values;
  std::vector<Bin> bins;

  bool operator==(const DistributionState&) const = default;
};

class Distribution {
 public:
  static constexpr std::size_t max_distinct = 4096;
  static constexpr int log2_bins_per_side = 12;
  static constexpr std::int32_t bins_per_side = 1 << log2_bins_per_side;

  // Values are finite. A count of 0 adds nothing. Errors: out of memory; nothing is then added.
  Status add(std::span<const float> values);
  Status add(std::span<const WeightedValue> values);

  // Afterwards this is what one distribution that saw both would be. Errors: as add.
  Status merge(const Distribution& other);

  // Becomes equal to the other; allocates only where it has less room. Errors: out of memory; it may then be anything.
  Status copy_from(const Distribution& other);

  Result<DistributionState> state() const;
  // Errors: what no values lead to: unordered, not finite, counts of 0 or beyond 2^53, another range than `seen`.
  static Result<Distribution> from_state(const DistributionState& state);

  bool is_exact() const { return is_exact_; }
  std::uint64_t count() const { return count_; }
  Range seen() const { return seen_; }  // smallest and largest value; {0, 0} before the first

  // The values, ascending; a bin stands for its centre, rounded to float32 and clamped to seen().
  Result<Buffer<WeightedValue>> points() const;

  // The values in bins of width 2^e, with the smallest e for which max|r| < 2^(log2_per_side + e), whether
  // or not they are still held exactly. log2_per_side ≤ log2_bins_per_side.
  Result<Bins> bins(int log2_per_side) const;

 private:
  template <class Item>
  Status add_items(std::span<const Item> items);
  Status reserve(std::size_t more);
  void become_histogram();
  void widen_bins();
  std::int32_t bin_of(float value) const;
  void count_in_bin(float value, std::uint64_t count);

  bool is_exact_ = true;
  std::uint64_t count_ = 0;
  Range seen_;
  ValueCounts values_;            // while exact
  int exponent_ = 0;              // e, once a histogram
  double bins_per_unit_ = 1;      // 2^-e
  Buffer<std::uint64_t> counts_;  // [2·bins_per_side], bin i at i + bins_per_side
};

}  // namespace zeropoint

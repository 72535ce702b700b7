// Distribution: what an observer remembers of the values it saw, in bounded memory.
//
// Up to max_distinct distinct values are kept exactly, each with its count. Beyond that the values fall
// into a histogram of bins of width 2^e anchored at 0 (bin i holds [i·2^e, (i+1)·2^e)), with the smallest
// e for which max|r| fits into bins_per_side bins. Both forms, and the change between them, depend on the
// multiset of values alone; that is what makes merging exact.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"

namespace zeropoint {

struct WeightedValue {
  float value = 0;
  std::uint64_t count = 0;

  bool operator==(const WeightedValue&) const = default;
};

class Distribution;  // defined by the observers' author

}  // namespace zeropoint

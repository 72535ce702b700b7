// ValueCounts: distinct float32 values and how often each occurred. A table with open addressing, so
// that counting costs a few nanoseconds per value; its layout depends on the order of insertion and
// is never shown, sorted() is what callers see.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/buffer.h"
#include "core/result.h"

namespace zeropoint {

struct WeightedValue {
  float value = 0;
  std::uint64_t count = 0;

  bool operator==(const WeightedValue&) const = default;
};

class ValueCounts {
 public:
  std::size_t size() const { return size_; }

  // Makes room for so many distinct values. Errors: out of memory; the table is then unchanged.
  Status reserve(std::size_t distinct);

  // False when the value is new and `limit` distinct values are held already. The value is finite and
  // not −0, count > 0, and there is room (reserve) for one more value up to the limit.
  bool add(float value, std::uint64_t count, std::size_t limit) {
    WeightedValue& slot = find(value);
    if (slot.count == 0) {
      if (size_ == limit) return false;
      slot.value = value;
      ++size_;
    }
    slot.count += count;
    return true;
  }

  // Becomes equal to the other; allocates only where it has less room. Errors: out of memory.
  Status copy_from(const ValueCounts& other);

  // Ascending by value.
  Result<Buffer<WeightedValue>> sorted() const;

  // In no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const WeightedValue& slot : slots_) {
      if (slot.count != 0) visit(slot);
    }
  }

 private:
  // The value's slot, or the empty one where it belongs.
  WeightedValue& find(float value);

  Buffer<WeightedValue> slots_;  // a power of two of them, at most half in use; count 0 marks an empty one
  std::size_t size_ = 0;
};

}  // namespace zeropoint

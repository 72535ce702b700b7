#include "quant/value_counts.h"

#include <algorithm>
#include <bit>

namespace zeropoint {

WeightedValue& ValueCounts::find(float value) {
  // Multiplicative hashing (Knuth, The Art of Computer Programming 6.4): the high half of the product is
  // well mixed even for floats whose low bits are all zero.
  const std::uint64_t hash = (std::bit_cast<std::uint32_t>(value) * std::uint64_t{0x9E3779B97F4A7C15}) >> 32;
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = static_cast<std::size_t>(hash) & mask;
  while (slots_[i].count != 0 && slots_[i].value != value) i = (i + 1) & mask;
  return slots_[i];
}

Status ValueCounts::reserve(std::size_t distinct) {
  const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(2 * distinct, 16));
  if (wanted <= slots_.size()) return Done{};
  ZP_TRY(Buffer<WeightedValue> old, Buffer<WeightedValue>::make(wanted, {}));
  std::swap(old, slots_);
  for (const WeightedValue& slot : old) {
    if (slot.count != 0) find(slot.value) = slot;
  }
  return Done{};
}

Status ValueCounts::copy_from(const ValueCounts& other) {
  if (slots_.size() != other.slots_.size()) {
    ZP_TRY(slots_, Buffer<WeightedValue>::make(other.slots_.size()));
  }
  std::ranges::copy(other.slots_, slots_.begin());
  size_ = other.size_;
  return Done{};
}

Result<Buffer<WeightedValue>> ValueCounts::sorted() const {
  ZP_TRY(Buffer<WeightedValue> values, Buffer<WeightedValue>::make(size_));
  std::size_t n = 0;
  for_each([&](const WeightedValue& v) { values[n++] = v; });
  std::sort(values.begin(), values.end(),
            [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
  return values;
}

}  // namespace zeropoint

#include "runtime/weight_cache.h"

#include <algorithm>

namespace zeropoint {

Status WeightCache::Work::carry_out() const {
  ZP_TRY(*to, Buffer<std::byte>::make(packing.bytes));
  return packing.fill(to->span());
}

Result<PackedBytes> WeightCache::packed(std::span<const Constant* const> constants, const std::string& how, FunctionRef<Result<Packing>()> make) {
  Key key{{}, how};
  std::vector<Constant> kept;
  for (const Constant* constant : constants) {
    key.first.push_back(constant != nullptr ? constant->bytes().data() : nullptr);
    if (constant != nullptr) kept.push_back(*constant);
  }
  if (const auto found = entries_.find(key); found != entries_.end()) {
    if (PackedBytes packing = found->second.packing.lock()) return packing;
  }
  std::erase_if(entries_, [](const auto& entry) { return entry.second.packing.expired(); });
  ZP_TRY(Packing packing, make());
  Work work{std::make_shared<Buffer<std::byte>>(), std::move(packing)};
  PackedBytes result = work.to;
  if (waits_) {
    waiting_.push_back(std::move(work));
    std::ranges::push_heap(waiting_, {}, &Work::bytes);
  } else {
    ZP_CHECK(work.carry_out());
  }
  entries_.emplace(std::move(key), Entry{std::move(kept), result});
  return result;
}

void WeightCache::forget(const Constant& constant) {
  std::erase_if(entries_, [&](const auto& entry) { return std::ranges::find(entry.first.first, constant.bytes().data()) != entry.first.first.end(); });
}

Status WeightCache::pack_waiting(bool does) {
  Status status = Done{};
  for (; does && status.ok() && !waiting_.empty(); waiting_.pop_back()) {
    std::ranges::pop_heap(waiting_, {}, &Work::bytes);
    status = waiting_.back().carry_out();
  }
  waiting_.clear();
  waits_ = false;
  return status;
}

}  // namespace zeropoint

#include "runtime/weight_cache.h"

namespace zeropoint {

Result<PackedFloats> WeightCache::packed(const Constant& weight, const Constant* bias, const std::string& how,
                                         const std::function<Result<Buffer<float>>()>& pack) {
  const Key key{{weight.bytes().data(), bias != nullptr ? bias->bytes().data() : nullptr}, how};
  if (const auto found = entries_.find(key); found != entries_.end()) {
    if (PackedFloats floats = found->second.floats.lock()) return floats;
  }
  std::erase_if(entries_, [](const auto& entry) { return entry.second.floats.expired(); });
  ZP_TRY(Buffer<float> made, pack());
  PackedFloats floats = std::make_shared<const Buffer<float>>(std::move(made));
  entries_.emplace(key, Entry{weight, bias != nullptr ? std::optional(*bias) : std::nullopt, floats});
  return floats;
}

}  // namespace zeropoint

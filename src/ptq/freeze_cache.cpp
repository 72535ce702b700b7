#include "ptq/freeze_cache.h"

#include "core/text.h"

namespace zeropoint {

namespace {

auto key_of(const QuantSpec& q) { return std::tuple(q.bits, q.is_signed, q.scheme, q.narrow_range); }
auto key_of(const ObserverOptions& o) { return std::tuple(o.method, o.percentile); }

}  // namespace

Result<Range> FreezeCache::range(const Calibration& calibration, const std::string& name, const ActivationSettings& settings) {
  const auto key = std::tuple(name, key_of(settings.quant), key_of(settings.observer));
  if (const auto known = ranges_.find(key); known != ranges_.end()) return known->second;
  ZP_TRY(const Range& range, calibration.range(name, settings.observer, settings.quant));
  return ranges_.emplace(key, range).first->second;
}

Result<std::shared_ptr<const FrozenTensor>> FreezeCache::tensor(ValueId id, const Value& value, const WeightSettings& settings, const WeightPlace& place) {
  const Granularity& g = settings.granularity;
  const auto key = std::tuple(id, key_of(settings.quant), key_of(settings.observer), std::tuple(g.kind, g.groups, g.size, place.out_axis));
  if (const auto known = tensors_.find(key); known != tensors_.end()) return known->second;
  ZP_TRY(FrozenTensor frozen, freeze_tensor(*value.constant, settings, place, text("'", value.name, "'")));
  return tensors_.emplace(key, std::make_shared<const FrozenTensor>(std::move(frozen))).first->second;
}

}  // namespace zeropoint

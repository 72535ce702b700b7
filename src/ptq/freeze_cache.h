// What freezing the same network again with another recipe need not find again: searches for ranges take time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "ptq/calibration.h"
#include "ptq/frozen_tensor.h"

namespace zeropoint {

// Of one network and one calibration.
class FreezeCache {
 public:
  // Errors: those of Calibration::range.
  Result<Range> range(const Calibration& calibration, const std::string& name, const ActivationSettings& settings);
  // Errors: those of freeze_tensor.
  Result<std::shared_ptr<const FrozenTensor>> tensor(ValueId id, const Value& value, const WeightSettings& settings, const WeightPlace& place);

 private:
  using QuantKey = std::tuple<int, bool, Scheme, bool>;
  using ObserverKey = std::tuple<RangeMethod, double>;
  using GranularityKey = std::tuple<Granularity::Kind, std::int64_t, std::int64_t, std::size_t>;

  std::map<std::tuple<std::string, QuantKey, ObserverKey>, Range> ranges_;
  std::map<std::tuple<ValueId, QuantKey, ObserverKey, GranularityKey>, std::shared_ptr<const FrozenTensor>> tensors_;
};

}  // namespace zeropoint

// What is remembered of one value of a network.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ptq/calibration_state.h"
#include "quant/distribution.h"
#include "quant/observer.h"
#include "runtime/step.h"

namespace zeropoint {

class ValueRecord {
 public:
  explicit ValueRecord(std::string name) : name_(std::move(name)) {}

  // A batch, as a run of the network left it. Errors: NaN or infinity, by the index in the row-major tensor; memory.
  Status add(const Slot& slot, std::span<const std::byte> bytes, const CalibrationOptions& options);
  Status merge(const ValueRecord& other);
  // Becomes equal to the other; allocates where it has less room. Errors: memory.
  Status copy_from(const ValueRecord& other);

  Result<ValueState> state() const;
  static Result<ValueRecord> from_state(const ValueState& state);

  const std::string& name() const { return name_; }
  const Distribution& values() const { return values_; }
  const std::optional<MovingRange>& average() const { return average_; }
  const std::vector<Range>& channels() const { return channels_; }

 private:
  void add_channels(const Slot& slot, std::span<const float> values);

  std::string name_;
  Distribution values_;
  std::optional<MovingRange> average_;
  std::vector<Range> channels_;  // empty where they are not kept, or where the value has no axis 1
};

}  // namespace zeropoint

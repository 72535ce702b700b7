// Calibration: what the values of a float network were, over any number of samples, in memory that does not grow with
// them. Ranges are chosen from it afterwards, by any method of quant/observer.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ptq/calibration_state.h"
#include "ptq/value_record.h"
#include "quant/metrics.h"
#include "quant/observer.h"
#include "runtime/model.h"

namespace zeropoint {

class Calibration {
 public:
  // Records the inputs and every value of a float type that the network computes. Errors: those of
  // check_observer_options for the averaging constant.
  static Result<Calibration> make(const Model& model, const CalibrationOptions& options = {});

  // Runs the model, the one that this was made for, on a batch of any size and records its values. The number of
  // samples is the leading extent of the first input.
  // Errors: those of Model::run; NaN or infinity, naming the value and the index. All is then as it was before.
  Status observe(Model& model, std::span<const TensorBytes> inputs);

  // Errors: another network or other options; moving averages, which depend on the order of batches; memory. All is
  // then as it was before.
  Status merge(const Calibration& other);

  // Plain data, and back: equal in everything. Errors: data that observe could not have made, naming it; memory.
  Result<CalibrationState> state() const;
  static Result<Calibration> from_state(const CalibrationState& state);

  // Errors: the calibration is of another network than this, the graph of a model; saying what differs.
  Status check_network(const Graph& network) const;

  std::uint64_t samples() const { return samples_; }
  const CalibrationOptions& options() const { return options_; }
  std::span<const ValueRecord> values() const { return records_; }  // in the order in which they are computed

  // The range of a value for codes of this spec. The averaging constant is the calibration's, whatever the options say.
  // Errors, naming the value: nothing recorded; a moving average that was not kept; those of range_of.
  Result<Range> range(std::string_view name, const ObserverOptions& options, const QuantSpec& spec) const;

  // Counts in equal bins from the smallest to the largest value, for display: values that are no longer known one by
  // one count at the centre of their bin of the distribution, and those that are all equal in the first bin. Errors:
  // those of range and of quant's histogram.
  Result<Histogram> histogram(std::string_view name, std::size_t bins) const;

 private:
  Calibration() = default;
  Result<const ValueRecord*> find(std::string_view name) const;
  Status make_spare();

  CalibrationOptions options_;
  std::string network_;  // hash of its weights
  std::uint64_t samples_ = 0;
  std::vector<ValueRecord> records_;
  std::vector<ValueRecord> spare_;  // takes a batch, and changes places with records_ when all of it went well
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace zeropoint

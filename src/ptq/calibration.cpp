#include "ptq/calibration.h"

#include <algorithm>

#include "core/text.h"
#include "ptq/network_hash.h"

namespace zeropoint {

namespace {

Error refusal(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

// The values of float types that a run computes, in its order.
template <class Use>
void for_each_activation(const Graph& graph, Use&& use) {
  const auto consider = [&](ValueId id) {
    if (id == absent) return;
    const Value& value = graph.values[id];
    if (!value.constant && value.type.element && is_float(*value.type.element)) use(id, value.name);
  };
  for (const ValueId id : graph.inputs) consider(id);
  for (const Node& node : graph.nodes) {
    for (const ValueId id : node.outputs) consider(id);
  }
}

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

class Recorder : public Watcher {
 public:
  Recorder(const Graph& graph, std::vector<ValueRecord>& records, const CalibrationOptions& options) : records_(records), options_(options) {
    places_.assign(graph.values.size(), nowhere);
    std::size_t place = 0;
    for_each_activation(graph, [&](ValueId id, const std::string&) { places_[id] = place++; });
  }

  Status complete(ValueId value, const Slot& slot, std::span<const std::byte> bytes) override {
    if (places_[value] == nowhere || slot.type != ElementType::f32) return Done{};
    return records_[places_[value]].add(slot, bytes, options_);
  }

 private:
  std::vector<ValueRecord>& records_;
  const CalibrationOptions& options_;
  std::vector<std::size_t> places_;  // of values among the records
};

}  // namespace

Result<Calibration> Calibration::make(const Model& model, const CalibrationOptions& options) {
  ObserverOptions observer;
  observer.averaging_constant = options.averaging_constant.value_or(observer.averaging_constant);
  ZP_CHECK(check_observer_options(observer));
  Calibration made;
  made.options_ = options;
  made.network_ = network_hash(model.graph());
  for_each_activation(model.graph(), [&](ValueId, const std::string& name) {
    made.places_.emplace(name, made.records_.size());
    made.records_.emplace_back(name);
  });
  return made;
}

Status Calibration::make_spare() {
  while (spare_.size() < records_.size()) spare_.emplace_back(std::string());
  for (std::size_t i = 0; i < records_.size(); ++i) ZP_CHECK(spare_[i].copy_from(records_[i]));
  return Done{};
}

Status Calibration::observe(Model& model, std::span<const TensorBytes> inputs) {
  ZP_CHECK(make_spare());
  Recorder recorder(model.graph(), spare_, options_);
  ZP_CHECK(model.run(inputs, &recorder));
  std::swap(records_, spare_);
  samples_ += inputs.empty() || inputs[0].shape.rank() == 0 ? 1 : static_cast<std::uint64_t>(inputs[0].shape[0]);
  return Done{};
}

Status Calibration::merge(const Calibration& other) {
  if (options_ != other.options_) return refusal("calibrations made with other options cannot be merged");
  if (options_.averaging_constant) return refusal("moving averages cannot be merged: they depend on the order of their batches");
  const bool alike = std::ranges::equal(records_, other.records_, {}, &ValueRecord::name, &ValueRecord::name);
  if (!alike || network_ != other.network_) return refusal("calibrations of different networks cannot be merged");
  ZP_CHECK(make_spare());
  for (std::size_t i = 0; i < records_.size(); ++i) ZP_CHECK(spare_[i].merge(other.records_[i]));
  std::swap(records_, spare_);
  samples_ += other.samples_;
  return Done{};
}

Result<CalibrationState> Calibration::state() const {
  CalibrationState state{network_, samples_, options_, {}};
  for (const ValueRecord& record : records_) {
    ZP_TRY(ValueState value, record.state());
    state.values.push_back(std::move(value));
  }
  return state;
}

Result<Calibration> Calibration::from_state(const CalibrationState& state) {
  ObserverOptions observer;
  observer.averaging_constant = state.options.averaging_constant.value_or(observer.averaging_constant);
  ZP_CHECK(check_observer_options(observer));
  Calibration made;
  made.network_ = state.network;
  made.samples_ = state.samples;
  made.options_ = state.options;
  for (const ValueState& value : state.values) {
    if (!made.places_.emplace(value.name, made.records_.size()).second) return refusal(text("the calibration has '", value.name, "' twice"));
    const bool averaged = value.average.has_value(), seen = !value.values.values.empty() || !value.values.bins.empty();
    if (averaged != (seen && state.options.averaging_constant.has_value())) return refusal(text("calibration of '", value.name, "': its moving average does not fit the options"));
    if (!value.channels.empty() && !state.options.per_channel) return refusal(text("calibration of '", value.name, "': it has channels, the options have none"));
    ZP_TRY(ValueRecord record, ValueRecord::from_state(value));
    made.records_.push_back(std::move(record));
  }
  return made;
}

Status Calibration::check_network(const Graph& network) const {
  std::size_t at = 0;
  std::string complaint;
  for_each_activation(network, [&](ValueId, const std::string& name) {
    if (complaint.empty() && (at >= records_.size() || records_[at].name() != name)) {
      complaint = text("the network has a value '", name, "' where the calibration has ", at < records_.size() ? text("'", records_[at].name(), "'") : "none");
    }
    ++at;
  });
  if (complaint.empty() && at < records_.size()) complaint = text("the network has no value '", records_[at].name(), "'");
  if (complaint.empty() && network_ != network_hash(network)) complaint = "its weights or attributes are others";
  if (complaint.empty()) return Done{};
  return refusal(text("the calibration was made with another network: ", complaint));
}

Result<const ValueRecord*> Calibration::find(std::string_view name) const {
  const auto found = places_.find(name);
  if (found == places_.end()) return refusal(text("the calibration has no value '", name, "'"));
  const ValueRecord& record = records_[found->second];
  if (record.values().count() == 0) return refusal(text("the calibration has seen no values of '", name, "'"));
  return &record;
}

Result<Range> Calibration::range(std::string_view name, const ObserverOptions& options, const QuantSpec& spec) const {
  ZP_TRY(const ValueRecord* record, find(name));
  ZP_CHECK(check_observer_options(options));
  if (options.method == RangeMethod::moving_average) {
    if (record->average()) return record->average()->range();
    return refusal(text("'", name, "' has no moving average: calibrate with an averaging constant"));
  }
  auto range = range_of(record->values(), options, spec);
  if (!range.ok()) return Error{range.error().code, text("'", name, "': ", range.error().message)};
  return range;
}

Result<Histogram> Calibration::histogram(std::string_view name, std::size_t bins) const {
  ZP_TRY(const ValueRecord* record, find(name));
  const Range seen = record->values().seen();
  ZP_TRY(const auto& points, record->values().points());
  if (seen.min < seen.max) return zeropoint::histogram(points.span(), bins, seen.min, seen.max);
  ZP_TRY(Histogram all_equal, zeropoint::histogram(std::span<const float>(), bins, 0, 1));
  all_equal.counts[0] = record->values().count();
  return all_equal;
}

}  // namespace zeropoint

#include "ptq/calibration.h"

#include <emscripten/bind.h>

#include "convert.h"
#include "module.h"
#include "network.h"

namespace zeropoint::bindings {

namespace {

bool has(const val& object, const char* key) { return !object[key].isUndefined(); }

CalibrationOptions to_options(const val& options) {
  CalibrationOptions out;
  if (has(options, "averagingConstant")) out.averaging_constant = double_at(options, "averagingConstant");
  out.per_channel = bool_at(options, "perChannel");
  return out;
}

val make_calibration(const Model& model, const val& options) { return answer(Calibration::make(model, to_options(options)), own<Calibration>); }

Status observe_batch(Calibration& calibration, Model& model, const val& list) {
  ZP_TRY(const NetworkInputs& inputs, to_inputs(model, list));
  return calibration.observe(model, inputs.tensors);
}
val observe(Calibration& calibration, Model& model, const val& list) { return answer(observe_batch(calibration, model, list)); }

val merge(Calibration& calibration, const Calibration& other) { return answer(calibration.merge(other)); }
double samples(const Calibration& calibration) { return static_cast<double>(calibration.samples()); }

val from_ranges(const std::vector<Range>& ranges) {
  val list = val::array();
  for (const Range& range : ranges) list.call<void>("push", from_range(range));
  return list;
}

// [{ name, min, max, channels }]
val values(const Calibration& calibration) {
  val list = val::array();
  for (const ValueRecord& record : calibration.values()) {
    val object = from_range(record.values().seen());
    set(object, "name", val(record.name()));
    set(object, "channels", from_ranges(record.channels()));
    list.call<void>("push", object);
  }
  return list;
}

// Counts below 2^53 are exact as doubles.
template <class Item, class Count>
Result<val> counts_of(const Item& items, Count&& count) {
  ZP_TRY(Buffer<double> counts, Buffer<double>::make(items.size()));
  for (std::size_t i = 0; i < items.size(); ++i) counts[i] = static_cast<double>(count(items[i]));
  return copy_out(counts);
}

Result<val> histogram_of(const Calibration& calibration, const std::string& name, double bins) {
  ZP_TRY(const Histogram& histogram, calibration.histogram(name, static_cast<std::size_t>(bins)));
  ZP_TRY(val counts, counts_of(histogram.counts, [](std::uint64_t n) { return n; }));
  const auto record = std::ranges::find(calibration.values(), name, &ValueRecord::name);
  val object = from_range(record->values().seen());
  set(object, "counts", counts);
  return object;
}
val histogram(const Calibration& calibration, const std::string& name, double bins) { return answer(histogram_of(calibration, name, bins), as_is); }

// The fields of CoreValueState in core.ts.
Result<val> from_value_state(const ValueState& state) {
  const DistributionState& values = state.values;
  ZP_TRY(Buffer<float> exact, Buffer<float>::make(values.values.size()));
  for (std::size_t i = 0; i < exact.size(); ++i) exact[i] = values.values[i].value;
  ZP_TRY(Buffer<std::int32_t> bins, Buffer<std::int32_t>::make(values.bins.size()));
  for (std::size_t i = 0; i < bins.size(); ++i) bins[i] = values.bins[i].index;
  ZP_TRY(val counts, values.is_exact ? counts_of(values.values, [](const WeightedValue& v) { return v.count; })
                                     : counts_of(values.bins, [](const Bin& bin) { return bin.count; }));
  val object = from_range(values.seen);
  set(object, "name", val(state.name));
  set(object, "exact", val(values.is_exact));
  set(object, "values", copy_out(exact));
  set(object, "bins", copy_out(bins));
  set(object, "counts", counts);
  if (state.average) set(object, "average", from_range(*state.average));
  set(object, "channels", from_ranges(state.channels));
  return object;
}

Result<val> state_of(const Calibration& calibration) {
  ZP_TRY(const CalibrationState& state, calibration.state());
  val object = val::object(), list = val::array();
  for (const ValueState& value : state.values) {
    ZP_TRY(val converted, from_value_state(value));
    list.call<void>("push", converted);
  }
  set(object, "network", val(state.network));
  set(object, "samples", static_cast<double>(state.samples));
  if (state.options.averaging_constant) set(object, "averagingConstant", *state.options.averaging_constant);
  set(object, "perChannel", val(state.options.per_channel));
  set(object, "values", list);
  return object;
}
val state(const Calibration& calibration) { return answer(state_of(calibration), as_is); }

std::vector<Range> to_ranges(const val& list) {
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < length_of(list); ++i) ranges.push_back(to_range(list[i]));
  return ranges;
}

Result<ValueState> to_value_state(const val& object) {
  ValueState state{.name = string_at(object, "name"), .values = {.is_exact = bool_at(object, "exact"), .seen = to_range(object), .values = {}, .bins = {}}, .average = {}, .channels = {}};
  ZP_TRY(const Buffer<float>& exact, copy_in<float>(object["values"]));
  ZP_TRY(const Buffer<std::int32_t>& bins, copy_in<std::int32_t>(object["bins"]));
  ZP_TRY(const Buffer<double>& counts, copy_in<double>(object["counts"]));
  // The TypeScript side has made sure that there is a count for each.
  for (std::size_t i = 0; i < exact.size(); ++i) state.values.values.push_back({exact[i], static_cast<std::uint64_t>(counts[i])});
  for (std::size_t i = 0; i < bins.size(); ++i) state.values.bins.push_back({bins[i], static_cast<std::uint64_t>(counts[i])});
  if (has(object, "average")) state.average = to_range(object["average"]);
  state.channels = to_ranges(object["channels"]);
  return state;
}

Result<Calibration> calibration_of(const val& object) {
  CalibrationState state;
  state.network = string_at(object, "network");
  state.samples = static_cast<std::uint64_t>(double_at(object, "samples"));
  state.options = to_options(object);
  const val values = object["values"];
  for (std::size_t i = 0; i < length_of(values); ++i) {
    ZP_TRY(ValueState value, to_value_state(values[i]));
    state.values.push_back(std::move(value));
  }
  return Calibration::from_state(state);
}
val from_state(const val& object) { return answer(calibration_of(object), own<Calibration>); }

}  // namespace

void register_calibration() {
  emscripten::class_<Calibration>("Calibration")
      .class_function("make", &make_calibration)
      .class_function("fromState", &from_state)
      .function("observe", &observe)
      .function("merge", &merge)
      .function("samples", &samples)
      .function("values", &values)
      .function("histogram", &histogram)
      .function("state", &state);
}

}  // namespace zeropoint::bindings

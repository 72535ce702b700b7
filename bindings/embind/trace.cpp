#include "trace.h"

#include <limits>

#include "network.h"

namespace zeropoint::bindings {

namespace {

Result<val> from_histogram(const RealHistogram& histogram) {
  ZP_TRY(Buffer<double> counts, Buffer<double>::make(histogram.counts.size()));
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = static_cast<double>(histogram.counts[i]);
  val object = from_range({histogram.min, histogram.max});
  set(object, "counts", copy_out(counts));
  set(object, "below", static_cast<double>(histogram.below));
  set(object, "above", static_cast<double>(histogram.above));
  return object;
}

Result<val> from_trace(const LayerTrace& layer) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  val object = val::object();
  set(object, "name", val(layer.name));
  set(object, "sqnrDb", layer.error ? layer.error->sqnr_db : unknown);
  set(object, "cosineSimilarity", layer.error ? layer.error->cosine_similarity : unknown);
  set(object, "maxAbsError", layer.error ? layer.error->max_abs_error : unknown);
  set(object, "saturatedShare", layer.saturated_share);
  set(object, "milliseconds", layer.milliseconds);
  if (!layer.kernel.empty()) set(object, "kernel", val(layer.kernel));
  if (layer.output) set(object, "output", from_codes(*layer.output));
  if (layer.weights) {
    ZP_TRY(const val& weights, from_histogram(*layer.weights));
    set(object, "weights", weights);
  }
  if (layer.activations) {
    ZP_TRY(const val& activations, from_histogram(*layer.activations));
    set(object, "activations", activations);
  }
  return object;
}

}  // namespace

Result<val> from_traces(const std::vector<LayerTrace>& layers) {
  val list = val::array();
  for (const LayerTrace& layer : layers) {
    ZP_TRY(const val& converted, from_trace(layer));
    list.call<void>("push", converted);
  }
  return list;
}

}  // namespace zeropoint::bindings

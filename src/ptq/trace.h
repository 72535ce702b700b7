// Trace: what quantization did to each layer, on the same inputs as the float network; batch by batch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ptq/quantized_model.h"
#include "quant/metrics.h"

namespace zeropoint {

// Of real values, in equal bins of [min, max].
struct RealHistogram {
  float min = 0, max = 0;
  std::vector<std::uint64_t> counts;
  std::uint64_t below = 0, above = 0;
};

// Of a layer's first output; nothing of what the quantized network does not compute.
struct LayerTrace {
  std::string name;
  std::optional<ValueCodes> output;
  std::optional<Comparison> error;           // of r̂ against the float run
  double saturated_share = 0;                // of the float run's values, those that the clamp of (2) changes
  double milliseconds = 0;                   // of the quantized run, all batches
  std::string kernel;                        // what computed it, and why; empty where there is nothing to choose
  std::optional<RealHistogram> weights;      // in float
  std::optional<RealHistogram> activations;  // of the float run, in the range that the codes can express
};

class Trace {
 public:
  static constexpr std::size_t bins = 64;

  // The network is the one that was quantized; both must outlive the trace. Errors: memory.
  static Result<Trace> make(Model& network, QuantizedModel& quantized);

  // Runs both on a batch. Memory grows with its size only. Errors: those of Model::run; NaN or infinity, naming the layer.
  Status add(std::span<const TensorBytes> inputs);

  // One for each layer of the float network.
  Result<std::vector<LayerTrace>> layers() const;

 private:
  struct Layer {
    std::string value;                // of the float network: its first output
    RunningComparison error;
    std::uint64_t count = 0, saturated = 0;
    double milliseconds = 0;
    std::optional<RealHistogram> weights, activations;
  };
  class FloatRun;
  class QuantizedRun;

  Trace(Model& network, QuantizedModel& quantized) : network_(&network), quantized_(&quantized) {}

  Model* network_;
  QuantizedModel* quantized_;
  std::vector<Layer> layers_;
};

}  // namespace zeropoint

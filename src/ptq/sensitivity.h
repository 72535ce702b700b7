// Sensitivity: how much each layer's quantization costs, as two sweeps over the layers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ptq/quantized_model.h"
#include "quant/metrics.h"

namespace zeropoint {

// A layer is its weights and its output: what it reads counts where it is made.
struct LayerSensitivity {
  std::string layer;
  double sqnr_db = 0;               // of all outputs of the network, against float
  std::optional<double> agreement;  // share of samples with the same largest class, where the first output is [N, classes]
};

// A step quantizes the network in one way and runs it on all samples; a caller shows progress, or stops, between steps.
class Sensitivity {
 public:
  // The network is a float model; it and the calibration must outlive this. Errors: those of freeze.
  static Result<Sensitivity> make(Model& network, const Calibration& calibration, const Recipe& recipe);

  // Keeps a batch, and runs it in float. Before the first step. Errors: those of Model::run; memory.
  Status add_samples(std::span<const TensorBytes> inputs);

  std::size_t step_count() const { return 2 * layers_.size(); }
  std::size_t done() const { return only_.size() + all_but_.size(); }
  // The next one of done() < step_count(). Errors: those of QuantizedModel::make and Model::run; no samples.
  Status step();

  // Of the layers that are done, the worst first: only this layer quantized, the lowest SQNR; all but this layer
  // quantized, the highest.
  std::vector<LayerSensitivity> only() const;
  std::vector<LayerSensitivity> all_but() const;

 private:
  struct Tensor {
    ElementType type = ElementType::f32;
    Shape shape;
    Buffer<std::byte> bytes;

    TensorBytes view() const { return {type, shape, bytes.span()}; }
  };
  struct Batch {
    std::vector<Tensor> inputs;
    std::vector<Tensor> outputs;  // in float
  };

  Sensitivity(Model& network, const Calibration& calibration, const Recipe& recipe) : network_(&network), calibration_(&calibration), recipe_(recipe) {}
  static Result<Tensor> copy_of(const TensorBytes& tensor);
  Result<LayerSensitivity> measure(const std::string& layer, bool only);

  Model* network_;
  const Calibration* calibration_;
  Recipe recipe_;
  FreezeCache cache_;
  std::vector<std::string> layers_;
  std::string all_layers_ = "*";  // a pattern
  std::vector<Batch> batches_;
  std::vector<LayerSensitivity> only_, all_but_;
};

}  // namespace zeropoint

#include "ptq/sensitivity.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

namespace {

std::span<const float> floats_of(const TensorBytes& tensor) {
  return {reinterpret_cast<const float*>(tensor.bytes.data()), tensor.bytes.size() / sizeof(float)};
}

// Samples whose largest class is the same; of equals the first counts.
class Agreement {
 public:
  void add(const TensorBytes& reference, const TensorBytes& test) {
    if (reference.type != ElementType::f32 || reference.shape.rank() != 2 || reference.shape[1] < 2) return;
    const auto classes = static_cast<std::size_t>(reference.shape[1]);
    const auto best = [&](const TensorBytes& tensor, std::size_t sample) {
      const auto scores = floats_of(tensor).subspan(sample * classes, classes);
      return std::ranges::max_element(scores) - scores.begin();
    };
    for (std::size_t i = 0; i < static_cast<std::size_t>(reference.shape[0]); ++i) {
      same_ += best(reference, i) == best(test, i) ? 1 : 0;
      ++samples_;
    }
  }
  std::optional<double> share() const { return samples_ == 0 ? std::nullopt : std::optional(static_cast<double>(same_) / static_cast<double>(samples_)); }

 private:
  std::size_t samples_ = 0, same_ = 0;
};

LayerRule float_rule(std::string match, bool in_float) {
  LayerRule rule;
  rule.match = std::move(match);
  rule.recipe.in_float = in_float;
  return rule;
}

}  // namespace

Result<Sensitivity> Sensitivity::make(Model& network, const Calibration& calibration, const Recipe& recipe) {
  Sensitivity made(network, calibration, recipe);
  ZP_TRY(const Frozen& frozen, freeze(network.graph(), calibration, recipe, made.cache_));
  for (const FrozenLayer& layer : frozen.layers) {
    if (layer.kind == LayerKind::linear || layer.kind == LayerKind::computed) made.layers_.push_back(layer.name);
  }
  // A layer of that name would be meant alone.
  while (std::ranges::find(frozen.layers, made.all_layers_, &FrozenLayer::name) != frozen.layers.end()) {
    made.all_layers_ += '*';
  }
  return made;
}

Result<Sensitivity::Tensor> Sensitivity::copy_of(const TensorBytes& tensor) {
  ZP_TRY(auto bytes, Buffer<std::byte>::make(tensor.bytes.size()));
  std::ranges::copy(tensor.bytes, bytes.begin());
  return Tensor{tensor.type, tensor.shape, std::move(bytes)};
}

Status Sensitivity::add_samples(std::span<const TensorBytes> inputs) {
  ZP_CHECK(network_->run(inputs));
  Batch batch;
  for (const TensorBytes& input : inputs) {
    ZP_TRY(Tensor copy, copy_of(input));
    batch.inputs.push_back(std::move(copy));
  }
  for (std::size_t o = 0; o < network_->graph().outputs.size(); ++o) {
    ZP_TRY(Tensor copy, copy_of(network_->output(o)));
    batch.outputs.push_back(std::move(copy));
  }
  batches_.push_back(std::move(batch));
  return Done{};
}

Result<LayerSensitivity> Sensitivity::measure(const std::string& layer, bool only) {
  Recipe recipe = recipe_;
  if (only) recipe.layers.push_back(float_rule(all_layers_, true));
  recipe.layers.push_back(float_rule(layer, !only));
  ZP_TRY(QuantizedModel quantized, QuantizedModel::make(*network_, *calibration_, recipe, cache_, {.inputs = !only, .outputs_of_float_layers = false}));
  RunningComparison error;
  Agreement agreement;
  for (const Batch& batch : batches_) {
    std::vector<TensorBytes> inputs;
    for (const Tensor& input : batch.inputs) inputs.push_back(input.view());
    ZP_CHECK(quantized.model().run(inputs));
    for (std::size_t o = 0; o < batch.outputs.size(); ++o) {
      const TensorBytes reference = batch.outputs[o].view(), test = quantized.model().output(o);
      if (reference.type == ElementType::f32) ZP_CHECK(error.add(floats_of(reference), floats_of(test)));
      if (o == 0) agreement.add(reference, test);
    }
  }
  ZP_TRY(const Comparison& comparison, error.result());
  return LayerSensitivity{layer, comparison.sqnr_db, agreement.share()};
}

Status Sensitivity::step() {
  if (batches_.empty()) return Error{ErrorCode::invalid_argument, "sensitivity needs samples"};
  const bool only = only_.size() == all_but_.size();
  auto measured = measure(layers_[all_but_.size()], only);
  if (!measured.ok()) return std::move(measured).error();
  (only ? only_ : all_but_).push_back(std::move(measured).value());
  return Done{};
}

std::vector<LayerSensitivity> Sensitivity::only() const {
  std::vector<LayerSensitivity> sorted = only_;
  std::ranges::stable_sort(sorted, std::less(), &LayerSensitivity::sqnr_db);
  return sorted;
}

std::vector<LayerSensitivity> Sensitivity::all_but() const {
  std::vector<LayerSensitivity> sorted = all_but_;
  std::ranges::stable_sort(sorted, std::greater(), &LayerSensitivity::sqnr_db);
  return sorted;
}

}  // namespace zeropoint

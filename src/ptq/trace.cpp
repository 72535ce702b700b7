#include "ptq/trace.h"

#include <algorithm>
#include <chrono>

#include "core/text.h"
#include "runtime/kept_values.h"

namespace zeropoint {

namespace {

std::span<const float> floats_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

Status add_to(RealHistogram& to, std::span<const float> values) {
  ZP_TRY(const Histogram& here, histogram(values, Trace::bins, to.min, to.max));
  std::ranges::transform(to.counts, here.counts, to.counts.begin(), std::plus());
  to.below += here.below;
  to.above += here.above;
  return Done{};
}

RealHistogram empty_histogram(float min, float max) { return {min, max, std::vector<std::uint64_t>(Trace::bins, 0), 0, 0}; }

Result<std::optional<RealHistogram>> histogram_of_weights(const Graph& graph, const Node& node) {
  std::optional<RealHistogram> out;
  const auto& weights = graph.values[node.inputs[weight_place(node).input]].constant;
  if (!weights || weights->type() != ElementType::f32 || weights->size() == 0) return out;
  const auto values = floats_of(weights->bytes());
  const auto [min, max] = std::ranges::minmax(values);
  if (min == max) return out;
  out = empty_histogram(min, max);
  ZP_CHECK(add_to(*out, values));
  return out;
}

// Values whose code the clamp of (2) changes.
std::uint64_t saturated_in(std::span<const float> values, const QParams& p) {
  const auto lo = static_cast<float>(p.qmin - p.zero_point), hi = static_cast<float>(p.qmax - p.zero_point);
  return static_cast<std::uint64_t>(std::ranges::count_if(values, [&](float r) {
    const float steps = round_half_even(r / p.scale);
    return steps < lo || steps > hi;
  }));
}

// By value of a graph, its place in a list of names; no_node for others.
std::vector<std::size_t> places_of(const Graph& graph, const std::vector<std::string>& names) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) places.emplace(names[i], i);
  }
  std::vector<std::size_t> out(graph.values.size(), no_node);
  for (std::size_t id = 0; id < out.size(); ++id) {
    if (const auto found = places.find(graph.values[id].name); found != places.end()) out[id] = found->second;
  }
  return out;
}

}  // namespace

// Keeps what the layers give in float.
class Trace::FloatRun : public Watcher {
 public:
  explicit FloatRun(const Trace& trace) : kernels_(trace.network_->kernels()), kept(trace.layers_.size()) {
    std::vector<std::string> names;
    for (const Layer& layer : trace.layers_) names.push_back(layer.value);
    places_ = places_of(trace.network_->graph(), names);
  }
  Status complete(ValueId value, const Slot& slot, std::span<const std::byte> bytes) override {
    if (places_[value] == no_node || slot.type != ElementType::f32) return Done{};
    ZP_TRY(kept[places_[value]], row_major_copy(slot, bytes, kernels_));
    return Done{};
  }

 private:
  const NetworkKernels& kernels_;
  std::vector<std::size_t> places_;

 public:
  std::vector<Buffer<std::byte>> kept;
};

// Compares what the layers give with that, and takes the time.
class Trace::QuantizedRun : public Watcher {
 public:
  QuantizedRun(Trace& trace, const FloatRun& reference) : trace_(trace), reference_(reference) {
    const Graph& running = trace.quantized_->model().graph();
    std::vector<std::string> names;
    for (const Layer& layer : trace.layers_) names.push_back(trace.quantized_->running_name(layer.value));
    places_ = places_of(running, names);
    layers_.assign(running.values.size(), no_node);
    for (const Node& node : running.nodes) {
      for (const ValueId id : node.outputs) {
        if (id != absent) layers_[id] = trace.quantized_->layer_of(node.name);
      }
    }
  }

  void step_begins(ValueId) override { start_ = std::chrono::steady_clock::now(); }
  void step_ends(ValueId value) override {
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start_;
    if (value != absent && layers_[value] != no_node) trace_.layers_[layers_[value]].milliseconds += taken.count();
  }

  Status complete(ValueId value, const Slot& slot, std::span<const std::byte> bytes) override {
    if (places_[value] == no_node || reference_.kept[places_[value]].empty()) return Done{};
    Layer& layer = trace_.layers_[places_[value]];
    const auto reference = floats_of(reference_.kept[places_[value]].span());
    ZP_TRY(const auto& moved, row_major_copy(slot, bytes, trace_.network_->kernels()));
    auto status = compare(layer, value, slot.type, reference, moved.span());
    if (!status.ok()) return Error{status.error().code, text("'", layer.value, "': ", status.error().message)};
    return Done{};
  }

 private:
  Status compare(Layer& layer, ValueId value, ElementType type, std::span<const float> reference, std::span<const std::byte> bytes) {
    const ValueCodes* codes = trace_.quantized_->codes_of(trace_.quantized_->model().graph().values[value].name);
    if (type == ElementType::f32) return layer.error.add(reference, floats_of(bytes));
    if (codes == nullptr) return Done{};
    ZP_TRY(auto real, Buffer<float>::make(reference.size()));
    for (std::size_t i = 0; i < real.size(); ++i) real[i] = dequantize_value(static_cast<std::int32_t>(load_integer(type, bytes, i)), codes->params);
    ZP_CHECK(layer.error.add(reference, real.span()));
    layer.count += reference.size();
    layer.saturated += saturated_in(reference, codes->params);
    if (!layer.activations) layer.activations = empty_histogram(dequantize_value(codes->params.qmin, codes->params), dequantize_value(codes->params.qmax, codes->params));
    return add_to(*layer.activations, reference);
  }

  Trace& trace_;
  const FloatRun& reference_;
  std::vector<std::size_t> places_;  // of values among the layers
  std::vector<std::size_t> layers_;  // whose time a value's node takes
  std::chrono::steady_clock::time_point start_;
};

Result<Trace> Trace::make(Model& network, QuantizedModel& quantized) {
  Trace trace(network, quantized);
  const Graph& graph = network.graph();
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    Layer layer;
    if (node.has_output(0)) layer.value = graph.values[node.outputs[0]].name;
    if (quantized.frozen().layers[n].weights != nullptr) {
      ZP_TRY(layer.weights, histogram_of_weights(graph, node));
    }
    trace.layers_.push_back(std::move(layer));
  }
  return trace;
}

Status Trace::add(std::span<const TensorBytes> inputs) {
  FloatRun reference(*this);
  ZP_CHECK(network_->run(inputs, &reference));
  QuantizedRun run(*this, reference);
  return quantized_->model().run(inputs, &run);
}

Result<std::vector<LayerTrace>> Trace::layers() const {
  const auto planned = quantized_->model().planned();
  std::vector<LayerTrace> out;
  for (std::size_t n = 0; n < layers_.size(); ++n) {
    const Layer& layer = layers_[n];
    const FrozenLayer& frozen = quantized_->frozen().layers[n];
    LayerTrace& trace = out.emplace_back();
    trace.name = frozen.name;
    trace.output = frozen.output;
    if (auto error = layer.error.result(); error.ok()) trace.error = error.value();
    trace.saturated_share = layer.count == 0 ? 0 : static_cast<double>(layer.saturated) / static_cast<double>(layer.count);
    trace.milliseconds = layer.milliseconds;
    const auto node = std::ranges::find(planned, frozen.name, &PlannedNode::name);
    if (node != planned.end()) trace.kernel = node->kernel;
    trace.weights = layer.weights;
    trace.activations = layer.activations;
  }
  return out;
}

}  // namespace zeropoint

#include <cmath>
#include <limits>
#include <string>

#include "model/operators.h"
#include "model/rewrites.h"
#include "model/unique_names.h"

namespace zeropoint {

namespace {

// The float32 constant behind an input, of a given number of elements; null otherwise.
const Constant* floats(const Graph& graph, const Node& node, std::size_t i, std::size_t count) {
  if (!node.has_input(i)) return nullptr;
  const auto& constant = graph.values[node.inputs[i]].constant;
  return constant && constant->type() == ElementType::f32 && constant->size() == count ? &*constant : nullptr;
}

bool is_plain(const Node& norm) {
  const auto* spatial = norm.attribute("spatial");  // opsets 7 and 8: 0 is a mean for every pixel
  const auto* value = spatial != nullptr ? std::get_if<std::int64_t>(spatial) : nullptr;
  for (std::size_t i = 1; i < norm.outputs.size(); ++i) {
    if (norm.has_output(i)) return false;  // training
  }
  return value == nullptr || *value == 1;
}

// γ/√(σ² + ε) in float64; not a finite number where there is none.
double factor_of(double scale, double variance, double epsilon) {
  return variance + epsilon > 0 ? scale / std::sqrt(variance + epsilon) : std::numeric_limits<double>::quiet_NaN();
}

// False if the pair is not one that can be folded.
Result<bool> fold(Graph& graph, Node& conv, const Node& norm, UniqueNames& names) {
  const auto& weight_value = graph.values[conv.inputs[1]].constant;
  if (!weight_value || weight_value->type() != ElementType::f32 || weight_value->shape().rank() < 1) return false;
  const Constant weight = *weight_value;
  const auto channels = static_cast<std::size_t>(weight.shape()[0]);
  const Constant* parameters[4];  // scale γ, bias β, mean μ, variance σ²
  for (std::size_t i = 0; i < 4; ++i) {
    parameters[i] = floats(graph, norm, i + 1, channels);
    if (parameters[i] == nullptr) return false;
  }
  const Constant* bias = floats(graph, conv, 2, channels);
  if (conv.has_input(2) && bias == nullptr) return false;
  const auto* epsilon_value = norm.attribute("epsilon");
  const auto* epsilon = epsilon_value != nullptr ? std::get_if<float>(epsilon_value) : nullptr;

  ZP_TRY(auto weights, Buffer<float>::make(weight.size()));
  ZP_TRY(auto biases, Buffer<float>::make(channels));
  const std::size_t each = channels > 0 ? weight.size() / channels : 0;
  bool finite = true;
  // A double beyond float's range has no float, not even infinity, in C++.
  const auto rounded = [&](double x) {
    finite = finite && std::fabs(x) <= double{std::numeric_limits<float>::max()};
    return finite ? static_cast<float>(x) : 0.0F;
  };
  for (std::size_t c = 0; c < channels; ++c) {
    const double factor = factor_of(parameters[0]->real_at(c), parameters[3]->real_at(c), double{epsilon != nullptr ? *epsilon : 1e-5F});
    for (std::size_t k = c * each; k < (c + 1) * each; ++k) weights[k] = rounded(weight.real_at(k) * factor);
    const double b = bias != nullptr ? bias->real_at(c) : 0;
    biases[c] = rounded((b - parameters[2]->real_at(c)) * factor + parameters[1]->real_at(c));
  }
  if (!finite) return false;
  ZP_TRY(Constant new_weight, Constant::from_floats(weight.shape(), weights.span()));
  ZP_TRY(Constant new_bias, Constant::from_floats({static_cast<std::int64_t>(channels)}, biases.span()));
  // Named after the result, which only this node makes: other readers of the old weight keep it.
  const std::string& name = graph.values[norm.outputs[0]].name;
  std::string weight_name = names.make(name + ".folded_weight"), bias_name = names.make(name + ".folded_bias");
  conv.inputs.resize(3, absent);
  conv.inputs[1] = graph.add_constant(std::move(weight_name), std::move(new_weight));
  conv.inputs[2] = graph.add_constant(std::move(bias_name), std::move(new_bias));
  conv.outputs[0] = norm.outputs[0];
  return true;
}

}  // namespace

Result<std::size_t> fold_batch_norm(Graph& graph) {
  const Links links(graph);
  std::vector<bool> gone(graph.nodes.size(), false);
  UniqueNames names(graph);
  std::size_t folded = 0;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& norm = graph.nodes[n];
    if (norm.op->name != "BatchNormalization" || !norm.has_input(0) || !norm.has_output(0) || !is_plain(norm)) continue;
    const std::size_t at = links.producer[norm.inputs[0]];
    if (at == no_node || links.only_consumer(norm.inputs[0]) != n) continue;
    Node& conv = graph.nodes[at];
    // A convolution that took one in already makes another value than links say.
    if (conv.op->name != "Conv" || conv.activation || !conv.has_input(1) || conv.outputs[0] != norm.inputs[0]) continue;
    if (links.only_consumer(conv.inputs[1]) != at) continue;
    ZP_TRY(const bool done, fold(graph, conv, norm, names));
    gone[n] = done;
    folded += done ? 1 : 0;
  }
  std::vector<Node> kept;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    if (!gone[n]) kept.push_back(std::move(graph.nodes[n]));
  }
  graph.nodes = std::move(kept);
  return folded;
}

}  // namespace zeropoint

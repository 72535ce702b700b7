#include "ptq/quantized_model.h"

#include <algorithm>
#include <set>

#include "model/layers.h"
#include "model/operators.h"

namespace zeropoint {

namespace {

NetworkBytes size_of(const Frozen& frozen, const Graph& network) {
  NetworkBytes size;
  size.float_bytes = weight_bytes(network);
  std::set<const FrozenTensor*> counted;
  const auto add = [&](const std::shared_ptr<const FrozenTensor>& tensor) {
    if (tensor != nullptr && counted.insert(tensor.get()).second) size.weight_bytes += static_cast<std::int64_t>(tensor->bytes().total());
  };
  std::int64_t biases = 0;
  for (const FrozenLayer& layer : frozen.layers) {
    add(layer.weights);
    for (const auto& operand : layer.operands) add(operand);
    biases += static_cast<std::int64_t>(4 * layer.bias.size());
  }
  size.bytes = size.weight_bytes + biases + weight_bytes(frozen.graph);
  return size;
}

bool is_of(const Graph& graph, ValueId id, bool (*is_kind)(ElementType)) {
  return id != absent && graph.values[id].type.element && is_kind(*graph.values[id].type.element);
}

bool works_on_floats(const Graph& graph, const Node& node) {
  return std::ranges::any_of(node.outputs, [&](ValueId id) { return is_of(graph, id, is_float); });
}

bool works_on_codes(const Graph& graph, const Node& node) {
  if (node.op->domain != onnx_domain || node.op->name.starts_with("QLinear")) return true;
  return node.has_input(0) && is_of(graph, node.inputs[0], is_integer);
}

}  // namespace

QuantizedModel::QuantizedModel(Frozen frozen, Recipe recipe, Model model, std::map<std::string, std::size_t, std::less<>> layers)
    : frozen_(std::move(frozen)), recipe_(std::move(recipe)), model_(std::move(model)), layers_(std::move(layers)) {
  find_codes();
  find_running();
}

Result<QuantizedModel> QuantizedModel::make(const Model& network, const Calibration& calibration, const Recipe& recipe) {
  FreezeCache cache;
  return make(network, calibration, recipe, cache);
}

Result<QuantizedModel> QuantizedModel::make(const Model& network, const Calibration& calibration, const Recipe& recipe, FreezeCache& cache,
                                            const CodeScope& scope) {
  ZP_TRY(Frozen frozen, freeze(network.graph(), calibration, recipe, cache, scope));
  const NetworkBytes size = size_of(frozen, network.graph());
  ZP_TRY(QdqGraph pairs, qdq_graph(frozen));
  ZP_TRY(Model model, Model::load(std::move(pairs.graph), network.kernels()));
  QuantizedModel made(std::move(frozen), with_defaults(recipe), std::move(model), {pairs.layers.begin(), pairs.layers.end()});
  made.size_ = size;
  return made;
}

Result<Graph> QuantizedModel::graph(FourBitContainer four_bit) const {
  ZP_TRY(QdqGraph pairs, qdq_graph(frozen_, four_bit));
  return std::move(pairs.graph);
}

void QuantizedModel::find_codes() {
  const Graph& running = model_.graph();
  std::set<std::string_view> computed;
  for (const Node& node : running.nodes) {
    for (const ValueId id : node.outputs) {
      if (id != absent) computed.insert(running.values[id].name);
    }
  }
  for (const ValueId id : running.inputs) computed.insert(running.values[id].name);
  for (ValueId id = 0; id < frozen_.values.size(); ++id) {
    const std::string& name = frozen_.graph.values[id].name;
    std::string& known = names_[name];
    for (const std::string_view ending : {"", "_QuantizeLinear_Output", "_Clip_Output"}) {
      const std::string codes = name + std::string(ending);
      if (!computed.contains(codes)) continue;
      if (!ending.empty() && frozen_.values[id]) codes_[codes] = &*frozen_.values[id];
      if (ending.empty() || frozen_.values[id]) known = codes;
    }
  }
}

void QuantizedModel::find_running() {
  const Graph& running = model_.graph();
  for (std::size_t n = 0; n < frozen_.layers.size(); ++n) {
    const FrozenLayer& layer = frozen_.layers[n];
    RunningLayer& out = running_.emplace_back();
    const auto node = std::ranges::find(running.nodes, layer.name, &Node::name);
    if (node != running.nodes.end()) out.op = qualified_name(node->op->domain, node->op->name);
    if (layer.kind == LayerKind::in_float) {
      // Arithmetic of shapes is none of floats.
      out.in_integers = !works_on_floats(frozen_.graph, frozen_.graph.nodes[n]);
      if (!out.in_integers) out.why_in_float = layer.why;
    } else {
      out.in_integers = node == running.nodes.end() || works_on_codes(running, *node);
      if (!out.in_integers) out.why_in_float = layer.op + " has no integer form here";
    }
  }
}

const ValueCodes* QuantizedModel::codes_of(std::string_view value) const {
  const auto found = codes_.find(value);
  return found == codes_.end() ? nullptr : found->second;
}

std::string QuantizedModel::running_name(const std::string& value) const {
  const auto found = names_.find(value);
  return found == names_.end() ? std::string() : found->second;
}

std::size_t QuantizedModel::layer_of(std::string_view node) const {
  const auto found = layers_.find(node);
  return found == layers_.end() ? no_node : found->second;
}

}  // namespace zeropoint

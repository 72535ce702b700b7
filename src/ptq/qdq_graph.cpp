#include "ptq/qdq_graph.h"

#include <algorithm>

#include "core/text.h"
#include "model/infer_shapes.h"
#include "model/operators.h"
#include "ptq/qdq_constants.h"

namespace zeropoint {

namespace {

constexpr int qdq_opset = 13, blocked_opset = 21;

class Writer {
 public:
  Writer(const Frozen& frozen, FourBitContainer four_bit) : frozen_(frozen), four_bit_(four_bit), names_(frozen.graph), links_(frozen.graph) {
    out_.graph = frozen.graph;
    out_.graph.nodes.clear();
    read_as_.resize(frozen.graph.values.size());
    for (ValueId id = 0; id < read_as_.size(); ++id) read_as_[id] = id;
  }

  Result<QdqGraph> write() {
    for (const ValueId id : frozen_.graph.inputs) {
      layer_ = no_node;
      if (frozen_.values[id]) ZP_CHECK(add_pair(id, id, {}));
    }
    for (layer_ = 0; layer_ < frozen_.layers.size(); ++layer_) ZP_CHECK(write_node());
    int newest = qdq_opset;
    for (const Node& node : out_.graph.nodes) {
      if (node.op->domain == onnx_domain && node.op->last_opset == newest_opset) newest = std::max(newest, node.opset);
    }
    for (Opset& opset : out_.graph.opsets) {
      if (opset.domain == onnx_domain) opset.version = std::max(opset.version, newest);
    }
    ZP_CHECK(infer_shapes(out_.graph));
    return std::move(out_);
  }

 private:
  Graph& graph() { return out_.graph; }
  const std::string& name_of(ValueId id) const { return frozen_.graph.values[id].name; }
  const FrozenLayer& layer() const { return frozen_.layers[layer_]; }

  Node made(std::string_view op, const std::string& name, std::vector<ValueId> inputs, ValueId output) {
    Node node;
    node.name = name;
    node.op = find_operator(onnx_domain, op);
    node.opset = qdq_opset;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    return node;
  }
  void add(Node node) {
    if (layer_ != no_node) out_.layers.emplace(node.name, layer_);
    graph().nodes.push_back(std::move(node));
  }
  ValueId add_value(const std::string& wanted) { return graph().add_value(names_.make(wanted)); }
  Result<ValueId> constant(const std::string& wanted, Result<Constant> value) {
    if (!value.ok()) return std::move(value).error();
    return graph().add_constant(names_.make(wanted), std::move(value).value());
  }

  // Quantizes `from` and dequantizes it again, as `v`'s codes; the result is a new value, or `to`.
  Status add_pair(ValueId v, ValueId from, std::optional<ValueId> to) {
    const std::string& name = name_of(v);
    const ValueCodes& codes = *frozen_.values[v];
    const ElementType type = codes.quant.is_signed ? ElementType::i8 : ElementType::u8;
    const auto code = [&](std::string_view ending, std::int32_t value) { return constant(name + std::string(ending), code_constant(type, value)); };
    ZP_TRY(const ValueId scale, constant(name + "_scale", scale_constant(codes.params.scale)));
    ZP_TRY(const ValueId zero_point, code("_zero_point", codes.params.zero_point));
    ValueId q = add_value(name + "_QuantizeLinear_Output");
    add(made("QuantizeLinear", name + "_QuantizeLinear", {from, scale, zero_point}, q));
    if (codes.quant.bits < 8) {
      ZP_TRY(const ValueId lo, code("_qmin", codes.params.qmin));
      ZP_TRY(const ValueId hi, code("_qmax", codes.params.qmax));
      const ValueId clipped = add_value(name + "_Clip_Output");
      add(made("Clip", name + "_Clip", {q, lo, hi}, clipped));
      q = clipped;
    }
    const ValueId real = to ? *to : add_value(name + "_DequantizeLinear_Output");
    add(made("DequantizeLinear", name + "_DequantizeLinear", {q, scale, zero_point}, real));
    read_as_[v] = real;
    return Done{};
  }

  // What is read in place of a constant tensor that became codes; the same for all layers that share them.
  Result<ValueId> dequantized(ValueId id, const std::shared_ptr<const FrozenTensor>& tensor, const WeightPlace& place) {
    if (const auto known = dequantized_.find(tensor.get()); known != dequantized_.end()) return known->second;
    const std::string& name = name_of(id);
    ZP_TRY(WeightConstants parts, weight_constants(*tensor, place, four_bit_));
    ZP_TRY(const ValueId q, constant(name + "_quantized", std::move(parts.codes)));
    ZP_TRY(const ValueId scale, constant(name + "_scale", std::move(parts.scale)));
    ZP_TRY(const ValueId zero_point, constant(name + "_zero_point", std::move(parts.zero_point)));
    const ValueId real = add_value(name + "_DequantizeLinear_Output");
    Node node = made("DequantizeLinear", names_.make(name + "_DequantizeLinear"), {q, scale, zero_point}, real);
    if (parts.axis) node.attributes.push_back({"axis", *parts.axis});
    if (parts.block_size) node.attributes.push_back({"block_size", *parts.block_size});
    if (parts.block_size || element_bits(graph().values[q].constant->type()) == 4) node.opset = blocked_opset;
    add(std::move(node));
    return dequantized_.emplace(tensor.get(), real).first->second;
  }

  Result<ValueId> dequantized_bias(ValueId id, float input_scale, const WeightPlace& place) {
    const std::string& name = name_of(id);
    ZP_TRY(BiasConstants parts, bias_constants(layer().bias, *layer().weights, input_scale, place));
    ZP_TRY(const ValueId q, constant(name + "_quantized", std::move(parts.codes)));
    ZP_TRY(const ValueId scale, constant(name + "_quantized_scale", std::move(parts.scale)));
    ZP_TRY(const ValueId zero_point, constant(name + "_quantized_zero_point", std::move(parts.zero_point)));
    const ValueId real = add_value(name + "_DequantizeLinear_Output");
    Node node = made("DequantizeLinear", names_.make(name + "_DequantizeLinear"), {q, scale, zero_point}, real);
    if (parts.axis) node.attributes.push_back({"axis", *parts.axis});
    add(std::move(node));
    return real;
  }

  bool is_made_in_float(ValueId id) const {
    const std::size_t producer = links_.producer[id];
    return producer == no_node || frozen_.layers[producer].kind == LayerKind::in_float;
  }

  Status replace_inputs(Node& node) {
    const WeightPlace place = weight_place(node);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      ValueId& id = node.inputs[i];
      if (id == absent) continue;
      if (layer().weights != nullptr && i == place.input) {
        ZP_TRY(id, dequantized(id, layer().weights, place));
      } else if (!layer().bias.empty() && i == place.bias_input) {
        ZP_TRY(id, dequantized_bias(id, frozen_.values[frozen_.graph.nodes[layer_].inputs[0]]->params.scale, place));
      } else if (i < layer().operands.size() && layer().operands[i] != nullptr) {
        ZP_TRY(id, dequantized(id, layer().operands[i], {}));
      } else if (layer().kind != LayerKind::in_float || !is_made_in_float(id)) {
        id = read_as_[id];
      }
    }
    return Done{};
  }

  Status write_node() {
    Node node = frozen_.graph.nodes[layer_];
    node.name = layer().name;
    ZP_CHECK(replace_inputs(node));
    std::vector<ValueId> to_quantize;
    for (ValueId& id : node.outputs) {
      if (id == absent || !frozen_.values[id]) continue;
      to_quantize.push_back(id);
      // Where the codes are what the network computes, they are what it gives.
      if (links_.is_output[id] && layer().kind != LayerKind::in_float) id = add_value(name_of(id) + "_QuantizeLinear_Input");
    }
    const std::vector<ValueId> made_values = node.outputs, declared = frozen_.graph.nodes[layer_].outputs;
    add(std::move(node));
    for (const ValueId v : to_quantize) {
      const ValueId from = made_values[static_cast<std::size_t>(std::ranges::find(declared, v) - declared.begin())];
      ZP_CHECK(add_pair(v, from, from == v ? std::nullopt : std::optional(v)));
    }
    return Done{};
  }

  const Frozen& frozen_;
  FourBitContainer four_bit_;
  UniqueNames names_;
  Links links_;
  QdqGraph out_;
  std::size_t layer_ = 0;
  std::vector<ValueId> read_as_;  // by value of the float network
  std::map<const FrozenTensor*, ValueId> dequantized_;
};

}  // namespace

Result<QdqGraph> qdq_graph(const Frozen& frozen, FourBitContainer four_bit) { return Writer(frozen, four_bit).write(); }

std::string codes_name(const Graph& graph, const std::string& value) {
  const auto has = [&](const std::string& name) {
    return std::ranges::any_of(graph.nodes, [&](const Node& node) {
      return std::ranges::any_of(node.outputs, [&](ValueId id) { return id != absent && graph.values[id].name == name; });
    });
  };
  for (const std::string_view ending : {"_Clip_Output", "_QuantizeLinear_Output"}) {
    if (has(value + std::string(ending))) return value + std::string(ending);
  }
  return {};
}

}  // namespace zeropoint

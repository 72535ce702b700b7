#include "ptq/freeze.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "core/text.h"
#include "model/operators.h"
#include "ptq/weight_container.h"
#include "quant/requantize.h"

namespace zeropoint {

namespace {

Status check_float(const Graph& graph) {
  constexpr std::string_view integer[] = {"ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "QuantizeLinear"};
  for (const Node& node : graph.nodes) {
    const std::string_view op = node.op->name;
    if (node.op->domain == onnx_domain && !op.starts_with("QLinear") && std::ranges::find(integer, op) == std::end(integer)) continue;
    return Error{ErrorCode::unsupported, text(graph.describe(node), ": the network is quantized already")};
  }
  return Done{};
}

class Freezer {
 public:
  Freezer(const Graph& graph, const Calibration& calibration, RecipeSettings settings, FreezeCache& cache, const CodeScope& scope)
      : graph_(graph), calibration_(calibration), settings_(std::move(settings)), cache_(cache), places_(code_places(graph, settings_, scope)) {}

  Result<Frozen> freeze() {
    out_.graph = graph_;
    out_.values.resize(graph_.values.size());
    for (const ValueId id : graph_.inputs) ZP_CHECK(freeze_value(id, settings_.input));
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      for (const ValueId id : graph_.nodes[n].outputs) {
        if (id != absent) ZP_CHECK(freeze_value(id, settings_.layers[n].activations));
      }
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      auto layer = freeze_layer(n);
      if (!layer.ok()) return Error{layer.error().code, text("layer '", layer_name(graph_, graph_.nodes[n]), "': ", layer.error().message)};
      out_.layers.push_back(std::move(layer).value());
    }
    drop_float_weights();
    return std::move(out_);
  }

 private:
  Status freeze_value(ValueId id, const ActivationSettings& settings) {
    const ValueId source = places_.source[id];
    if (source == absent) return Done{};
    if (source != id) {
      out_.values[id] = out_.values[source];
      return Done{};
    }
    ZP_TRY(const Range& range, cache_.range(calibration_, graph_.values[id].name, settings));
    auto params = choose_qparams(range, settings.quant);
    if (!params.ok()) return Error{params.error().code, text("'", graph_.values[id].name, "': ", params.error().message)};
    out_.values[id] = ValueCodes{params.value(), settings.quant};
    return Done{};
  }

  Result<FrozenLayer> freeze_layer(std::size_t n) {
    const Node& node = graph_.nodes[n];
    FrozenLayer layer;
    layer.name = layer_name(graph_, node);
    layer.op = qualified_name(node.op->domain, node.op->name);
    layer.kind = places_.forms[n].kind;
    layer.why = places_.forms[n].why;
    if (node.has_output(0)) layer.output = out_.values[node.outputs[0]];
    if (layer.kind == LayerKind::linear) ZP_CHECK(freeze_linear(layer, node, settings_.layers[n].weights));
    if (layer.kind == LayerKind::computed) ZP_CHECK(freeze_operands(layer, node));
    return layer;
  }

  Status freeze_linear(FrozenLayer& layer, const Node& node, WeightSettings settings) {
    const WeightPlace place = weight_place(node);
    const Value& weights = graph_.values[node.inputs[place.input]];
    const Shape& shape = weights.constant->shape();
    const auto& input = out_.values[node.inputs[0]];
    // ONNX Runtime takes uint8 weights for uint8 activations only.
    if (settings.quant.scheme == Scheme::affine) settings.quant.is_signed = input && input->quant.is_signed;
    // A single block is a channel; those of a depthwise convolution always are.
    if (settings.granularity.kind == Granularity::Kind::block && settings.granularity.size >= shape[place.in_axis]) {
      settings.granularity = {Granularity::Kind::channel};
    }
    ZP_TRY(layer.weights, cache_.tensor(node.inputs[place.input], weights, settings, place));
    if (!input) return Done{};
    const ValueCodes& x = *input;
    const bool blocks = settings.granularity.kind == Granularity::Kind::block;
    if (!blocks && node.has_input(place.bias_input)) {
      const auto bias = bias_of(node, place);
      ZP_CHECK(keep_bias_small(layer, *weights.constant, bias, x.params.scale, place));
      for (std::size_t o = 0; o < bias.size(); ++o) layer.bias.push_back(quantize_bias(bias[o], x.params.scale, scale_of(*layer.weights, o, place)));
    }
    ZP_CHECK(check_multipliers(layer, x.params));
    ZP_TRY(const auto& codes, layer.weights->codes());
    ZP_CHECK(prove_bound(layer, x.params, codes.span(), place));
    layer.same_elsewhere = !blocks && weight_container(*layer.weights, codes.span(), FourBitContainer::int8).has_one_zero_point();
    return Done{};
  }

  std::vector<float> bias_of(const Node& node, const WeightPlace& place) const {
    const Constant& bias = *graph_.values[node.inputs[place.bias_input]].constant;
    std::vector<float> out;
    for (std::size_t i = 0; i < bias.size(); ++i) out.push_back(static_cast<float>(bias.real_at(i)));
    return out;
  }

  // Without blocks: tiles follow each other along the output channels.
  static std::size_t tile_of(const FrozenTensor& weights, std::size_t channel, const WeightPlace& place) {
    return channel / static_cast<std::size_t>(weights.tiling.extent[place.out_axis]);
  }
  static float scale_of(const FrozenTensor& weights, std::size_t channel, const WeightPlace& place) {
    return weights.qparams[tile_of(weights, channel, place)].scale;
  }

  Status keep_bias_small(FrozenLayer& layer, const Constant& values, const std::vector<float>& bias, float input_scale, const WeightPlace& place) {
    std::vector<float> least(layer.weights->qparams.size(), 0);
    bool raise = false;
    for (std::size_t o = 0; o < bias.size(); ++o) {
      const std::size_t tile = tile_of(*layer.weights, o, place);
      const double needed = std::abs(double{bias[o]}) / (double{input_scale} * 0x1p30);
      // Beyond float32 there is no scale that would do; the largest one is refused further on.
      least[tile] = std::max(least[tile], static_cast<float>(std::min(needed, double{FLT_MAX})));
      raise = raise || least[tile] > layer.weights->qparams[tile].scale;
    }
    if (!raise) return Done{};
    ZP_TRY(FrozenTensor raised, with_least_scales(*layer.weights, values, least));
    layer.weights = std::make_shared<const FrozenTensor>(std::move(raised));
    return Done{};
  }

  static Status check_multipliers(const FrozenLayer& layer, const QParams& x) {
    const float y = layer.output ? layer.output->params.scale : 1;
    for (const QParams& w : layer.weights->qparams) ZP_CHECK(requantize_multiplier(x.scale, w.scale, y));
    return Done{};
  }

  // (9) for every output channel, and for every block of one.
  static Status prove_bound(FrozenLayer& layer, const QParams& x, std::span<const std::int32_t> codes, const WeightPlace& place) {
    const FrozenTensor& weights = *layer.weights;
    const auto channels = static_cast<std::size_t>(weights.tiling.shape[place.out_axis]);
    std::vector<WeightSums> sums(channels);
    for (std::size_t t = 0; t < weights.qparams.size(); ++t) add_sums(weights, t, codes, place, sums);
    for (std::size_t o = 0; o < channels; ++o) {
      // Bounds of blocks lie within those of their channel, since both contain 0.
      const Interval sum = accumulator_bound(sums[o], {x.qmin - x.zero_point, x.qmax - x.zero_point});
      const Interval total = with_bias(sum, layer.bias.empty() ? 0 : layer.bias[o]);
      if (!sum.fits_int32() || !total.fits_int32()) {
        return Error{ErrorCode::unsupported, text("the accumulator of output channel ", o, " may lie anywhere in [", std::min(sum.lo, total.lo), ", ", std::max(sum.hi, total.hi), "], which int32 does not hold")};
      }
      const Interval before = layer.accumulator.value_or(total);
      layer.accumulator = Interval{std::min(before.lo, total.lo), std::max(before.hi, total.hi)};
    }
    return Done{};
  }

  static void add_sums(const FrozenTensor& weights, std::size_t tile, std::span<const std::int32_t> codes, const WeightPlace& place, std::vector<WeightSums>& sums) {
    const std::int32_t zero_point = weights.qparams[tile].zero_point;
    const auto stride = static_cast<std::size_t>(weights.tiling.shape.stride(place.out_axis));
    for_each_run(weights.tiling, static_cast<std::int64_t>(tile), [&](std::size_t offset, std::size_t length) {
      for (std::size_t i = offset; i < offset + length; ++i) sums[i / stride % sums.size()].add(codes[i] - zero_point);
    });
  }

  Status freeze_operands(FrozenLayer& layer, const Node& node) {
    const WeightSettings settings{{8, false, Scheme::affine, false}, {Granularity::Kind::tensor}, {}};
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (!is_constant_operand(graph_, node, i)) continue;
      layer.operands.resize(node.inputs.size());
      ZP_TRY(layer.operands[i], cache_.tensor(node.inputs[i], graph_.values[node.inputs[i]], settings, {}));
    }
    return Done{};
  }

  // The bytes of what became codes are not kept.
  void drop_float_weights() {
    std::vector<bool> kept(graph_.values.size(), false);
    for (const ValueId id : graph_.outputs) kept[id] = true;
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      const Node& node = graph_.nodes[n];
      const FrozenLayer& layer = out_.layers[n];
      const WeightPlace place = weight_place(node);
      for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const bool is_weight = layer.weights != nullptr && (i == place.input || (i == place.bias_input && !layer.bias.empty()));
        const bool is_operand = i < layer.operands.size() && layer.operands[i] != nullptr;
        if (node.inputs[i] != absent && !is_weight && !is_operand) kept[node.inputs[i]] = true;
      }
    }
    for (std::size_t id = 0; id < kept.size(); ++id) {
      if (!kept[id]) out_.graph.values[id].constant.reset();
    }
  }

  const Graph& graph_;
  const Calibration& calibration_;
  RecipeSettings settings_;
  FreezeCache& cache_;
  CodePlaces places_;
  Frozen out_;
};

}  // namespace

Result<Frozen> freeze(const Graph& graph, const Calibration& calibration, const Recipe& recipe, FreezeCache& cache, const CodeScope& scope) {
  ZP_CHECK(check_float(graph));
  ZP_CHECK(calibration.check_network(graph));
  ZP_TRY(RecipeSettings settings, settings_for(recipe, graph));
  return Freezer(graph, calibration, std::move(settings), cache, scope).freeze();
}

}  // namespace zeropoint

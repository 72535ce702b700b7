#include "ptq/code_places.h"

#include <algorithm>
#include <span>

namespace zeropoint {

namespace {

bool wants_codes(LayerKind kind) { return kind == LayerKind::linear || kind == LayerKind::computed; }

class Places {
 public:
  Places(const Graph& graph, const RecipeSettings& settings) : graph_(graph), wanted_(graph.values.size(), false), leads_on_(graph.values.size(), false) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      natural_.push_back(layer_form(graph, graph.nodes[n]));
      out_.forms.push_back(settings.layers[n].in_float ? LayerForm{LayerKind::in_float, "left in float by the recipe"} : natural_.back());
    }
    out_.source.assign(graph.values.size(), absent);
  }

  CodePlaces find(bool quantized_output, const CodeScope& scope) {
    look_back();
    for (const ValueId id : graph_.inputs) {
      if (wanted_[id] && scope.inputs) out_.source[id] = id;
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) place_outputs(n, quantized_output, scope);
    return std::move(out_);
  }

 private:
  // Whether a value is wanted as codes, and whether another layer with an integer form stands behind it.
  void look_back() {
    for (std::size_t n = graph_.nodes.size(); n-- > 0;) {
      const Node& node = graph_.nodes[n];
      const LayerKind kind = out_.forms[n].kind, natural = natural_[n].kind;
      bool wanted = wants_codes(kind), leads_on = wants_codes(natural);
      for (const ValueId id : node.outputs) {
        if (id == absent) continue;
        wanted = wanted || (kind == LayerKind::mover && wanted_[id]);
        leads_on = leads_on || leads_on_[id];
      }
      for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const ValueId id = node.inputs[i];
        if (id == absent || graph_.values[id].constant) continue;
        if (leads_on) leads_on_[id] = true;
        if (wanted && i < data_inputs(node)) wanted_[id] = true;
      }
    }
  }

  void place_outputs(std::size_t n, bool quantized_output, const CodeScope& scope) {
    const Node& node = graph_.nodes[n];
    for (const ValueId id : node.outputs) {
      if (id == absent || graph_.values[id].type.element != ElementType::f32) continue;
      switch (out_.forms[n].kind) {
        case LayerKind::mover: out_.source[id] = out_.source[node.inputs[0]]; break;
        case LayerKind::computed: out_.source[id] = id; break;
        case LayerKind::linear:
          if (leads_on_[id] || wanted_[id] || quantized_output) out_.source[id] = id;
          break;
        case LayerKind::in_float:
          if (wanted_[id] && scope.outputs_of_float_layers) out_.source[id] = id;
          break;
      }
    }
  }

  const Graph& graph_;
  std::vector<LayerForm> natural_;  // without the recipe
  std::vector<bool> wanted_, leads_on_;  // by value
  CodePlaces out_;
};

}  // namespace

CodePlaces code_places(const Graph& graph, const RecipeSettings& settings, const CodeScope& scope) {
  return Places(graph, settings).find(settings.quantized_output, scope);
}

}  // namespace zeropoint

#include "ptq/recipe.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

namespace {

Error refusal(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

template <class T>
void change(std::optional<T>& to, const std::optional<T>& from) {
  if (from) to = from;
}

void change(WeightRecipe& to, const WeightRecipe& from) {
  // The only number of bits that the scheme has need not be said.
  if (from.scheme && from.scheme != to.scheme && (from.scheme == Scheme::binary || to.scheme == Scheme::binary)) to.bits.reset();
  change(to.bits, from.bits);
  change(to.scheme, from.scheme);
  change(to.granularity, from.granularity);
  change(to.method, from.method);
  change(to.percentile, from.percentile);
}
void change(ActivationRecipe& to, const ActivationRecipe& from) {
  change(to.bits, from.bits);
  change(to.scheme, from.scheme);
  change(to.is_signed, from.is_signed);
  change(to.method, from.method);
  change(to.percentile, from.percentile);
}
void change(LayerRecipe& to, const LayerRecipe& from) {
  change(to.weights, from.weights);
  change(to.activations, from.activations);
  change(to.in_float, from.in_float);
}

void fill(WeightRecipe& r) {
  if (!r.scheme) r.scheme = Scheme::symmetric;
  if (!r.bits) r.bits = r.scheme == Scheme::binary ? 1 : 8;
  if (!r.granularity) r.granularity = Granularity{Granularity::Kind::channel};
  if (!r.method) r.method = RangeMethod::minmax;
  if (!r.percentile) r.percentile = 99.99;
}
void fill(ActivationRecipe& r) {
  if (!r.bits) r.bits = 8;
  if (!r.scheme) r.scheme = Scheme::affine;
  if (!r.is_signed) r.is_signed = false;
  if (!r.method) r.method = RangeMethod::minmax;
  if (!r.percentile) r.percentile = 99.99;
}

ActivationRecipe input_of(const Recipe& recipe) {
  ActivationRecipe input = recipe.all.activations;
  input.bits.reset();
  change(input, recipe.input);
  fill(input);
  return input;
}

ObserverOptions observer_of(std::optional<RangeMethod> method, std::optional<double> percentile) {
  ObserverOptions options;
  options.method = *method;
  options.percentile = *percentile;
  return options;
}

// what: "layer 'conv1'". A recipe that is wrong for all layers names none.
Result<WeightSettings> weight_settings(const WeightRecipe& r, std::string_view what) {
  const auto refuse = [&](auto... parts) { return refusal(text(what, ": weights: ", parts...)); };
  const bool symmetric = r.scheme == Scheme::symmetric, binary = r.scheme == Scheme::binary;
  if (*r.bits < 1 || *r.bits > 8) return refuse("bits must be 1 to 8, got ", *r.bits);
  if (symmetric && *r.bits == 1) return refuse("symmetric codes of 1 bit do not exist; the scheme binary has ±1");
  if (binary && *r.bits != 1) return refuse("the scheme binary has 1 bit, got ", *r.bits);
  if (r.method == RangeMethod::moving_average) return refuse("a moving average is for activations");
  if (binary && r.method != RangeMethod::minmax) return refuse("the scale of the scheme binary is mean|r|: there is no range to observe");
  const Granularity& g = *r.granularity;
  if (g.kind == Granularity::Kind::group && g.groups < 1) return refuse("the number of groups must be at least 1, got ", g.groups);
  if (g.kind == Granularity::Kind::block && g.size < 1) return refuse("the block size must be at least 1, got ", g.size);
  WeightSettings out{{*r.bits, symmetric || binary, *r.scheme, symmetric}, g, observer_of(r.method, r.percentile)};
  if (const Status ok = check_observer_options(out.observer); !ok.ok()) return refuse(ok.error().message);
  return out;
}

Result<ActivationSettings> activation_settings(const ActivationRecipe& r, std::string_view what) {
  const auto refuse = [&](auto... parts) { return refusal(text(what, ": activations: ", parts...)); };
  if (*r.bits < 2 || *r.bits > 8) return refuse("bits must be 2 to 8, got ", *r.bits);
  if (r.scheme == Scheme::binary) return refuse("the scheme binary is for weights");
  ActivationSettings out{{*r.bits, *r.is_signed, *r.scheme, false}, observer_of(r.method, r.percentile)};
  if (const Status ok = check_observer_options(out.observer); !ok.ok()) return refuse(ok.error().message);
  return out;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view name) {
  // Where the last star stands, and the first character that it does not stand for so far.
  std::size_t p = 0, n = 0, star = std::string_view::npos, covered = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      covered = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++covered;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string_view layer_name(const Graph& graph, const Node& node) {
  if (!node.name.empty()) return node.name;
  const auto first = std::ranges::find_if(node.outputs, [](ValueId id) { return id != absent; });
  return first == node.outputs.end() ? std::string_view() : std::string_view(graph.values[*first].name);
}

Result<RecipeSettings> settings_for(const Recipe& recipe, const Graph& graph) {
  RecipeSettings settings;
  const Recipe filled = with_defaults(recipe);
  ZP_CHECK(weight_settings(filled.all.weights, "recipe"));
  ZP_CHECK(activation_settings(filled.all.activations, "recipe"));
  ZP_TRY(settings.input, activation_settings(input_of(recipe), "input"));
  settings.quantized_output = recipe.quantized_output.value_or(false);
  std::vector<bool> used(recipe.layers.size(), false), names_a_layer(recipe.layers.size(), false);
  for (std::size_t i = 0; i < recipe.layers.size(); ++i) {
    names_a_layer[i] = std::ranges::any_of(graph.nodes, [&](const Node& node) { return layer_name(graph, node) == recipe.layers[i].match; });
  }
  for (const Node& node : graph.nodes) {
    const std::string_view name = layer_name(graph, node);
    LayerRecipe merged = recipe.all;
    for (std::size_t i = 0; i < recipe.layers.size(); ++i) {
      if (names_a_layer[i] ? recipe.layers[i].match != name : !matches(recipe.layers[i].match, name)) continue;
      used[i] = true;
      change(merged, recipe.layers[i].recipe);
    }
    fill(merged.weights);
    fill(merged.activations);
    const std::string what = text("layer '", name, "'");
    LayerSettings layer;
    ZP_TRY(layer.weights, weight_settings(merged.weights, what));
    ZP_TRY(layer.activations, activation_settings(merged.activations, what));
    layer.in_float = merged.in_float.value_or(false);
    settings.layers.push_back(std::move(layer));
  }
  const auto unused = std::ranges::find(used, false);
  if (unused == used.end()) return settings;
  return refusal(text("the recipe's rule for '", recipe.layers[static_cast<std::size_t>(unused - used.begin())].match, "' matches no layer"));
}

Recipe with_defaults(const Recipe& recipe) {
  Recipe filled = recipe;
  fill(filled.all.weights);
  fill(filled.all.activations);
  filled.all.in_float = recipe.all.in_float.value_or(false);
  filled.input = input_of(recipe);
  filled.quantized_output = recipe.quantized_output.value_or(false);
  return filled;
}

}  // namespace zeropoint

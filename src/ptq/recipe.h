// Recipe: how a network is to be quantized. Plain data with everything optional: what is not said has a default, and
// a rule for some layers changes only what it says. docs/recipe.schema.json is the same as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "model/graph.h"
#include "quant/granularity.h"
#include "quant/observer.h"
#include "quant/qparams.h"

namespace zeropoint {

struct WeightRecipe {
  std::optional<int> bits{};                 // 1 to 8; 8, or 1 if the scheme is binary
  std::optional<Scheme> scheme{};            // symmetric: signed codes in the narrow range; affine: unsigned codes
  std::optional<Granularity> granularity{};  // channel; the axis follows from the operator and is not read. A block is
                                           // `size` input channels × all taps
  std::optional<RangeMethod> method{};       // minmax; not the moving average
  std::optional<double> percentile{};        // 99.99
};

struct ActivationRecipe {
  std::optional<int> bits{};            // 2 to 8; 8
  std::optional<Scheme> scheme{};       // affine; not binary
  std::optional<bool> is_signed{};      // false
  std::optional<RangeMethod> method{};  // minmax
  std::optional<double> percentile{};   // 99.99
};

struct LayerRecipe {
  WeightRecipe weights;
  ActivationRecipe activations;  // of the layer's output
  std::optional<bool> in_float{};  // leave the layer alone
};

struct LayerRule {
  std::string match;  // a layer's name, or a pattern if no layer has that name: '*' stands for any characters
  LayerRecipe recipe;
};

struct Recipe {
  LayerRecipe all;
  ActivationRecipe input;                // of the network's inputs: 8 bits, the rest as `all.activations`
  std::optional<bool> quantized_output{};  // of a last convolution or matrix product; false: logits are not quantized
  std::vector<LayerRule> layers;         // later ones win
};

// What a recipe comes to for one layer.
struct ActivationSettings {
  QuantSpec quant;
  ObserverOptions observer;

  bool operator==(const ActivationSettings&) const = default;
};
struct WeightSettings {
  QuantSpec quant;
  Granularity granularity;  // kind, groups and size
  ObserverOptions observer;
};
struct LayerSettings {
  WeightSettings weights;
  ActivationSettings activations;
  bool in_float = false;
};
struct RecipeSettings {
  std::vector<LayerSettings> layers;  // one for each node of the graph
  ActivationSettings input;
  bool quantized_output = false;
};

// Whether a pattern, in which '*' stands for any characters, is the name.
bool matches(std::string_view pattern, std::string_view name);

// The name of a node as a layer: its own, or that of its first output.
std::string_view layer_name(const Graph& graph, const Node& node);

// Errors, naming the rule or the layer: a pattern that no layer matches; bits, percentiles, groups or block sizes out
// of their range; symmetric with 1 bit; binary with more, or with a method other than minmax; moving averages of
// weights. What a layer's weights have to divide by, freeze checks.
Result<RecipeSettings> settings_for(const Recipe& recipe, const Graph& graph);

// The recipe with its defaults written out, for display.
Recipe with_defaults(const Recipe& recipe);

}  // namespace zeropoint

// Which values of a network become codes.
#pragma once

#include <vector>

#include "ptq/layer_kind.h"
#include "ptq/recipe.h"

namespace zeropoint {

// What becomes codes without a layer that makes it so. To study one layer by itself, neither does.
struct CodeScope {
  bool inputs = true;                // the network's inputs
  bool outputs_of_float_layers = true;
};

struct CodePlaces {
  std::vector<LayerForm> forms;  // by node, the recipe's float layers included
  // By value: whose parameters it has, itself or the value that a chain of movers begins with; absent for those that
  // stay float.
  std::vector<ValueId> source;
};

// A value becomes codes where a layer that is not in float makes it or wants it. One that is made in float is then read
// both as codes and, by others in float, as it is. What the last convolution or matrix product makes stays float, unless
// the recipe wants it as codes: it reaches the outputs through nothing but movers and operators without an integer form.
CodePlaces code_places(const Graph& graph, const RecipeSettings& settings, const CodeScope& scope = {});

}  // namespace zeropoint

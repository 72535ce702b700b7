// Recipes between JavaScript and the core.
#pragma once

#include "convert.h"
#include "ptq/recipe.h"

namespace zeropoint::bindings {

// The TypeScript side has made sure that keys exist and words are those that there are.
Recipe to_recipe(const val& object);
val from_recipe(const Recipe& recipe);

// { kind, groups, size }, without the axis, which follows from the operator.
val from_weight_granularity(const Granularity& granularity);

}  // namespace zeropoint::bindings

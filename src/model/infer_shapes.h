// Shape inference: element type and shape of every value, from those of the inputs.
#pragma once

#include <span>
#include <string>

#include "core/result.h"
#include "core/shape.h"
#include "model/graph.h"

namespace zeropoint {

struct InputShape {
  std::string name;
  Shape shape;
};

// Sets type and contents of all values; Constant nodes give their values the constant. Dimensions that the
// given shapes fix replace their symbols everywhere; the others stay symbolic.
// Errors: a name that is no input, a shape that contradicts the declared one, an operator's rule broken;
// tensors of more than 2^40 elements or 8 dimensions.
Status infer_shapes(Graph& graph, std::span<const InputShape> given = {});

}  // namespace zeropoint

// Freeze: a float network, what its values were, and a recipe → scales, zero points, weights and biases in codes.
#pragma once

#include "ptq/calibration.h"
#include "ptq/code_places.h"
#include "ptq/freeze_cache.h"
#include "ptq/frozen.h"
#include "ptq/recipe.h"

namespace zeropoint {

// The graph is that of a float model, simplified. A cache is of this network and calibration.
//
// Every scale comes from (3) to (6), with two additions. A weight's scale is raised until the bias of each of its
// channels stays below 2^30 steps: a channel whose weights are next to nothing would otherwise lose its bias to (7). And
// blocks that hold all input channels are channels.
//
// Errors: those of settings_for and of Calibration::check_network; a network that is quantized already. Naming the
// layer: what its weights do not divide into; an accumulator that int32 might not hold (9); scales whose product or
// multiplier is no normal float (7), (8). Of layers whose input a scope leaves float only the weights become codes.
Result<Frozen> freeze(const Graph& graph, const Calibration& calibration, const Recipe& recipe, FreezeCache& cache, const CodeScope& scope = {});

}  // namespace zeropoint

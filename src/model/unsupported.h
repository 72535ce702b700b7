// Refuses a model once, with all that stands in its way.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/raw_model.h"

namespace zeropoint {

// A node's name, or that of its first output.
std::string_view node_label(const RawNode& node);

// Error: names every operator that the registry does not have, or not for the model's opset, and the
// nodes that use it (of many, the first ones and their number).
Status check_supported(const RawModel& model);

}  // namespace zeropoint

// Traces on their way to JavaScript.
#pragma once

#include "convert.h"
#include "ptq/trace.h"

namespace zeropoint::bindings {

// CoreLayerTrace in core.ts, one for each layer. Errors: not enough memory.
Result<val> from_traces(const std::vector<LayerTrace>& layers);

}  // namespace zeropoint::bindings

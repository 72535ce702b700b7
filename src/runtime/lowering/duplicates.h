// Before lowering: nodes of QuantizeLinear that do the same become one.
#pragma once

#include "model/graph.h"

namespace zeropoint::lowering {

void merge_duplicates(Graph& graph);

}  // namespace zeropoint::lowering

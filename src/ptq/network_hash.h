// Whether two networks are the same.
#pragma once

#include <string>

#include "model/graph.h"

namespace zeropoint {

// 16 hexadecimal digits that differ, but for accidents, where operators, attributes or constants do. Names are left out.
std::string network_hash(const Graph& graph);

}  // namespace zeropoint

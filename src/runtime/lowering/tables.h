// Tables: functions of one element as 256 codes, equation (18).
#pragma once

#include <array>

#include "runtime/lowering/rewriter.h"

namespace zeropoint::lowering {

// By the byte that holds the input's code, the byte of the result's.
using TableBytes = std::array<std::byte, 256>;

// A LookupTable of x whose result is of that type; its output is left to be set.
Result<Node> table_node(Rewriter& r, std::string name, ValueId x, const TableBytes& bytes, ElementType type);

// The same numbers as codes of that type: between uint8 and int8, a shift of codes and zero point by 128.
Result<Codes> as_type(Rewriter& r, const Codes& from, ElementType type);

}  // namespace zeropoint::lowering

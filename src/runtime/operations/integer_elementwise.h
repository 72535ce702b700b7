// Arithmetic on integer tensors: the few that shapes, masks and indices take, in one plain path.
#pragma once

#include "runtime/preparation.h"

namespace zeropoint::operations {

// Abs, Add, Clip, Div, Max, Min, Mul, Neg, Pow, PRelu, Relu, Sub of int8 to uint64, with broadcasting. Results wrap
// around; division truncates. Errors while running: division by zero, zero to a negative power.
Status integer_elementwise(Preparation& p);

}  // namespace zeropoint::operations

// The operators that run: one row each, in the order of the registry (model/operators.h).
#pragma once

#include "core/result.h"
#include "model/operators.h"

namespace zeropoint {

class Preparation;

// Adds the steps of a node to the plan, or shares its input's memory with its output.
using Prepare = Status (*)(Preparation&);

struct Operation {
  std::string_view domain;
  std::string_view name;
  Prepare prepare;
  // Bit i: the values of input i decide what is computed how, so they have to be known when planning.
  unsigned parameters = 0;
};

// Null if it cannot run.
const Operation* find_operation(const OperatorRow& row);

namespace operations {

// operations/arg_max.cpp
Status arg_max(Preparation& p);
// operations/cast.cpp
Status cast(Preparation& p);
// operations/concat.cpp
Status concat(Preparation& p);
Status split(Preparation& p);
// operations/conv.cpp
Status conv(Preparation& p);
// operations/elementwise.cpp
Status add(Preparation& p);
Status sub(Preparation& p);
Status mul(Preparation& p);
Status div(Preparation& p);
Status min(Preparation& p);
Status max(Preparation& p);
Status prelu(Preparation& p);
// operations/pow.cpp
Status pow(Preparation& p);
// operations/fill.cpp
Status constant_of_shape(Preparation& p);
Status shape(Preparation& p);
Status dropout(Preparation& p);
// operations/gather.cpp
Status gather(Preparation& p);
// operations/pad.cpp
Status pad(Preparation& p);
// operations/qlinear_conv.cpp
Status qlinear_conv(Preparation& p);
Status qlinear_block_conv(Preparation& p);
Status conv_integer(Preparation& p);
// operations/qlinear_matmul.cpp
Status matmul_integer(Preparation& p);
Status qlinear_matmul(Preparation& p);
Status qgemm(Preparation& p);
// operations/qlinear_binary.cpp
Status qlinear_add(Preparation& p);
Status qlinear_mul(Preparation& p);
// operations/qlinear_concat.cpp
Status qlinear_concat(Preparation& p);
// operations/qlinear_pool.cpp
Status qlinear_average_pool(Preparation& p);
Status qlinear_global_average_pool(Preparation& p);
// operations/qlinear_table.cpp
Status qlinear_sigmoid(Preparation& p);
Status qlinear_leaky_relu(Preparation& p);
Status lookup_table(Preparation& p);
// operations/quantize.cpp
Status quantize_linear(Preparation& p);
Status dequantize_linear(Preparation& p);
Status dynamic_quantize_linear(Preparation& p);
// operations/slice.cpp
Status slice(Preparation& p);
// operations/gemm.cpp
Status gemm(Preparation& p);
// operations/matmul.cpp
Status matmul(Preparation& p);
// operations/batch_norm.cpp
Status batch_normalization(Preparation& p);
// operations/lrn.cpp
Status lrn(Preparation& p);
// operations/pool.cpp
Status max_pool(Preparation& p);
Status average_pool(Preparation& p);
// operations/reduce.cpp
Status reduce_mean(Preparation& p);
Status global_average_pool(Preparation& p);
Status global_max_pool(Preparation& p);
// operations/resize.cpp
Status resize(Preparation& p);
// operations/softmax.cpp
Status softmax(Preparation& p);
Status log_softmax(Preparation& p);
// operations/unary.cpp
Status relu(Preparation& p);
Status leaky_relu(Preparation& p);
Status clip(Preparation& p);
Status sigmoid(Preparation& p);
Status hard_sigmoid(Preparation& p);
Status hard_swish(Preparation& p);
Status swish(Preparation& p);
Status tanh(Preparation& p);
Status elu(Preparation& p);
Status exp(Preparation& p);
Status sqrt(Preparation& p);
Status neg(Preparation& p);
Status abs(Preparation& p);
// operations/view.cpp: the same elements, mostly without a copy
Status reshape(Preparation& p);
Status transpose(Preparation& p);
Status identity(Preparation& p);

}  // namespace operations
}  // namespace zeropoint

// Float functions of one element, of two, and of rows; one of the groups of NetworkKernels.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/broadcast.h"

namespace zeropoint {

// fl(·) after each operation, left to right; exp, tanh and sigmoid from core/float_math.h. "a < b ? b : a" and
// the like keep NaN in the first place they are written.
enum class FloatUnary {
  relu,         // x < 0 ? 0 : x
  leaky_relu,   // x < 0 ? alpha·x : x
  clip,         // x < alpha ? alpha : x, then beta < x ? beta : x
  sigmoid,
  hard_sigmoid, // clip(alpha·x + beta, 0, 1)
  hard_swish,   // x · clip(x / 6 + 0.5, 0, 1)
  silu,         // x · sigmoid(x)
  tanh,
  elu,          // x < 0 ? alpha·(exp(x) − 1) : x
  exp,
  log,
  sqrt,
  neg,
  abs,
};

struct FloatUnaryParameters {
  float alpha = 0;
  float beta = 0;
};

enum class FloatBinary {
  add,
  sub,
  mul,
  div,
  min,    // b < a ? b : a
  max,    // a < b ? b : a
  prelu,  // a < 0 ? a·b : a
};

struct FloatOperand {
  const float* data;
  Broadcast broadcast = Broadcast::none;
};

struct FloatPointwiseKernels {
  // y may be x.
  void (*unary)(FloatUnary function, const FloatUnaryParameters& parameters, std::span<const float> x, float* y) noexcept;
  // y [rows][columns]; it may be the data of an operand without broadcast.
  void (*binary)(FloatBinary function, const FloatOperand& a, const FloatOperand& b, std::size_t rows,
                 std::size_t columns, float* y) noexcept;

  // Of every row of x [rows][columns]: with m the largest value and e_i = exp(x_i − m), the sum of e is that of
  // four partial sums, s_j over i ≡ j modulo 4 ascending, as (s_0 + s_1) + (s_2 + s_3). softmax is e_i / sum,
  // log_softmax (x_i − m) − log(sum). y may be x.
  void (*softmax)(std::span<const float> x, std::size_t columns, float* y) noexcept;
  void (*log_softmax)(std::span<const float> x, std::size_t columns, float* y) noexcept;
};

}  // namespace zeropoint

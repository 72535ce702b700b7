// The formulas of FloatUnary and FloatBinary, over the same `L` as core/float_math.h, so that a back end only adds
// the loops around them.
#pragma once

#include "core/float_math.h"
#include "kernels/float_pointwise.h"

namespace zeropoint::pointwise {

inline float square_root(float x) { return __builtin_sqrtf(x); }
inline float negate(float x) { return -x; }

template <class L>
L clip(L x, L lo, L hi) {
  using float_math::select;
  x = select(x < lo, lo, x);
  return select(hi < x, hi, x);
}

template <FloatUnary function, class L>
L unary(L x, L alpha, L beta) {
  using enum FloatUnary;
  using float_math::select;
  const L zero = L(0.0F);
  const L one = L(1.0F);
  if constexpr (function == relu) return select(x < zero, zero, x);
  if constexpr (function == leaky_relu) return select(x < zero, alpha * x, x);
  if constexpr (function == clip) return pointwise::clip(x, alpha, beta);
  if constexpr (function == sigmoid) return float_math::sigmoid(x);
  if constexpr (function == hard_sigmoid) return pointwise::clip(alpha * x + beta, zero, one);
  if constexpr (function == hard_swish) return x * pointwise::clip(x / L(6.0F) + L(0.5F), zero, one);
  if constexpr (function == silu) return x * float_math::sigmoid(x);
  if constexpr (function == tanh) return float_math::tanh(x);
  if constexpr (function == elu) return select(x < zero, alpha * (float_math::exp(x) - one), x);
  if constexpr (function == exp) return float_math::exp(x);
  if constexpr (function == log) return float_math::log(x);
  if constexpr (function == sqrt) return square_root(x);
  if constexpr (function == neg) return negate(x);
  if constexpr (function == abs) return float_math::absolute(x);
}

template <FloatBinary function, class L>
L binary(L a, L b) {
  using enum FloatBinary;
  using float_math::select;
  if constexpr (function == add) return a + b;
  if constexpr (function == sub) return a - b;
  if constexpr (function == mul) return a * b;
  if constexpr (function == div) return a / b;
  if constexpr (function == min) return select(b < a, b, a);
  if constexpr (function == max) return select(a < b, b, a);
  if constexpr (function == prelu) return select(a < L(0.0F), a * b, a);
}

// Calls `with` with the function as a compile-time constant.
template <FloatUnary function>
struct UnaryTag {
  static constexpr FloatUnary value = function;
};
template <FloatBinary function>
struct BinaryTag {
  static constexpr FloatBinary value = function;
};

template <class With>
void dispatch(FloatUnary function, With&& with) {
  using enum FloatUnary;
  switch (function) {
    case relu: return with(UnaryTag<relu>{});
    case leaky_relu: return with(UnaryTag<leaky_relu>{});
    case clip: return with(UnaryTag<clip>{});
    case sigmoid: return with(UnaryTag<sigmoid>{});
    case hard_sigmoid: return with(UnaryTag<hard_sigmoid>{});
    case hard_swish: return with(UnaryTag<hard_swish>{});
    case silu: return with(UnaryTag<silu>{});
    case tanh: return with(UnaryTag<tanh>{});
    case elu: return with(UnaryTag<elu>{});
    case exp: return with(UnaryTag<exp>{});
    case log: return with(UnaryTag<log>{});
    case sqrt: return with(UnaryTag<sqrt>{});
    case neg: return with(UnaryTag<neg>{});
    case abs: return with(UnaryTag<abs>{});
  }
}

template <class With>
void dispatch(FloatBinary function, With&& with) {
  using enum FloatBinary;
  switch (function) {
    case add: return with(BinaryTag<add>{});
    case sub: return with(BinaryTag<sub>{});
    case mul: return with(BinaryTag<mul>{});
    case div: return with(BinaryTag<div>{});
    case min: return with(BinaryTag<min>{});
    case max: return with(BinaryTag<max>{});
    case prelu: return with(BinaryTag<prelu>{});
  }
}

}  // namespace zeropoint::pointwise

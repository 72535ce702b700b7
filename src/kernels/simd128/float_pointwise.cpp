// Functions of elements and rows on 128-bit vectors; the formulas are kernels/float_pointwise_rules.h on four
// lanes. Softmax's partial sums are the lanes of one vector.
#include "kernels/float_pointwise_rules.h"
#include "kernels/simd128/float_lanes.h"
#include "kernels/simd128/network_simd128.h"

namespace zeropoint::simd128 {

inline F32x4 square_root(F32x4 x) { return F32x4(wasm_f32x4_sqrt(x.v)); }
inline F32x4 negate(F32x4 x) { return F32x4(wasm_f32x4_neg(x.v)); }

namespace {

F32x4 load(const float* x) { return F32x4(wasm_v128_load(x)); }
void store(float* y, F32x4 x) { wasm_v128_store(y, x.v); }

template <FloatUnary function>
[[gnu::noinline]] void unary_of(const FloatUnaryParameters& p, std::span<const float> x, float* y) {
  const F32x4 alpha(p.alpha);
  const F32x4 beta(p.beta);
  std::size_t i = 0;
  for (; i + 4 <= x.size(); i += 4) store(y + i, pointwise::unary<function>(load(x.data() + i), alpha, beta));
  for (; i < x.size(); ++i) y[i] = pointwise::unary<function>(x[i], p.alpha, p.beta);
}

void unary(FloatUnary function, const FloatUnaryParameters& p, std::span<const float> x, float* y) noexcept {
  pointwise::dispatch(function, [&](auto tag) { unary_of<decltype(tag)::value>(p, x, y); });
}

// One row; an operand that is a scalar is read once.
template <FloatBinary function>
[[gnu::noinline]] void binary_of(const float* a, bool a_scalar, const float* b, bool b_scalar, std::size_t n, float* y) {
  std::size_t i = 0;
  const F32x4 first_a(*a);
  const F32x4 first_b(*b);
  for (; i + 4 <= n; i += 4) {
    const F32x4 left = a_scalar ? first_a : load(a + i);
    const F32x4 right = b_scalar ? first_b : load(b + i);
    store(y + i, pointwise::binary<function>(left, right));
  }
  for (; i < n; ++i) y[i] = pointwise::binary<function>(a[a_scalar ? 0 : i], b[b_scalar ? 0 : i]);
}

void binary(FloatBinary function, const FloatOperand& a, const FloatOperand& b, std::size_t rows, std::size_t columns,
            float* y) noexcept {
  using enum Broadcast;
  if (rows == 0 || columns == 0) return;
  if (a.broadcast != row && b.broadcast != row) {
    columns *= rows;
    rows = 1;
  }
  const std::size_t step_a = a.broadcast == none ? columns : 0;
  const std::size_t step_b = b.broadcast == none ? columns : 0;
  pointwise::dispatch(function, [&](auto tag) {
    for (std::size_t i = 0; i < rows; ++i) {
      binary_of<decltype(tag)::value>(a.data + i * step_a, a.broadcast == scalar, b.data + i * step_b,
                                      b.broadcast == scalar, columns, y + i * columns);
    }
  });
}

float largest(std::span<const float> x) {
  float most = x[0];
  for (float value : x) most = most < value ? value : most;
  return most;
}

// y_i = exp(x_i − most); returns their sum.
float exp_and_sum(std::span<const float> x, float most, float* y) {
  F32x4 sums(0.0F);
  const F32x4 shift(most);
  std::size_t i = 0;
  for (; i + 4 <= x.size(); i += 4) {
    const F32x4 e = float_math::exp(load(x.data() + i) - shift);
    sums = sums + e;
    if (y != nullptr) store(y + i, e);
  }
  alignas(16) float lanes[4];
  store(lanes, sums);
  for (; i < x.size(); ++i) {
    const float e = portable_expf(x[i] - most);
    lanes[i % 4] += e;
    if (y != nullptr) y[i] = e;
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

void softmax(std::span<const float> x, std::size_t columns, float* y) noexcept {
  for (; !x.empty(); x = x.subspan(columns), y += columns) {
    const std::span<const float> row = x.first(columns);
    const float sum = exp_and_sum(row, largest(row), y);
    binary_of<FloatBinary::div>(y, false, &sum, true, columns, y);
  }
}

void log_softmax(std::span<const float> x, std::size_t columns, float* y) noexcept {
  for (; !x.empty(); x = x.subspan(columns), y += columns) {
    const std::span<const float> row = x.first(columns);
    const float most = largest(row);
    const float log = portable_logf(exp_and_sum(row, most, nullptr));
    binary_of<FloatBinary::sub>(row.data(), false, &most, true, columns, y);
    binary_of<FloatBinary::sub>(y, false, &log, true, columns, y);
  }
}

}  // namespace

constinit const FloatPointwiseKernels float_pointwise_kernels{
    .unary = unary,
    .binary = binary,
    .softmax = softmax,
    .log_softmax = log_softmax,
};

}  // namespace zeropoint::simd128

// The specification of FloatPointwiseKernels: plain loops over kernels/float_pointwise_rules.h.
#include "kernels/float_pointwise_rules.h"
#include "kernels/scalar/network_scalar.h"

namespace zeropoint::scalar {

namespace {

void unary(FloatUnary function, const FloatUnaryParameters& p, std::span<const float> x, float* y) noexcept {
  pointwise::dispatch(function, [&](auto tag) {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = pointwise::unary<decltype(tag)::value>(x[i], p.alpha, p.beta);
  });
}

float element(const FloatOperand& operand, std::size_t row, std::size_t column, std::size_t columns) {
  switch (operand.broadcast) {
    case Broadcast::none: return operand.data[row * columns + column];
    case Broadcast::row: return operand.data[column];
    case Broadcast::scalar: return operand.data[0];
  }
  return 0;
}

void binary(FloatBinary function, const FloatOperand& a, const FloatOperand& b, std::size_t rows, std::size_t columns,
            float* y) noexcept {
  pointwise::dispatch(function, [&](auto tag) {
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < columns; ++i) {
        *y++ = pointwise::binary<decltype(tag)::value>(element(a, row, i, columns), element(b, row, i, columns));
      }
    }
  });
}

float largest(std::span<const float> x) {
  float most = x[0];
  for (float value : x) most = most < value ? value : most;
  return most;
}

float sum_of_exp(std::span<const float> x, float most) {
  float sums[4] = {0, 0, 0, 0};
  for (std::size_t i = 0; i < x.size(); ++i) sums[i % 4] += portable_expf(x[i] - most);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void softmax(std::span<const float> x, std::size_t columns, float* y) noexcept {
  for (; !x.empty(); x = x.subspan(columns), y += columns) {
    const std::span<const float> row = x.first(columns);
    const float most = largest(row);
    const float sum = sum_of_exp(row, most);
    for (std::size_t i = 0; i < columns; ++i) y[i] = portable_expf(row[i] - most) / sum;
  }
}

void log_softmax(std::span<const float> x, std::size_t columns, float* y) noexcept {
  for (; !x.empty(); x = x.subspan(columns), y += columns) {
    const std::span<const float> row = x.first(columns);
    const float most = largest(row);
    const float log = portable_logf(sum_of_exp(row, most));
    for (std::size_t i = 0; i < columns; ++i) y[i] = (row[i] - most) - log;
  }
}

}  // namespace

constinit const FloatPointwiseKernels float_pointwise_kernels{
    .unary = unary,
    .binary = binary,
    .softmax = softmax,
    .log_softmax = log_softmax,
};

}  // namespace zeropoint::scalar

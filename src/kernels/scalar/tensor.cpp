// The specification of the quantize, dequantize and requantize kernels: the formulas, element by element.
#include <algorithm>
#include <cmath>

#include "kernels/scalar/scalar.h"
#include "quant/requantize.h"

namespace zeropoint::scalar {

namespace {

template <class Code>
std::size_t quantize(std::span<const float> r, const QParams& p, Code* q) noexcept {
  std::size_t first_nan = r.size();
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (std::isnan(r[i]) && first_nan == r.size()) first_nan = i;
    q[i] = static_cast<Code>(quantize_value(r[i], p));
  }
  return first_nan;
}

template <class Code>
void dequantize(std::span<const Code> q, const QParams& p, float* r) noexcept {
  for (std::size_t i = 0; i < q.size(); ++i) r[i] = dequantize_value(q[i], p);
}

template <class Code>
void requantize(std::span<const std::int32_t> accumulators, const Requantization& to, Code* y) noexcept {
  const std::size_t channels = to.multipliers.size();
  for (std::size_t i = 0; i < accumulators.size(); ++i) {
    y[i] = static_cast<Code>(requantize_value(accumulators[i], to.multipliers[i % channels], to));
  }
}

MinMax minmax(std::span<const float> r) noexcept {
  if (r.empty()) return {};
  MinMax seen{r[0], r[0], true};
  for (float x : r) {
    seen.min = std::min(seen.min, x);
    seen.max = std::max(seen.max, x);
    seen.finite = seen.finite && std::isfinite(x);
  }
  if (!seen.finite) return {0, 0, false};
  return {seen.min + 0.0F, seen.max + 0.0F, true};  // −0 + 0 = 0: the sign of a zero does not depend on order
}

}  // namespace

constinit const TensorKernels tensor_kernels{
    .minmax = minmax,
    .quantize_u8 = quantize<std::uint8_t>,
    .quantize_i8 = quantize<std::int8_t>,
    .quantize_u16 = quantize<std::uint16_t>,
    .quantize_i16 = quantize<std::int16_t>,
    .dequantize_u8 = dequantize<std::uint8_t>,
    .dequantize_i8 = dequantize<std::int8_t>,
    .dequantize_u16 = dequantize<std::uint16_t>,
    .dequantize_i16 = dequantize<std::int16_t>,
    .requantize_u8 = requantize<std::uint8_t>,
    .requantize_i8 = requantize<std::int8_t>,
};

}  // namespace zeropoint::scalar

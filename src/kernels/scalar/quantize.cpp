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

}  // namespace

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

std::size_t quantize_u8(std::span<const float> r, const QParams& p, std::uint8_t* q) noexcept { return quantize(r, p, q); }
std::size_t quantize_i8(std::span<const float> r, const QParams& p, std::int8_t* q) noexcept { return quantize(r, p, q); }
std::size_t quantize_u16(std::span<const float> r, const QParams& p, std::uint16_t* q) noexcept { return quantize(r, p, q); }
std::size_t quantize_i16(std::span<const float> r, const QParams& p, std::int16_t* q) noexcept { return quantize(r, p, q); }

void dequantize_u8(std::span<const std::uint8_t> q, const QParams& p, float* r) noexcept { dequantize(q, p, r); }
void dequantize_i8(std::span<const std::int8_t> q, const QParams& p, float* r) noexcept { dequantize(q, p, r); }
void dequantize_u16(std::span<const std::uint16_t> q, const QParams& p, float* r) noexcept { dequantize(q, p, r); }
void dequantize_i16(std::span<const std::int16_t> q, const QParams& p, float* r) noexcept { dequantize(q, p, r); }

void requantize_u8(std::span<const std::int32_t> accumulators, const Requantization& to, std::uint8_t* y) noexcept {
  requantize(accumulators, to, y);
}
void requantize_i8(std::span<const std::int32_t> accumulators, const Requantization& to, std::int8_t* y) noexcept {
  requantize(accumulators, to, y);
}

}  // namespace zeropoint::scalar

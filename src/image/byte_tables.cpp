#include "image/byte_tables.h"

#include <algorithm>
#include <cmath>

namespace zeropoint {

namespace {

std::uint8_t shown_byte(std::int32_t q, const QParams& p) {
  return static_cast<std::uint8_t>(quantize_value(dequantize_value(q, p), byte_qparams));
}

}  // namespace

ByteTables::ByteTables(const Kernels& kernels) : kernels_(&kernels) {
  std::array<std::uint8_t, 256> bytes;
  for (std::size_t v = 0; v < 256; ++v) bytes[v] = static_cast<std::uint8_t>(v);
  kernels.tensor.dequantize_u8(bytes, byte_qparams, reals_.data());
}

void ByteTables::fill(const QParams& p, ByteRange range, std::uint8_t* code, std::uint8_t* shown) const {
  const std::size_t first = range.lo;
  const std::size_t n = std::size_t{range.hi} - range.lo + 1;
  const std::span<const float> r = reals().subspan(first, n);
  std::array<float, 256> dequantized;
  if (p.qmin < 0) {
    auto* q = reinterpret_cast<std::int8_t*>(code) + first;
    kernels_->tensor.quantize_i8(r, p, q);
    kernels_->tensor.dequantize_i8({q, n}, p, dequantized.data());
  } else {
    kernels_->tensor.quantize_u8(r, p, code + first);
    kernels_->tensor.dequantize_u8({code + first, n}, p, dequantized.data());
  }
  kernels_->tensor.quantize_u8({dequantized.data(), n}, byte_qparams, shown + first);
}

void ByteTables::fill_stochastic(const QParams& p, ByteRange range, std::size_t c, StochasticTable& table) const {
  // floor(x + u) > floor(x) for u = bits/2^24 exactly where bits ≥ (1 − frac(x))·2^24. x − floor(x) is exact in
  // float32 and the rest in float64.
  constexpr double one = 16777216;
  for (std::size_t v = range.lo; v <= range.hi; ++v) {
    const float steps = reals_[v] / p.scale;
    const float down = std::floor(steps);
    const bool may_go_up = down < static_cast<float>(p.qmax - p.zero_point);
    const std::int32_t q = may_go_up ? static_cast<std::int32_t>(down) + p.zero_point : p.qmax;
    table.threshold[c][v] = static_cast<std::uint32_t>(may_go_up ? std::ceil((1 - double{steps - down}) * one) : one);
    table.code[c][v] = static_cast<std::uint8_t>(q);
    table.shown[c][v] = shown_byte(q, p);
    table.shown_up[c][v] = shown_byte(std::min(q + 1, p.qmax), p);
  }
}

std::uint8_t ByteTables::largest_in_range(const QParams& p) const {
  std::uint8_t inside = 0;  // always is
  for (std::uint8_t step = 128; step > 0; step /= 2) {
    const auto further = static_cast<std::uint8_t>(inside + step);
    if (!saturates(further, p)) inside = further;
  }
  return inside;
}

}  // namespace zeropoint

// The rules of ONNX Runtime's integer operators for one element: equations (12) to (16) of quantization.md. They are
// computed in float32, one operation after the other; (10), which convolutions and matrix products end with, is in
// quant/requantize.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "quant/qparams.h"

namespace zeropoint {

// The code that a byte holds.
inline std::int32_t code_in(std::uint8_t byte, bool is_signed) { return is_signed ? std::int32_t{static_cast<std::int8_t>(byte)} : std::int32_t{byte}; }

// (12) and (13) after a + b or a·b: Z_y is added before rounding.
inline std::int32_t quantize_after_shift(float r, const QParams& to) {
  const float lo = static_cast<float>(to.qmin - to.zero_point);
  const float hi = static_cast<float>(to.qmax - to.zero_point);
  const float steps = std::min(std::max(lo, r / to.scale), hi);
  return static_cast<std::int32_t>(round_half_even(steps + static_cast<float>(to.zero_point)));
}

// Equation (12).
inline std::int32_t quantized_sum(std::int32_t a, const QParams& from_a, std::int32_t b, const QParams& from_b, const QParams& to) {
  return quantize_after_shift(dequantize_value(a, from_a) + dequantize_value(b, from_b), to);
}

// Equation (13).
inline std::int32_t quantized_product(std::int32_t a, const QParams& from_a, std::int32_t b, const QParams& from_b, const QParams& to) {
  return quantize_after_shift(dequantize_value(a, from_a) * dequantize_value(b, from_b), to);
}

// Equation (14) after the sum of fl(S_x·(q_x − Z_x)).
inline std::int32_t quantized_average(float sum, std::size_t count, const QParams& to) {
  const float shifted = sum / static_cast<float>(count) / to.scale + static_cast<float>(to.zero_point);
  const auto lo = static_cast<float>(to.qmin), hi = static_cast<float>(to.qmax);
  return static_cast<std::int32_t>(std::min(std::max(lo, round_half_even(shifted)), hi));
}

// M of equation (15), of an average over `count` elements.
inline float average_multiplier(float input_scale, float output_scale, std::size_t count) {
  return input_scale / (output_scale * static_cast<float>(count));
}

// Equation (16): the code of f(r) for every code of 8 bits, by the byte that holds it. f takes and gives a float.
template <class Function>
std::array<std::uint8_t, 256> code_table(const QParams& from, const QParams& to, Function&& f) {
  std::array<std::uint8_t, 256> table{};
  for (std::int32_t q = from.qmin; q <= from.qmax; ++q) {
    table[static_cast<std::uint8_t>(q)] = static_cast<std::uint8_t>(quantize_value(f(dequantize_value(q, from)), to));
  }
  return table;
}

// The sigmoid of (16): ½ + x·P(x²) / Q(x²) with x limited to ±18, the rational approximation of the Eigen library. Codes
// can only be those of ONNX Runtime if its last bits are the same, which those of core/float_math.h are not.
float rational_sigmoid(float x);

}  // namespace zeropoint

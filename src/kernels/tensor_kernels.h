// The hot loops over tensors of reals, codes and accumulators: one of the groups of Kernels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "quant/qparams.h"

namespace zeropoint {

// Smallest and largest value, zeros as +0; {0, 0, false} when NaN or an infinity occurs. An empty span
// gives {0, 0, true}.
struct MinMax {
  float min = 0;
  float max = 0;
  bool finite = true;
};

// What equation (10) needs besides the accumulators. multipliers: M, one per output channel.
struct Requantization {
  std::span<const float> multipliers;
  std::int32_t zero_point = 0;  // Z_y
  std::int32_t qmin = 0;
  std::int32_t qmax = 255;
};

struct TensorKernels {
  MinMax (*minmax)(std::span<const float> r) noexcept;

  // Equation (2), element by element; q has room for r.size() codes. Returns the index of the first
  // NaN, or r.size() when there is none (all codes are written either way).
  std::size_t (*quantize_u8)(std::span<const float> r, const QParams& p, std::uint8_t* q) noexcept;
  std::size_t (*quantize_i8)(std::span<const float> r, const QParams& p, std::int8_t* q) noexcept;
  std::size_t (*quantize_u16)(std::span<const float> r, const QParams& p, std::uint16_t* q) noexcept;
  std::size_t (*quantize_i16)(std::span<const float> r, const QParams& p, std::int16_t* q) noexcept;

  // Equation (1); r has room for q.size() values.
  void (*dequantize_u8)(std::span<const std::uint8_t> q, const QParams& p, float* r) noexcept;
  void (*dequantize_i8)(std::span<const std::int8_t> q, const QParams& p, float* r) noexcept;
  void (*dequantize_u16)(std::span<const std::uint16_t> q, const QParams& p, float* r) noexcept;
  void (*dequantize_i16)(std::span<const std::int16_t> q, const QParams& p, float* r) noexcept;

  // Equation (10) after the accumulator: accumulators [rows][channels] with bias, row-major, channels =
  // multipliers.size(); y has room for as many codes.
  void (*requantize_u8)(std::span<const std::int32_t> accumulators, const Requantization& to, std::uint8_t* y) noexcept;
  void (*requantize_i8)(std::span<const std::int32_t> accumulators, const Requantization& to, std::int8_t* y) noexcept;
};

}  // namespace zeropoint

// What the image kernels compute for one value.
#pragma once

#include <algorithm>
#include <cstdint>

#include "quant/qparams.h"

namespace zeropoint {

// The parameters that tie a byte v of an image to its real number: r = fl(1/255)·v by equation (1), and
// v = quantize(r) by equation (2). An image scaled to 0…1 has been dequantized.
inline constexpr QParams byte_qparams{1.0F / 255.0F, 0, 0, 255};

// lowbias32, a bijection whose output looks random (Wellons, "Prospecting for hash functions", 2018).
inline std::uint32_t mix_bits(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7FEB352DU;
  x ^= x >> 15;
  x *= 0x846CA68BU;
  x ^= x >> 16;
  return x;
}

// Counter-based: the number at `counter` does not depend on any other, so that the order in which pixels
// are rounded does not show.
inline std::uint32_t random_key(std::uint32_t seed) { return mix_bits(seed + 0x9E3779B9U); }
inline std::uint32_t random_u32(std::uint32_t key, std::uint32_t counter) {
  return mix_bits(mix_bits(counter) ^ key);
}

struct DiffusedValue {
  std::int32_t code;
  float error;  // r + handed_on − r̂, for the neighbours
};

// r is first brought into the representable range: what clipping takes away is not handed on, else a bright
// area above the range would bleed without end. So |error| stays within S/2 and rounding.
inline DiffusedValue diffuse_value(float r, float handed_on, const QParams& p) {
  const float lo = dequantize_value(p.qmin, p);
  const float hi = dequantize_value(p.qmax, p);
  const float x = std::min(std::max(lo, r), hi) + handed_on;
  const std::int32_t q = quantize_value(x, p);
  return {q, x - dequantize_value(q, p)};
}

// Floyd and Steinberg (1976): the parts of an error that its neighbours get, rows from the top, each from left
// to right. Parts that would leave the image are dropped. Each neighbour adds them up in the order of the
// pixels they come from.
namespace floyd_steinberg {
inline constexpr float right = 7.0F / 16;
inline constexpr float below_left = 3.0F / 16;
inline constexpr float below = 5.0F / 16;
inline constexpr float below_right = 1.0F / 16;
}  // namespace floyd_steinberg

}  // namespace zeropoint

// Output buffers that end in guard values, and equality of floats by their bits.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "random.h"

namespace zeropoint::test {

// Runs `fill(y)` on n floats that are followed by guards, and returns the n floats.
template <class Fill>
std::vector<float> guarded_output(std::size_t n, Fill&& fill) {
  constexpr float guard = -12345.5F;
  std::vector<float> y(n + 8, guard);
  fill(y.data());
  CHECK(std::count(y.begin() + static_cast<std::ptrdiff_t>(n), y.end(), guard) == 8);
  y.resize(n);
  return y;
}

// A NaN has no fixed sign or payload; all else has.
inline bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
    return std::isnan(x) ? std::isnan(y) : std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
  });
}

inline std::vector<float> random_values(Random& random, std::size_t n, float reach = 4) {
  std::vector<float> values(n);
  for (float& x : values) x = random.integer(0, 9) == 0 ? -0.0F : random.real(-reach, reach);
  return values;
}

}  // namespace zeropoint::test

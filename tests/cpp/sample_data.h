// Values that tests/data/observers/reference.py makes as well, to the bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "random.h"

namespace zeropoint::test {

// Irwin-Hall: nearly normal with mean 0 and variance 1, within (−6, 6).
inline std::vector<float> normal_values(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(n);
  for (float& value : values) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random.next() >> 11) * 0x1p-53;
    value = static_cast<float>(sum);
  }
  return values;
}

// 505 values within [−4.6875, 11.0625], with repetitions.
inline std::vector<float> quadratic_residues(std::size_t n) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = (static_cast<float>(i * i % 1009) - 300) / 64;
  return values;
}

}  // namespace zeropoint::test

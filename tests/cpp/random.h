// Random numbers for property tests: the same on every machine, from the seed alone.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace zeropoint::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  // In [lo, hi].
  std::int64_t integer(std::int64_t lo, std::int64_t hi) {
    return lo + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(hi - lo + 1));
  }
  // In [lo, hi).
  float real(float lo, float hi) {
    const double u = static_cast<double>(next() >> 11) * 0x1p-53;
    return static_cast<float>(lo + (double{hi} - lo) * u);
  }
  // Any finite float32, all exponents alike.
  float any_finite() {
    for (;;) {
      const float x = std::bit_cast<float>(static_cast<std::uint32_t>(next()));
      if (std::isfinite(x)) return x;
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace zeropoint::test

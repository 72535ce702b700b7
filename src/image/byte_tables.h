// What quantization does to a byte, as tables: with given parameters, codes and displayed bytes are functions
// of the byte alone, so computing them once for each byte that occurs is exact.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kernels/kernels.h"
#include "quant/qparams.h"

namespace zeropoint {

// The bytes that occur, lo to hi.
struct ByteRange {
  std::uint8_t lo = 0;
  std::uint8_t hi = 0;
};

class ByteTables {
 public:
  explicit ByteTables(const Kernels& kernels);

  // r of every byte: equation (1) with byte_qparams.
  std::span<const float, 256> reals() const { return reals_; }

  // For v in the range: code[v] = q by equation (2), two's complement when signed, and shown[v], the byte that r̂ is
  // displayed as.
  void fill(const QParams& p, ByteRange range, std::uint8_t* code, std::uint8_t* shown) const;

  // The same for stochastic rounding, into channel c of the table.
  void fill_stochastic(const QParams& p, ByteRange range, std::size_t c, StochasticTable& table) const;

  // Whether the clamp in equation (2) changes the byte's code. It can only be above the range, because r ≥ 0 and
  // 0 is always inside.
  bool saturates(std::uint8_t v, const QParams& p) const {
    return round_half_even(reals_[v] / p.scale) > static_cast<float>(p.qmax - p.zero_point);
  }
  std::uint8_t largest_in_range(const QParams& p) const;  // the largest byte that does not saturate

 private:
  const Kernels* kernels_;
  std::array<float, 256> reals_;
};

}  // namespace zeropoint

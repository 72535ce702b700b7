// Exact integer Winograd, F(T×T, 3×3) with T = 2 or 4: what its parts have in common.
//
// A tile of T × T outputs comes from (T+2) × (T+2) inputs d by y = Aᵀ[(G g Gᵀ) ∘ (Bᵀ d B)]A, one product for each of
// (T+2)² positions. G is scaled by rows so that it has integers, the columns of Aᵀ to match; the result is then a
// multiple of the sum:
//   T = 2   G: 2 0 0 / 1 1 1 / 1 −1 1 / 0 0 2                                                            4·sum
//   T = 4   G: 6 0 0 / −1 −1 −1 / −1 1 −1 / 1 2 4 / 1 −2 4 / 0 0 6;  columns of Aᵀ: ·1, 4, 4, 1, 1, 4      576·sum
// Transformed weights are at most 9·255 and 49·255 = 12,495, inputs at most 4·255 and 100·255 = 25,500: both fit int16,
// and the sum of two products int32. Longer sums may wrap: 4·sum is then still right modulo 2^32, and the sum itself
// comes from an arithmetic shift if |4·sum| < 2^31. 576·sum is first multiplied by the inverse of 9 modulo 2^32, which
// leaves 64·sum.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/conv_shape.h"

namespace zeropoint::winograd {

template <int T>
struct Rules;

template <>
struct Rules<2> {
  static constexpr std::int64_t limit = std::int64_t{1} << 29;  // sums are in [−limit, limit)
  static constexpr std::int32_t inverse = 1;
  static constexpr int shift = 2;
  static constexpr std::int32_t weights[4][3] = {{2, 0, 0}, {1, 1, 1}, {1, -1, 1}, {0, 0, 2}};
};

template <>
struct Rules<4> {
  static constexpr std::int64_t limit = std::int64_t{1} << 25;
  static constexpr std::int32_t inverse = 0x38E38E39;
  static constexpr int shift = 6;
  static constexpr std::int32_t weights[6][3] = {{6, 0, 0}, {-1, -1, -1}, {-1, 1, -1}, {1, 2, 4}, {1, -2, 4}, {0, 0, 6}};
};

template <int T>
inline constexpr int extent = T + 2;
template <int T>
inline constexpr int positions = extent<T> * extent<T>;

// Where the sum over all input channels could leave the limits, it is made in parts of so many channels.
struct Parts {
  std::size_t channels;  // of all parts: the input's, in eights
  std::size_t length;    // of a part, in eights; the last may be shorter
  std::size_t count;

  Parts(std::size_t in_c, std::size_t wanted)
      : channels((in_c + 7) / 8 * 8), length((channels / 8 + wanted - 1) / wanted * 8), count((channels + length - 1) / length) {}
  std::size_t begin(std::size_t part) const { return part * length; }
  std::size_t end(std::size_t part) const { return begin(part) + length < channels ? begin(part) + length : channels; }
};

}  // namespace zeropoint::winograd

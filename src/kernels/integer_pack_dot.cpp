// Weights of the algorithms that take relaxed dot products: bytes, four of them side by side.
#include <algorithm>

#include "kernels/integer_packed.h"

namespace zeropoint::packed {

std::uint64_t dot_bytes(const ConvShape& s, ConvAlgorithm algorithm) {
  if (algorithm == ConvAlgorithm::dot_depthwise) return panels(s.out_c) * dot_depthwise_block;
  return std::uint64_t{lanes(s)} / panel * Runs(s).dot_panel_size();
}

// Σ (q_x − Z_x)(q_w − Z_w) = Σ (q_x + offset)(q_w − Z_w) − (Z_x + offset) Σ (q_w − Z_w).
void pack_dot(const IntegerConvLayer& layer, const Differences& difference, const ConvChoice& choice, std::byte* packed) {
  const ConvShape& s = layer.shape;
  const bool depthwise = choice.algorithm == ConvAlgorithm::dot_depthwise;
  const std::int32_t offset = choice.algorithm == ConvAlgorithm::dot_pairs ? pairs_offset : 0;
  const Runs runs(s);
  const std::size_t count = depthwise ? s.kernel_h : runs.count, length = depthwise ? s.kernel_w : runs.length;
  auto* bias = reinterpret_cast<std::int32_t*>(packed);
  auto* bytes = reinterpret_cast<std::int8_t*>(packed + epilogue_bytes(s));
  std::fill_n(bytes, dot_bytes(s, choice.algorithm), std::int8_t{0});
  for (std::size_t o = 0; o < s.out_c; ++o) {
    const std::size_t at = lane(s, o);
    std::int8_t* to = bytes + at / panel * (depthwise ? dot_depthwise_block : runs.dot_panel_size()) + at % panel * 4;
    std::uint32_t sum = 0;
    for (std::size_t run = 0, k = 0; run < count; ++run) {
      for (std::size_t place = 0; place < length; ++place, ++k) {
        const std::int32_t weight = difference(o, k);
        sum += static_cast<std::uint32_t>(weight);
        const std::size_t quad = depthwise ? place : run * runs.quads + place / 4;
        to[quad * 4 * panel + (depthwise ? run : place % 4)] = static_cast<std::int8_t>(weight + offset);
      }
    }
    const auto zero = static_cast<std::uint32_t>(layer.x.zero_point + choice.x_offset);
    bias[at] = static_cast<std::int32_t>(static_cast<std::uint32_t>(bias[at]) - zero * sum);
  }
}

}  // namespace zeropoint::packed

// Where things stand in packed integer weights, for the kernels that read them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/integer_conv.h"

namespace zeropoint::packed {

// A lane is the place of an output channel among bias and multipliers. Channels of one group stand in panels, those of
// a depthwise layer in a row; the rest of the last panel is 0.
inline std::size_t group_lanes(const ConvShape& s) { return panels(s.group_out()) * panel; }
inline std::size_t lanes(const ConvShape& s) { return s.depthwise() ? panels(s.out_c) * panel : s.groups * group_lanes(s); }
inline std::size_t lane(const ConvShape& s, std::size_t output) {
  return s.depthwise() ? output : output / s.group_out() * group_lanes(s) + output % s.group_out();
}

// Every packing begins with int32 bias[lanes] and float multipliers[lanes].
struct Epilogue {
  const std::int32_t* bias;
  const float* multipliers;

  Epilogue(const ConvShape& s, const std::byte* packed)
      : bias(reinterpret_cast<const std::int32_t*>(packed)), multipliers(reinterpret_cast<const float*>(packed) + lanes(s)) {}
};

inline std::size_t epilogue_bytes(const ConvShape& s) { return lanes(s) * (sizeof(std::int32_t) + sizeof(float)); }

// Then the weights q_w − Z_w:
//   plain      [out_c][depth]
//   direct     [groups][panels][runs][pairs][8 outputs][2]
//   winograd   [parts][positions][panels][pairs][8 outputs][2], transformed
//   rows       int32 z[lanes], then codes as signed bytes [groups of 32 outputs][pairs][32 outputs][2]
//   depthwise  [blocks of 8 channels][2 shifts][row pairs][kernel_w][8 channels][2 rows]
// and as bytes, the bias less Σ (Z_x + x_offset)(q_w − Z_w):
//   dot            [groups][panels][runs][quads][8 outputs][4]
//   dot_pairs      the same with each weight plus pairs_offset
//   dot_depthwise  [blocks of 8 channels][3 columns][8 channels][4 rows], the last row 0
inline const std::int16_t* weights(const ConvShape& s, const std::byte* packed) {
  return reinterpret_cast<const std::int16_t*>(packed + epilogue_bytes(s));
}

// A run is a piece of the sum whose inputs are neighbours in a strip (simd128/integer_strip.h): a row of taps, or a tap where
// they are apart. Its products are taken in pairs, or in fours.
struct Runs {
  std::size_t count;   // in a sum
  std::size_t length;  // products
  std::size_t pairs;
  std::size_t quads;

  explicit Runs(const ConvShape& s)
      : count(s.dilation_w == 1 ? s.kernel_h : s.kernel_h * s.kernel_w), length(s.depth() / count), pairs((length + 1) / 2),
        quads((length + 3) / 4) {}
  std::size_t panel_size() const { return count * pairs * 2 * panel; }
  std::size_t dot_panel_size() const { return count * quads * 4 * panel; }
};

// The rows of a depthwise layer's taps, two by two. With shift 1 the first tap is in the second row of a pair. Rows between
// dilated taps have weights 0.
struct RowPairs {
  std::size_t height;    // from the first tap's row to the last's
  std::size_t most;      // pairs that taps touch, with either shift
  std::size_t kernel_w;

  explicit RowPairs(const ConvShape& s) : height((s.kernel_h - 1) * s.dilation_h + 1), most(height / 2 + 1), kernel_w(s.kernel_w) {}
  std::size_t count(std::size_t shift) const { return (height + shift + 1) / 2; }
  std::size_t shift_size() const { return most * kernel_w * panel * 2; }
  std::size_t block_size() const { return 2 * shift_size(); }
};

// Takes weights of 4 bits to [0, 15].
inline constexpr std::int32_t pairs_offset = 8;

// Bytes of a block's weights of dot_depthwise.
inline constexpr std::size_t dot_depthwise_block = 3 * panel * 4;

// A product of few rows; see simd128/integer_rows.cpp.
struct Rows {
  static constexpr std::size_t panels = 4;
  static constexpr std::size_t pair_bytes = panels * panel * 2;
  std::size_t pairs;

  explicit Rows(const ConvShape& s) : pairs((s.in_c + 1) / 2) {}
  std::size_t group_bytes() const { return pairs * pair_bytes; }
};

// q_w − Z_w by output channel and place in its filter.
struct Differences {
  const IntegerConvWeights& weights;
  std::size_t depth;

  std::int16_t operator()(std::size_t output, std::size_t k) const {
    const std::byte code = weights.codes[output * depth + k];
    const std::int32_t q = weights.is_signed ? std::int32_t{static_cast<std::int8_t>(code)} : std::int32_t{static_cast<std::uint8_t>(code)};
    return static_cast<std::int16_t>(q - (weights.zero_points.empty() ? 0 : weights.zero_points[output]));
  }
};

// integer_pack_dot.cpp: the bytes behind the epilogue of the algorithms named dot, and what goes into the bias.
std::uint64_t dot_bytes(const ConvShape& s, ConvAlgorithm algorithm);
void pack_dot(const IntegerConvLayer& layer, const Differences& difference, const ConvChoice& choice, std::byte* packed);

}  // namespace zeropoint::packed

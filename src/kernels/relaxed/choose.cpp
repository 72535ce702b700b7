// Which layers relaxed dot products compute exactly, and for which they are the fastest.
#include "kernels/relaxed/choose.h"

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_choose.h"

namespace zeropoint::relaxed {

namespace {

bool weights_within(const IntegerConvLayer& layer, const IntegerConvWeights& weights, std::int32_t lo, std::int32_t hi) {
  const std::size_t depth = layer.shape.depth();
  const packed::Differences difference{weights, depth};
  for (std::size_t o = 0; o < layer.shape.out_c; ++o) {
    for (std::size_t k = 0; k < depth; ++k) {
      if (difference(o, k) < lo || difference(o, k) > hi) return false;
    }
  }
  return true;
}

// What is to be added to codes of x, if anything makes operands of them.
std::optional<std::int32_t> offset_of(DotKind kind, const IntegerConvLayer& layer) {
  switch (kind) {
    case DotKind::exact_unsigned: return layer.x_signed ? 128 : 0;
    case DotKind::exact_signed: return layer.x_signed ? 0 : -128;
    case DotKind::other: break;
  }
  // Two products of −128 and 127 are −32,512.
  if (layer.x.qmax - layer.x.qmin > 127) return std::nullopt;
  return layer.x.qmax > 127 || layer.x.qmin < 0 ? -layer.x.qmin : 0;
}

// How much faster than simd128's a product is in tiles of dot; fitted to tests/bench/kernels_main.cpp with VNNI.
constexpr double speed = 2.13;
// Winograd has to save more than this: its weights take up to eight times the memory, and longer to pack.
constexpr double least_gain = 1.1;

// In products of simd128's tiles.
double dot_cost(const ConvShape& s) {
  const packed::Runs runs(s);
  const auto products = static_cast<double>(s.batch * s.out_h * s.out_w * s.groups) * static_cast<double>(runs.count * runs.quads * 4);
  return products * static_cast<double>(packed::panels(s.group_out()) * packed::panel) / speed;
}

bool suits_depthwise(const IntegerConvLayer& layer) {
  const ConvShape& s = layer.shape;
  return layer.result == ConvResult::codes && s.depthwise() && s.out_c % packed::panel == 0 && s.kernel_h == 3 && s.kernel_w == 3 &&
         s.dilation_h == 1 && s.dilation_w == 1 && s.stride_w <= 2 && s.pad_left <= 2;
}

// Exact whatever the instruction does: its second operands are in [0, 15].
std::optional<ConvChoice> pairs_choice(const IntegerConvLayer& layer, const IntegerConvWeights& weights) {
  if (layer.shape.groups != 1 || !layer.shape.pointwise() || !weights_within(layer, weights, -packed::pairs_offset, 15 - packed::pairs_offset)) return std::nullopt;
  return ConvChoice{.algorithm = ConvAlgorithm::dot_pairs, .reason = "relaxed, weights of 4 bits", .x_offset = layer.x_signed ? 0 : -128};
}

}  // namespace

std::optional<ConvChoice> dot_choice(DotKind kind, ConvAlgorithm algorithm, const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept {
  if (algorithm == ConvAlgorithm::dot_pairs) return pairs_choice(layer, weights);
  const bool depthwise = algorithm == ConvAlgorithm::dot_depthwise;
  if (depthwise ? !suits_depthwise(layer) : algorithm != ConvAlgorithm::dot || layer.shape.depthwise()) return std::nullopt;
  const auto offset = offset_of(kind, layer);
  if (!offset || !weights_within(layer, weights, -128, 127)) return std::nullopt;
  const std::string_view reason = kind == DotKind::exact_unsigned ? "relaxed, exact with uint8 × int8"
                                  : kind == DotKind::exact_signed ? "relaxed, exact with int8 × int8"
                                                                  : "relaxed, inputs of 7 bits";
  return ConvChoice{.algorithm = algorithm, .reason = reason, .x_offset = *offset};
}

ConvChoice choose_conv(DotKind kind, const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept {
  if (const auto depthwise = dot_choice(kind, ConvAlgorithm::dot_depthwise, layer, weights)) return *depthwise;
  const ConvChoice other = simd128::choose_conv(layer, weights);
  if (kind == DotKind::other) return other.algorithm == ConvAlgorithm::direct ? pairs_choice(layer, weights).value_or(other) : other;
  // Fours of products are as fast as pairs or faster.
  const auto dot = dot_choice(kind, ConvAlgorithm::dot, layer, weights);
  if (!dot) return other;
  const bool winograd = other.algorithm == ConvAlgorithm::winograd_2x2 || other.algorithm == ConvAlgorithm::winograd_4x4;
  return winograd && simd128::conv_cost(layer.shape, other) * least_gain < dot_cost(layer.shape) ? other : *dot;
}

}  // namespace zeropoint::relaxed

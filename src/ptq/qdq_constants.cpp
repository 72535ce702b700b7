#include "ptq/qdq_constants.h"

#include <algorithm>

namespace zeropoint {

namespace {

// The shape of scales and zero points in a graph, and which tile each belongs to.
struct Layout {
  Shape shape;
  std::vector<std::size_t> tiles;
  std::optional<std::int64_t> axis, block_size;
};

Result<Layout> layout_of(const FrozenTensor& weights, const WeightPlace& place) {
  const Tiling& tiling = weights.tiling;
  Layout out;
  if (weights.granularity.kind == Granularity::Kind::tensor) {
    out.tiles = {0};
    return out;
  }
  if (weights.granularity.kind != Granularity::Kind::block) {
    out.shape = Shape{tiling.shape[place.out_axis]};
    out.axis = static_cast<std::int64_t>(place.out_axis);
    for (std::int64_t o = 0; o < out.shape[0]; ++o) out.tiles.push_back(static_cast<std::size_t>(o / tiling.extent[place.out_axis]));
    return out;
  }
  out.shape = tiling.shape;
  out.shape[place.in_axis] = tiling.counts[place.in_axis];
  out.axis = static_cast<std::int64_t>(place.in_axis);
  out.block_size = tiling.extent[place.in_axis];
  for (std::int64_t i = 0; i < out.shape.element_count(); ++i) {
    std::int64_t left = i, tile = 0;
    for (std::size_t d = 0; d < out.shape.rank(); ++d) {
      const std::int64_t at = left / out.shape.stride(d);
      left %= out.shape.stride(d);
      // One tile holds all taps.
      tile += (d == place.in_axis ? at : at / tiling.extent[d]) * tiling.counts.stride(d);
    }
    out.tiles.push_back(static_cast<std::size_t>(tile));
  }
  return out;
}

}  // namespace

Result<Constant> scale_constant(float scale) { return Constant::from_floats(Shape{}, {&scale, 1}); }

Result<Constant> code_constant(ElementType type, std::int32_t code) {
  const std::int64_t wide = code;
  return Constant::from_integers(type, Shape{}, {&wide, 1});
}

Result<WeightConstants> weight_constants(const FrozenTensor& weights, const WeightPlace& place, FourBitContainer four_bit) {
  ZP_TRY(const auto& codes, weights.codes());
  const WeightContainer container = weight_container(weights, codes.span(), four_bit);
  ZP_TRY(const Layout& layout, layout_of(weights, place));
  ZP_TRY(auto bytes, Buffer<std::byte>::make(stored_bytes(container.type, codes.size()), std::byte{0}));
  for (std::size_t t = 0; t < container.shifts.size(); ++t) {
    for_each_run(weights.tiling, static_cast<std::int64_t>(t), [&](std::size_t offset, std::size_t length) {
      for (std::size_t i = offset; i < offset + length; ++i) store_integer(container.type, bytes.span(), i, codes[i] + container.shifts[t]);
    });
  }
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  for (const std::size_t tile : layout.tiles) {
    scales.push_back(weights.qparams[tile].scale);
    zero_points.push_back(container.zero_points[tile]);
  }
  ZP_TRY(Constant scale, Constant::from_floats(layout.shape, scales));
  ZP_TRY(Constant zero_point, Constant::from_integers(container.type, layout.shape, zero_points));
  return WeightConstants{Constant(container.type, weights.tiling.shape, std::move(bytes)), std::move(scale), std::move(zero_point), layout.axis, layout.block_size};
}

Result<BiasConstants> bias_constants(const std::vector<std::int32_t>& bias, const FrozenTensor& weights, float input_scale, const WeightPlace& place) {
  ZP_TRY(const Layout& layout, layout_of(weights, place));
  std::vector<float> scales;
  for (const std::size_t tile : layout.tiles) scales.push_back(input_scale * weights.qparams[tile].scale);
  const std::vector<std::int64_t> codes(bias.begin(), bias.end()), zeros(scales.size(), 0);
  ZP_TRY(Constant q, Constant::from_integers(ElementType::i32, Shape{static_cast<std::int64_t>(bias.size())}, codes));
  ZP_TRY(Constant scale, Constant::from_floats(layout.shape, scales));
  ZP_TRY(Constant zero_point, Constant::from_integers(ElementType::i32, layout.shape, zeros));
  return BiasConstants{std::move(q), std::move(scale), std::move(zero_point), layout.axis ? std::optional(std::int64_t{0}) : std::nullopt};
}

}  // namespace zeropoint

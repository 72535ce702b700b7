// QLinearConv, equation (10), QLinearBlockConv, equation (11), and ConvInteger, the first line of (10): channels innermost
// and packed weights, which integer_conv.h takes over where they are not known when planning.
#include <algorithm>

#include "quant/requantize.h"
#include "runtime/operations.h"
#include "runtime/operations/integer_conv.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/prepared_conv.h"
#include "runtime/operations/window.h"

namespace zeropoint::operations {

namespace {

const MemoryOrder nhwc = MemoryOrder::channels_last(4), ohwi = nhwc;

bool can_be_prepared(const Preparation& p) {
  return only_data_is_computed(p) && p.shape(0).element_count() > 0 && p.output_shape().element_count() > 0;
}

Result<IntegerConvLayer> layer_of(const Preparation& p, std::size_t x_zero, std::size_t w, ConvResult result) {
  for (const std::size_t i : {std::size_t{0}, w}) ZP_CHECK(check_8_bits(p, i));
  ZP_CHECK(check_parameter(p, x_zero, 1));
  IntegerConvLayer layer;
  ZP_TRY(layer.shape, conv_shape_of(p, p.shape(0), p.shape(w), p.output_shape()));
  const QParams codes = codes_of(p.type(0));
  layer.x_pixel = layer.shape.in_c;
  layer.x_signed = p.type(0) == ElementType::i8;
  layer.x = {known_codes(p, x_zero, 1)[0], codes.qmin, codes.qmax};
  layer.result = result;
  return layer;
}

// Codes and zero points of the weights, input w and w_zero.
Result<KnownWeights> weights_of(const Preparation& p, std::size_t w, std::size_t w_zero, std::size_t zeros) {
  ZP_CHECK(check_parameter(p, w_zero, zeros));
  KnownWeights weights;
  ZP_TRY(weights.codes, known_weight_codes(p, w, ohwi));
  weights.is_signed = p.type(w) == ElementType::i8;
  weights.zero_points = known_codes(p, w_zero, zeros);
  return weights;
}

// Equation (8), for each S_w; with S_y = 1 what (17) has for float results.
Result<std::vector<float>> multipliers_of(const Preparation& p, std::size_t count, float y_scale) {
  const float x_scale = known_floats(p, 1, 1)[0];
  std::vector<float> out = known_floats(p, 4, count);
  for (float& m : out) {
    auto multiplier = requantize_multiplier(x_scale, m, y_scale);
    if (!multiplier.ok()) return p.error(multiplier.error().code, multiplier.error().message);
    m = multiplier.value();
  }
  return out;
}

Status add_conv(Preparation& p, const IntegerConvLayer& layer, KnownWeights weights) {
  ZP_TRY(const PreparedConv& conv, prepare_conv(p, layer, std::move(weights)));
  ZP_TRY(const Operand x, p.input(0, nhwc));
  p.chose(kernel_text(conv.choice));
  p.add({x}, {p.output(0, nhwc)}, [conv, &kernels = p.kernels().integer_conv](const StepMemory& m) -> Status {
    conv.run(kernels, m.input<std::byte>(0), m.scratch<std::byte>(), m.output<std::byte>(0).data());
    return Done{};
  }, conv.scratch_bytes);
  return Done{};
}

// The weights of input channels [first, first + channels), and of one block the zero points and multipliers.
KnownWeights block_of(const KnownWeights& all, Buffer<std::byte> room, std::size_t depth, std::size_t first, std::size_t channels,
                      std::size_t block, std::size_t blocks) {
  KnownWeights out{std::move(room), all.is_signed, {}, {}, {}};
  for (std::size_t i = 0; i < out.codes.size() / channels; ++i) {
    std::copy_n(all.codes.begin() + i * depth + first, channels, out.codes.begin() + i * channels);
  }
  for (std::size_t k = block; k < all.multipliers.size(); k += blocks) {
    out.zero_points.push_back(all.zero_points[k]);
    out.multipliers.push_back(all.multipliers[k]);
  }
  return out;
}

// A convolution for each block, whose float results are added up.
struct BlockConv {
  std::vector<PreparedConv> blocks;
  std::size_t block = 1;     // input channels
  std::vector<float> start;  // t before the first block, for each output channel
  bool is_int8 = false;
  CodeRange y;
  bool to_codes = false;
  std::size_t conv_scratch = 0;  // bytes

  // scratch: that of the convolutions, then the terms of a block, and t where the result is codes.
  void run(const NetworkKernels& kernels, std::span<const std::byte> x, std::byte* scratch, std::span<std::byte> out) const {
    const std::size_t elements = to_codes ? out.size() : out.size() / sizeof(float), channels = start.size();
    auto* term = reinterpret_cast<float*>(scratch + conv_scratch);
    float* t = to_codes ? term + elements : reinterpret_cast<float*>(out.data());
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      blocks[b].run(kernels.integer_conv, x.subspan(b * block), scratch, reinterpret_cast<std::byte*>(term));
      const FloatOperand before = b == 0 ? FloatOperand{start.data(), Broadcast::row} : FloatOperand{t};
      kernels.pointwise.binary(FloatBinary::add, before, {term}, elements / channels, channels, t);
    }
    if (!to_codes) return;
    const QParams codes{1, y.zero_point, y.qmin, y.qmax};  // t counts in steps already
    if (is_int8) kernels.tensor.quantize_i8({t, elements}, codes, reinterpret_cast<std::int8_t*>(out.data()));
    else kernels.tensor.quantize_u8({t, elements}, codes, reinterpret_cast<std::uint8_t*>(out.data()));
  }
};

}  // namespace

// X, S_x, Z_x, W, S_w, Z_w, S_y, Z_y, B; without S_y the result is float.
Status qlinear_conv(Preparation& p) {
  if (!can_be_prepared(p)) return plain_qlinear_conv(p);
  ZP_TRY(IntegerConvLayer layer, layer_of(p, 2, 3, ConvResult::codes));
  ZP_TRY(KnownWeights weights, weights_of(p, 3, 5, layer.shape.out_c));
  ZP_TRY(const float y_scale, set_result(p, 6, layer));
  ZP_TRY(weights.multipliers, multipliers_of(p, layer.shape.out_c, y_scale));
  if (p.has(8)) weights.bias = known_codes(p, 8, layer.shape.out_c);
  return add_conv(p, layer, std::move(weights));
}

// X, W, Z_x, Z_w
Status conv_integer(Preparation& p) {
  if (!can_be_prepared(p)) return plain_conv_integer(p);
  ZP_TRY(const IntegerConvLayer& layer, layer_of(p, 2, 1, ConvResult::accumulators));
  ZP_TRY(KnownWeights weights, weights_of(p, 1, 3, layer.shape.out_c));
  return add_conv(p, layer, std::move(weights));
}

// As QLinearConv, with S_w and Z_w [output channels][blocks] and a float B.
Status qlinear_block_conv(Preparation& p) {
  const auto depth = static_cast<std::size_t>(p.shape(3)[1]);
  const auto block = static_cast<std::size_t>(std::clamp<std::int64_t>(p.integer("block_size", 1), 1, std::max<std::int64_t>(p.shape(3)[1], 1)));
  const std::size_t blocks = (depth + block - 1) / block;
  // The blocks of several groups do not lie next to each other.
  if (!can_be_prepared(p) || (blocks > 1 && p.integer("group", 1) > 1)) return plain_block_conv(p);
  ZP_TRY(IntegerConvLayer layer, layer_of(p, 2, 3, ConvResult::codes));
  const std::size_t channels = layer.shape.out_c;
  ZP_TRY(KnownWeights all, weights_of(p, 3, 5, channels * blocks));
  ZP_TRY(const float y_scale, set_result(p, 6, layer));
  ZP_TRY(all.multipliers, multipliers_of(p, channels * blocks, y_scale));
  BlockConv conv;
  conv.block = block;
  conv.to_codes = layer.result == ConvResult::codes;
  conv.is_int8 = p.output_type() == ElementType::i8;
  conv.y = layer.y;
  conv.start = known_floats(p, 8, channels);
  for (float& t : conv.start) t = t / y_scale;
  for (std::size_t b = 0; b < blocks; ++b) {
    IntegerConvLayer part = layer;
    const std::size_t first = b * block, own = std::min(block, depth - first);
    part.shape.in_c = own * layer.shape.groups;
    part.result = ConvResult::reals;
    ZP_TRY(auto room, Buffer<std::byte>::make(all.codes.size() / depth * own));
    ZP_TRY(PreparedConv prepared, prepare_conv(p, part, block_of(all, std::move(room), depth, first, own, b, blocks), b));
    conv.conv_scratch = std::max(conv.conv_scratch, (prepared.scratch_bytes + 63) / 64 * 64);
    if (b == 0) p.chose(text(kernel_text(prepared.choice), "; ", blocks, " blocks"));
    conv.blocks.push_back(std::move(prepared));
  }
  const auto elements = static_cast<std::uint64_t>(p.output_shape().element_count());
  ZP_TRY(const std::size_t floats, p.fitting(elements * (conv.to_codes ? 2 : 1)));
  const std::size_t scratch_bytes = conv.conv_scratch + floats * sizeof(float);
  ZP_TRY(const Operand x, p.input(0, nhwc));
  p.add({x}, {p.output(0, nhwc)}, [conv = std::make_shared<const BlockConv>(std::move(conv)), &kernels = p.kernels()](const StepMemory& m) -> Status {
    conv->run(kernels, m.input<std::byte>(0), m.scratch<std::byte>(), m.output<std::byte>(0));
    return Done{};
  }, scratch_bytes);
  return Done{};
}

}  // namespace zeropoint::operations

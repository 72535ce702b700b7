#include "runtime/lowering/weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"
#include "model/operators.h"
#include "quant/requantize.h"

namespace zeropoint::lowering {

namespace {

// Codes as [out, in, taps], whatever the weight's layout.
struct Layout {
  std::size_t out = 1, in = 1, taps = 1;
  std::int64_t out_stride = 0, in_stride = 0;  // taps are next to each other

  std::size_t at(std::size_t o, std::size_t i, std::size_t t) const {
    return o * static_cast<std::size_t>(out_stride) + i * static_cast<std::size_t>(in_stride) + t;
  }
};

std::optional<Layout> layout_of(const Shape& shape, const WeightAxes& axes) {
  if (shape.rank() < 2 || (axes.out != 0 && shape.rank() != 2)) return std::nullopt;
  Layout out;
  out.out = static_cast<std::size_t>(shape[axes.out]), out.in = static_cast<std::size_t>(shape[axes.in]);
  out.out_stride = shape.stride(axes.out), out.in_stride = shape.stride(axes.in);
  for (std::size_t k = 2; k < shape.rank(); ++k) out.taps *= static_cast<std::size_t>(shape[k]);
  return out;
}

// Which S and Z an element has.
struct Sharing {
  enum class Kind { one, by_channel, by_block } kind = Kind::one;
  std::size_t block = 1, blocks = 1;

  std::size_t of(std::size_t o, std::size_t i) const { return kind == Kind::one ? 0 : kind == Kind::by_channel ? o : o * blocks + i / block; }
};

std::optional<Sharing> sharing_of(const Node& dequantize, const Constant& scale, const Shape& shape, const WeightAxes& axes) {
  Sharing sharing;
  const std::int64_t given = integer_attribute(dequantize, "axis", 1), block = integer_attribute(dequantize, "block_size", 0);
  if (block == 0 && scale.size() == 1) return sharing;
  const auto axis = static_cast<std::size_t>(given < 0 ? given + static_cast<std::int64_t>(shape.rank()) : given);
  if (block == 0) {
    if (axis != axes.out || static_cast<std::int64_t>(scale.size()) != shape[axes.out]) return std::nullopt;
    sharing.kind = Sharing::Kind::by_channel;
    return sharing;
  }
  if (block < 1 || axis != axes.in || scale.shape().rank() != shape.rank()) return std::nullopt;
  sharing = {Sharing::Kind::by_block, static_cast<std::size_t>(block), static_cast<std::size_t>(scale.shape()[axes.in])};
  return sharing;
}

// The elements of a scale or zero point in the order of Sharing::of; nothing if taps differ.
std::optional<std::vector<double>> shared_values(const Constant& c, const Sharing& sharing, const WeightAxes& axes) {
  std::vector<double> out;
  if (sharing.kind != Sharing::Kind::by_block) {
    for (std::size_t k = 0; k < c.size(); ++k) out.push_back(c.real_at(k));
    return out;
  }
  const auto layout = layout_of(c.shape(), axes);
  if (!layout) return std::nullopt;
  for (std::size_t o = 0; o < layout->out; ++o) {
    for (std::size_t b = 0; b < layout->in; ++b) {
      out.push_back(c.real_at(layout->at(o, b, 0)));
      for (std::size_t t = 1; t < layout->taps; ++t) {
        if (c.real_at(layout->at(o, b, t)) != out.back()) return std::nullopt;
      }
    }
  }
  return out;
}

bool has_code_type(ElementType type) {
  return type == ElementType::u8 || type == ElementType::i8 || type == ElementType::u4 || type == ElementType::i4;
}
ElementType held_as(ElementType type) { return is_signed(type) ? ElementType::i8 : ElementType::u8; }

Result<Constant> constant_of(ElementType type, const Shape& shape, const std::vector<double>& values) {
  if (type == ElementType::f32) return Constant::from_floats(shape, std::vector<float>(values.begin(), values.end()));
  return Constant::from_integers(type, shape, std::vector<std::int64_t>(values.begin(), values.end()));
}

// Of a constant of codes; most have 8 bits.
class CodeReader {
 public:
  explicit CodeReader(const Constant& q) : type_(q.type()), bytes_(q.bytes()) {}

  std::int32_t operator[](std::size_t i) const {
    if (type_ == ElementType::i8) return static_cast<std::int8_t>(bytes_[i]);
    if (type_ == ElementType::u8) return static_cast<std::uint8_t>(bytes_[i]);
    return static_cast<std::int32_t>(load_integer(type_, bytes_, i));
  }

 private:
  ElementType type_;
  std::span<const std::byte> bytes_;
};

// As [out, in, taps…] in bytes.
Result<Constant> arranged(const Constant& q, const Layout& layout) {
  ZP_TRY(auto bytes, Buffer<std::byte>::make(q.size()));
  const CodeReader codes(q);
  std::size_t to = 0;
  for (std::size_t o = 0; o < layout.out; ++o) {
    for (std::size_t i = 0; i < layout.in; ++i) {
      for (std::size_t t = 0; t < layout.taps; ++t) bytes[to++] = static_cast<std::byte>(codes[layout.at(o, i, t)]);
    }
  }
  const Shape& from = q.shape();
  Shape shape{static_cast<std::int64_t>(layout.out), static_cast<std::int64_t>(layout.in), 1, 1};
  if (from.rank() > 2) shape = from;
  return Constant(held_as(q.type()), shape, std::move(bytes));
}

// P and N.
void add_sums(Weights& w, const Constant& q, const Layout& layout, const Sharing& sharing, const std::vector<double>& zeros) {
  const CodeReader codes(q);
  w.sums.clear();
  for (std::size_t o = 0; o < layout.out; ++o) {
    WeightSums sums;
    for (std::size_t i = 0; i < layout.in; ++i) {
      const auto zero = zeros.empty() ? 0 : static_cast<std::int32_t>(zeros[zeros.size() == 1 ? 0 : sharing.of(o, i)]);
      for (std::size_t t = 0; t < layout.taps; ++t) sums.add(codes[layout.at(o, i, t)] - zero);
    }
    w.sums.push_back(sums);
  }
}

// What a DequantizeLinear of a constant dequantizes, and how.
struct Source {
  const Node* node = nullptr;
  Constant q, scale;
  std::optional<Constant> zero;
  std::string name;
};

std::optional<Source> source_of(const Rewriter& r, ValueId float_value) {
  if (float_value == absent || float_value >= r.links().producer.size()) return std::nullopt;
  const std::size_t n = r.links().producer[float_value];
  if (n == no_node || r.node(n).op->domain != onnx_domain || r.node(n).op->name != "DequantizeLinear") return std::nullopt;
  const Node& node = r.node(n);
  const auto known = [&](std::size_t i) { return node.has_input(i) ? r.value(node.inputs[i]).constant : std::nullopt; };
  const auto q = known(0), scale = known(1), zero = known(2);
  if (!q || !scale || (node.has_input(2) && !zero) || scale->type() != ElementType::f32) return std::nullopt;
  return Source{&node, *q, *scale, zero, r.value(node.inputs[0]).name};
}

// In place of codes of 4 bits, and of zero points that are left out: those of a QLinearConv have the shape of its scales.
Status set_plain(Rewriter& r, Weights& w, const Source& from, const std::vector<double>& zeros) {
  const ElementType type = held_as(from.q.type());
  if (element_bits(from.q.type()) < 8) {
    ZP_TRY(auto bytes, Buffer<std::byte>::make(from.q.size()));
    const CodeReader codes(from.q);
    for (std::size_t k = 0; k < bytes.size(); ++k) bytes[k] = static_cast<std::byte>(codes[k]);
    w.q = r.add_constant(text(from.name, "_bytes"), Constant(type, from.q.shape(), std::move(bytes)));
  }
  if (!from.zero || from.zero->type() != type) {
    ZP_TRY(Constant zero, constant_of(type, from.scale.shape(), zeros.empty() ? std::vector<double>(from.scale.size(), 0) : zeros));
    w.zero_point = r.add_constant(text(from.name, "_zero_point"), std::move(zero));
  }
  return Done{};
}

// Codes as of a convolution, S_w and Z_w as [out, blocks].
Status set_blocks(Rewriter& r, Weights& w, const Source& from, const Layout& layout, const Sharing& sharing, const std::vector<double>& zeros) {
  w.block_size = sharing.block;
  const Shape shape{static_cast<std::int64_t>(layout.out), static_cast<std::int64_t>(sharing.blocks)};
  ZP_TRY(Constant codes, arranged(from.q, layout));
  ZP_TRY(Constant scale, constant_of(ElementType::f32, shape, std::vector<double>(w.scales.begin(), w.scales.end())));
  w.q = r.add_constant(text(from.name, "_blocks"), std::move(codes));
  w.scale = r.add_constant(text(from.name, "_scale"), std::move(scale));
  w.zero_point = absent;
  if (std::ranges::all_of(zeros, [](double z) { return z == 0; })) return Done{};
  ZP_TRY(Constant zero, constant_of(held_as(from.q.type()), shape, zeros));
  w.zero_point = r.add_constant(text(from.name, "_zero_point"), std::move(zero));
  return Done{};
}

}  // namespace

Result<std::optional<Weights>> weights_of(Rewriter& r, ValueId float_value, const WeightAxes& axes) {
  std::optional<Weights> out;
  const auto from = source_of(r, float_value);
  if (!from || !has_code_type(from->q.type()) || from->q.size() == 0) return out;
  const auto layout = layout_of(from->q.shape(), axes);
  const auto sharing = layout ? sharing_of(*from->node, from->scale, from->q.shape(), axes) : std::nullopt;
  if (!sharing) return out;
  const auto scales = shared_values(from->scale, *sharing, axes);
  const auto zeros = from->zero ? shared_values(*from->zero, *sharing, axes) : std::vector<double>();
  // Counted also where nothing is copied: many nodes may read the same weights.
  if (!scales || !zeros || !r.spend(from->q.size())) return out;
  if (std::ranges::any_of(*scales, [](double s) { return !(s > 0); })) return out;
  Weights w;
  w.q = from->node->inputs[0], w.scale = from->node->inputs[1];
  w.zero_point = from->zero ? from->node->inputs[2] : absent;
  w.channels = layout->out;
  w.scales.assign(scales->begin(), scales->end());
  add_sums(w, from->q, *layout, *sharing, *zeros);
  if (sharing->kind == Sharing::Kind::by_block) ZP_CHECK(set_blocks(r, w, *from, *layout, *sharing, *zeros));
  else ZP_CHECK(set_plain(r, w, *from, *zeros));
  return std::optional(std::move(w));
}

Result<std::optional<Bias>> bias_of(Rewriter& r, ValueId float_value, const Codes& x, const Weights& w) {
  std::optional<Bias> out;
  if (float_value == absent) return std::optional(Bias{});
  const auto product = [&](std::size_t k) { return x.params.scale * w.scale_of(k); };
  if (const auto from = source_of(r, float_value); from && from->q.type() == ElementType::i32 && from->q.size() == w.channels) {
    // Writers multiply the scales in other precisions: a few units in the last place are the same scale.
    bool same = from->scale.size() == 1 || from->scale.size() == w.channels;
    for (std::size_t k = 0; same && k < w.channels; ++k) {
      const auto scale = static_cast<float>(from->scale.real_at(from->scale.size() == 1 ? 0 : k));
      same = std::abs(scale - product(k)) <= product(k) * 0x1p-22F;
    }
    if (same) {
      Bias bias{from->node->inputs[0], {}};
      for (std::size_t k = 0; k < w.channels; ++k) bias.values.push_back(from->q.integer_at(k));
      return std::optional(std::move(bias));
    }
  }
  ZP_TRY(const auto& floats, r.floats(float_value));
  if (!floats || (floats->size() != 1 && floats->size() != w.channels) || !r.spend(w.channels * sizeof(std::int32_t))) return out;
  Bias bias;
  for (std::size_t k = 0; k < w.channels; ++k) {
    const auto b = static_cast<float>(floats->real_at(floats->size() == 1 ? 0 : k));
    if (!std::isfinite(b) || !std::isnormal(product(k))) return out;
    bias.values.push_back(quantize_bias(b, x.params.scale, w.scale_of(k)));
  }
  ZP_TRY(Constant codes, Constant::from_integers(ElementType::i32, Shape{static_cast<std::int64_t>(w.channels)}, bias.values));
  bias.id = r.add_constant(text(r.value(float_value).name, "_quantized"), std::move(codes));
  return std::optional(std::move(bias));
}

bool is_exact(const Codes& x, const Weights& w, const Bias& bias, const Codes* y) {
  const std::int32_t zero = x.params.zero_point, lowest = x.type == ElementType::i8 ? -128 : 0;
  for (std::size_t k = 0; k < w.channels; ++k) {
    const Interval sum = accumulator_bound(w.sums[k], {lowest - zero, lowest + 255 - zero});
    const auto b = bias.values.empty() ? 0 : static_cast<std::int32_t>(bias.values[k]);
    if (!sum.fits_int32() || !with_bias(sum, b).fits_int32()) return false;
  }
  return std::ranges::all_of(w.scales, [&](float scale) {
    return requantize_multiplier(x.params.scale, scale, y != nullptr ? y->params.scale : 1).ok();
  });
}

}  // namespace zeropoint::lowering

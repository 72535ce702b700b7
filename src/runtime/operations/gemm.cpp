// Gemm: y = clamp(alpha·A·B + beta·C). alpha is multiplied into B and beta into C, each product rounded once; a factor
// of 1 changes nothing. A constant C with a value for each column begins the sums, as the bias of a convolution does;
// any other is added to the finished sums.
#include <bit>

#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

struct Product {
  FloatGemmShape shape;
  bool transposed = false;  // B as it is passed to pack_gemm
  float alpha = 1, beta = 1;
  bool has_c = false, bias = false;  // whether C is the bias
  bool constant_b = false;
};

Product product_of(const Preparation& p) {
  const Shape &a = p.shape(0), &y = p.output_shape();
  const bool flip_a = p.integer("transA", 0) != 0;
  Product g;
  g.shape = {static_cast<std::size_t>(y[0]), static_cast<std::size_t>(a[flip_a ? 0 : 1]), static_cast<std::size_t>(y[1])};
  g.transposed = p.integer("transB", 0) != 0;
  g.alpha = p.real("alpha", 1), g.beta = p.real("beta", 1);
  g.constant_b = p.constant(1) != nullptr;
  g.has_c = p.has(2);
  g.bias = g.has_c && g.constant_b && p.constant(2) != nullptr && (p.shape(2).rank() < 2 || p.shape(2)[0] == 1);
  return g;
}

void scale(const Preparation& p, float by, std::span<float> x) {
  if (by != 1) p.kernels().pointwise.binary(FloatBinary::mul, {x.data()}, {&by, Broadcast::scalar}, 1, x.size(), x.data());
}

Result<Buffer<float>> bias_of(const Preparation& p, const Product& g) {
  if (!g.bias) return Buffer<float>{};
  ZP_TRY(auto c, p.constant_floats(2, MemoryOrder::row_major(p.shape(2).rank())));
  scale(p, g.beta, c.span());
  if (c.size() == g.shape.columns) return c;
  return Buffer<float>::make(g.shape.columns, c[0]);
}

Result<PackedFloats> packed_weights(const Preparation& p, const Product& g) {
  const std::string how = text("gemm ", g.shape.depth, " ", g.shape.columns, g.transposed ? " transposed " : " ", std::bit_cast<std::uint32_t>(g.alpha), " ", std::bit_cast<std::uint32_t>(g.beta));
  ZP_TRY(PackedBytes packed, p.weights().packed({{p.constant(1), g.bias ? p.constant(2) : nullptr}}, how, [&]() -> Result<Packing> {
    ZP_TRY(const std::size_t size, p.fitting(packed_gemm_size(g.shape)));
    ZP_TRY(auto b, p.constant_floats(1, MemoryOrder::row_major(2)));
    ZP_TRY(auto bias, bias_of(p, g));
    scale(p, g.alpha, b.span());
    return Packing{size * sizeof(float), [g, b = std::move(b), bias = std::move(bias)](std::span<std::byte> out) -> Status {
      pack_gemm(g.shape, b.span(), g.transposed, bias.span(), as_floats(out).data());
      return Done{};
    }};
  }));
  return PackedFloats{std::move(packed)};
}

// What stands behind the product: + beta·C, and the clamp. `scaled` has room for C.
struct Finish {
  FloatClamp to;
  float beta = 1;
  Broadcasting with;

  void operator()(const FloatPointwiseKernels& kernels, std::span<const float> c, float* scaled, std::span<float> y) const {
    if (beta != 1) {
      kernels.binary(FloatBinary::mul, {c.data()}, {&beta, Broadcast::scalar}, 1, c.size(), scaled);
      c = {scaled, c.size()};
    }
    with.for_each(std::max<std::size_t>(1, y.size()), [&](const BroadcastBlock& at) {
      kernels.binary(FloatBinary::add, {y.data() + at.a, with.a()}, {c.data() + at.b, with.b()}, at.rows, at.columns, y.data() + at.y);
    });
    kernels.unary(FloatUnary::clip, {to.lo, to.hi}, y, y.data());
  }
};

}  // namespace

Status gemm(Preparation& p) {
  ZP_CHECK(p.check_floats({0, 1, 2}));
  const auto row_major = MemoryOrder::row_major(2);
  if (p.output_shape().element_count() == 0) {
    p.output(0, row_major);
    return Done{};
  }
  const Product g = product_of(p);
  const std::size_t flipped[] = {1, 0};
  std::vector<Operand> inputs(1);
  ZP_TRY(inputs[0], p.input(0, p.integer("transA", 0) != 0 ? MemoryOrder(flipped) : row_major));
  PackedFloats packed;
  if (g.constant_b) {
    ZP_TRY(packed, packed_weights(p, g));
  } else {
    ZP_TRY(const Operand b, p.input(1, row_major));
    inputs.push_back(b);
  }
  const bool adds = g.has_c && !g.bias;
  const auto& activation = p.node().activation;
  const FloatClamp to = activation ? FloatClamp{activation->lo, activation->hi} : FloatClamp{};
  Shape c{1, 1};
  if (adds) {
    ZP_TRY(const Operand operand, p.extended_input(2, row_major));
    inputs.push_back(operand);
    c = extended_in_memory(p.shape(2), row_major);
  }
  const Finish finish{to, g.beta, Broadcasting(p.output_shape(), c, p.output_shape())};
  ZP_TRY(const std::size_t packed_size, p.fitting(g.constant_b ? 0 : packed_gemm_size(g.shape)));
  const std::size_t scaled_size = adds && g.beta != 1 ? static_cast<std::size_t>(c.element_count()) : 0;
  p.add(std::move(inputs), {p.output(0, row_major)}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    std::span<const float> weights = packed ? packed.span() : std::span<const float>();
    if (!packed) {
      const std::span room(m.scratch<float>(), packed_size);
      pack_gemm(g.shape, m.input<float>(1), g.transposed, {}, room.data());
      if (g.alpha != 1) kernels.pointwise.binary(FloatBinary::mul, {room.data()}, {&g.alpha, Broadcast::scalar}, 1, room.size(), room.data());
      weights = room;
    }
    const auto y = m.output<float>(0);
    kernels.conv.gemm(g.shape, m.input<float>(0), weights, adds ? FloatClamp{} : to, y.data());
    if (adds) finish(kernels.pointwise, m.input<float>(m.input_count() - 1), m.scratch<float>() + packed_size, y);
    return Done{};
  }, (packed_size + scaled_size) * sizeof(float));
  return Done{};
}

}  // namespace zeropoint::operations

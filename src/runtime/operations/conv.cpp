// Conv: NHWC and packed weights. Weights that are computed by the network itself are packed at each run.
#include <algorithm>
#include <cmath>

#include "runtime/operations.h"
#include "runtime/operations/window.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

FloatClamp clamp_of(const Node& node) {
  return node.activation ? FloatClamp{node.activation->lo, node.activation->hi} : FloatClamp{};
}

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float w) { return std::isfinite(w); });
}

// Weights that the network computes: packed before each convolution.
Status with_computed_weights(Preparation& p, const ConvShape& shape, const FloatClamp& to) {
  const auto nhwc = MemoryOrder::channels_last(4), ohwi = nhwc;
  std::vector<Operand> inputs(2);
  ZP_TRY(inputs[0], p.input(0, nhwc));
  ZP_TRY(inputs[1], p.input(1, ohwi));
  if (p.has(2)) {
    ZP_TRY(const Operand bias, p.input(2, MemoryOrder::row_major(1)));
    inputs.push_back(bias);
  }
  ZP_TRY(const std::size_t packed_size, p.fitting(packed_conv_size(shape)));
  p.add(std::move(inputs), {p.output(0, nhwc)}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    const std::span packed(m.scratch<float>(), packed_size);
    pack_conv(shape, m.input<float>(1), m.input_count() > 2 ? m.input<float>(2) : std::span<const float>(), packed.data());
    if (!all_finite(packed)) return Error{ErrorCode::not_finite, "the weights hold NaN or infinity"};
    kernels.conv.conv(shape, m.input<float>(0), packed, to, m.output<float>(0).data());
    return Done{};
  }, packed_size * sizeof(float));
  return Done{};
}

Result<PackedFloats> packed_weights(Preparation& p, const ConvShape& shape) {
  const Constant& weight = *p.constant(1);
  const Constant* bias = p.has(2) ? p.constant(2) : nullptr;
  ZP_TRY(PackedBytes packed, p.weights().packed({{&weight, bias}}, text("conv ", shape.groups, " ", weight.shape().to_string()), [&]() -> Result<Packing> {
    ZP_TRY(const std::size_t size, p.fitting(packed_conv_size(shape)));
    ZP_TRY(auto ohwi, p.constant_floats(1, MemoryOrder::channels_last(4)));
    ZP_TRY(auto biases, bias != nullptr ? p.constant_floats(2, MemoryOrder::row_major(1)) : Buffer<float>{});
    Error not_finite = p.error(ErrorCode::not_finite, "the weights hold NaN or infinity");
    return Packing{size * sizeof(float), [shape, ohwi = std::move(ohwi), biases = std::move(biases), not_finite = std::move(not_finite)](std::span<std::byte> out) -> Status {
      const std::span packed = as_floats(out);
      pack_conv(shape, ohwi.span(), biases.span(), packed.data());
      if (!all_finite(packed)) return not_finite;
      return Done{};
    }};
  }));
  return PackedFloats{std::move(packed)};
}

}  // namespace

Status conv(Preparation& p) {
  ZP_CHECK(p.check_floats({0, 1, 2}));
  ZP_TRY(const ConvShape& shape, conv_shape_of(p, p.shape(0), p.shape(1), p.output_shape()));
  const FloatClamp to = clamp_of(p.node());
  if (p.constant(1) == nullptr || (p.has(2) && p.constant(2) == nullptr)) return with_computed_weights(p, shape, to);
  const auto nhwc = MemoryOrder::channels_last(4);
  ZP_TRY(const PackedFloats& packed, packed_weights(p, shape));
  ZP_TRY(const Operand x, p.input(0, nhwc));
  p.add({x}, {p.output(0, nhwc)}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    kernels.conv.conv(shape, m.input<float>(0), packed.span(), to, m.output<float>(0).data());
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

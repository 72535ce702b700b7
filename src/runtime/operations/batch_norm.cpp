// BatchNormalization that was not folded into a Conv: y = fl(fl(x·a) + b) with a = γ/√(σ² + ε) and b = β − μ·a, each
// computed in float64 and rounded once.
#include <cmath>

#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

// So many elements are multiplied and added to while they are in the cache.
constexpr std::size_t block = 4096;

struct Parameters {
  std::span<const float> scale, bias, mean, variance;
};

// out: a and b of all channels.
void combine(const Parameters& p, double epsilon, float* out) {
  const std::size_t channels = p.scale.size();
  for (std::size_t c = 0; c < channels; ++c) {
    const double a = p.scale[c] / std::sqrt(p.variance[c] + epsilon);
    out[c] = static_cast<float>(a);
    out[c + channels] = static_cast<float>(p.bias[c] - p.mean[c] * a);
  }
}

}  // namespace

Status batch_normalization(Preparation& p) {
  ZP_CHECK(p.check_floats({0, 1, 2, 3, 4}));
  for (std::size_t o = 1; o < p.output_count(); ++o) {
    if (p.wants(o)) return p.error(ErrorCode::unsupported, "the statistics of training are not supported");
  }
  const Shape& shape = p.shape(0);
  if (shape.rank() < 2) return p.error(ErrorCode::unsupported, "input has shape ", shape.to_string(), ", without channels");
  const MemoryOrder order = p.order(0);
  std::vector<Operand> inputs(5);
  ZP_TRY(inputs[0], p.input(0, order));
  for (std::size_t i = 1; i < 5; ++i) {
    ZP_TRY(inputs[i], p.input(i, MemoryOrder::row_major(1)));
  }
  Shape channel = shape;
  for (std::size_t i = 0; i < shape.rank(); ++i) channel[i] = i == 1 ? shape[1] : 1;
  const auto channels = static_cast<std::size_t>(p.shape(1).element_count());
  const double epsilon = p.real("epsilon", 1e-5F);
  const Broadcasting with(in_memory(shape, order), in_memory(channel, order), in_memory(shape, order));
  p.add_in_place(std::move(inputs), {p.output(0, order)}, [=, &kernels = p.kernels().pointwise](const StepMemory& m) -> Status {
    float* a = m.scratch<float>();
    const float* b = a + channels;
    combine({m.input<float>(1), m.input<float>(2), m.input<float>(3), m.input<float>(4)}, epsilon, a);
    const float* x = m.input<float>(0).data();
    float* y = m.output<float>(0).data();
    with.for_each(block, [&](const BroadcastBlock& at) {
      kernels.binary(FloatBinary::mul, {x + at.a, with.a()}, {a + at.b, with.b()}, at.rows, at.columns, y + at.y);
      kernels.binary(FloatBinary::add, {y + at.y, with.a()}, {b + at.b, with.b()}, at.rows, at.columns, y + at.y);
    });
    return Done{};
  }, 2 * channels * sizeof(float));
  return Done{};
}

}  // namespace zeropoint::operations

// Operators of two or more float tensors that meet element by element, in whatever order the largest of them lies.
// Of more than two, the first two are combined, then the result with the next one.
#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/operations/integer_elementwise.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

// So many elements are computed and clamped while they are in the cache.
constexpr std::size_t block = 4096;

struct Part {
  Operand operand;
  Shape shape;  // in the order of memory
};

void add_step(Preparation& p, FloatBinary function, const Part& a, const Part& b, const Part& y) {
  // The output may be written over the operand that is as large as it.
  const bool second = a.shape.element_count() != y.shape.element_count();
  const auto activation = p.node().activation;
  p.add_in_place({second ? b.operand : a.operand, second ? a.operand : b.operand}, {y.operand},
                 [=, with = Broadcasting(a.shape, b.shape, y.shape), &kernels = p.kernels().pointwise](const StepMemory& m) -> Status {
    const float* left = m.input<float>(second ? 1 : 0).data();
    const float* right = m.input<float>(second ? 0 : 1).data();
    float* out = m.output<float>(0).data();
    const std::size_t most = activation ? block : m.output<float>(0).size();
    with.for_each(most, [&](const BroadcastBlock& at) {
      kernels.binary(function, {left + at.a, with.a()}, {right + at.b, with.b()}, at.rows, at.columns, out + at.y);
      if (activation) kernels.unary(FloatUnary::clip, {activation->lo, activation->hi}, {out + at.y, at.rows * at.columns}, out + at.y);
    });
    return Done{};
  });
}

Status combine(Preparation& p, FloatBinary function) {
  if (!is_float(p.type(0))) return integer_elementwise(p);
  const MemoryOrder order = p.common_order(p.output_shape().rank());
  const auto part = [&](std::size_t i) -> Result<Part> {
    ZP_TRY(const Operand operand, p.extended_input(i, order));
    return Part{operand, extended_in_memory(p.shape(i), order)};
  };
  ZP_TRY(Part sum, part(0));
  if (p.input_count() == 1) {
    p.share(0, sum.operand, order);
    return Done{};
  }
  for (std::size_t i = 1; i < p.input_count(); ++i) {
    ZP_TRY(const Part& next, part(i));
    const Part y{p.output(0, order), in_memory(p.output_shape(), order)};
    add_step(p, function, sum, next, y);
    sum = y;
  }
  return Done{};
}

}  // namespace

Status add(Preparation& p) { return combine(p, FloatBinary::add); }
Status sub(Preparation& p) { return combine(p, FloatBinary::sub); }
Status mul(Preparation& p) { return combine(p, FloatBinary::mul); }
Status div(Preparation& p) { return combine(p, FloatBinary::div); }
Status min(Preparation& p) { return combine(p, FloatBinary::min); }
Status max(Preparation& p) { return combine(p, FloatBinary::max); }
Status prelu(Preparation& p) { return combine(p, FloatBinary::prelu); }

}  // namespace zeropoint::operations

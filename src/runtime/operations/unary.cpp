// Functions of one element, in whatever order the input lies.
#include <limits>

#include "runtime/operations.h"
#include "runtime/operations/integer_elementwise.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

Status unary(Preparation& p, FloatUnary function, FloatUnaryParameters parameters = {}) {
  if (!is_float(p.type(0))) return integer_elementwise(p);
  const MemoryOrder order = p.order(0);
  ZP_TRY(const Operand x, p.input(0, order));
  p.add_in_place({x}, {p.output(0, order)}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    kernels.pointwise.unary(function, parameters, m.input<float>(0), m.output<float>(0).data());
    return Done{};
  });
  return Done{};
}

}  // namespace

Status relu(Preparation& p) { return unary(p, FloatUnary::relu); }
Status leaky_relu(Preparation& p) { return unary(p, FloatUnary::leaky_relu, {p.real("alpha", 0.01F), 0}); }
Status sigmoid(Preparation& p) { return unary(p, FloatUnary::sigmoid); }
Status hard_sigmoid(Preparation& p) { return unary(p, FloatUnary::hard_sigmoid, {p.real("alpha", 0.2F), p.real("beta", 0.5F)}); }
Status hard_swish(Preparation& p) { return unary(p, FloatUnary::hard_swish); }
Status swish(Preparation& p) { return unary(p, FloatUnary::silu); }
Status tanh(Preparation& p) { return unary(p, FloatUnary::tanh); }
Status elu(Preparation& p) { return unary(p, FloatUnary::elu, {p.real("alpha", 1), 0}); }
Status exp(Preparation& p) { return unary(p, FloatUnary::exp); }
Status sqrt(Preparation& p) { return unary(p, FloatUnary::sqrt); }
Status neg(Preparation& p) { return unary(p, FloatUnary::neg); }
Status abs(Preparation& p) { return unary(p, FloatUnary::abs); }

// Bounds are attributes before opset 11, and inputs since, which may be computed. One that is left out does not bind.
Status clip(Preparation& p) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (p.opset() < 11) return unary(p, FloatUnary::clip, {p.real("min", -infinity), p.real("max", infinity)});
  if (!is_float(p.type(0))) return integer_elementwise(p);
  const MemoryOrder order = p.order(0);
  std::vector<Operand> inputs(1);
  ZP_TRY(inputs[0], p.input(0, order));
  for (const std::size_t i : {1U, 2U}) {
    if (!p.has(i)) continue;
    if (p.shape(i).element_count() != 1) return p.error(ErrorCode::shape_mismatch, "a bound has shape ", p.shape(i).to_string());
    ZP_TRY(const Operand bound, p.input(i, p.order(i)));
    inputs.push_back(bound);
  }
  const bool low = p.has(1), high = p.has(2);
  p.add_in_place(std::move(inputs), {p.output(0, order)}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    const FloatUnaryParameters bounds{low ? m.input<float>(1)[0] : -infinity, high ? m.input<float>(low ? 2 : 1)[0] : infinity};
    kernels.pointwise.unary(FloatUnary::clip, bounds, m.input<float>(0), m.output<float>(0).data());
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

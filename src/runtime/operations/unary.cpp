// Functions of one element, in whatever order the input lies.
#include "runtime/operations.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

Status unary(Preparation& p, FloatUnary function, FloatUnaryParameters parameters = {}) {
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

}  // namespace zeropoint::operations

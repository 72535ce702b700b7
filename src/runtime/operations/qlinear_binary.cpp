// com.microsoft's QLinearAdd and QLinearMul, equations (12) and (13), in whatever order the larger operand lies.
#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/operations/parameters.h"

namespace zeropoint::operations {

namespace {

// A, S_a, Z_a, B, S_b, Z_b, S_y, Z_y
Status combine(Preparation& p, CodeBinary function) {
  for (const std::size_t i : {0U, 3U}) ZP_CHECK(check_8_bits(p, i));
  const MemoryOrder order = p.common_order(p.output_shape().rank());
  const Shape a = extended_in_memory(p.shape(0), order), b = extended_in_memory(p.shape(3), order), y = in_memory(p.output_shape(), order);
  ZP_TRY(const Operand left, p.extended_input(0, order));
  ZP_TRY(const Operand right, p.extended_input(3, order));
  // The output may be written over the operand that is as large as it.
  const bool second = a.element_count() != y.element_count();
  std::vector<Operand> inputs{second ? right : left, second ? left : right};
  ZP_TRY(const CodeParameters& of_a, code_parameters(p, 1, codes_of(p.type(0)), inputs));
  ZP_TRY(const CodeParameters& of_b, code_parameters(p, 4, codes_of(p.type(3)), inputs));
  ZP_TRY(const QParams& codes, output_codes(p));
  ZP_TRY(const CodeParameters& of_y, code_parameters(p, 6, codes, inputs));
  const bool is_int8 = p.output_type() == ElementType::i8;
  p.add_in_place(std::move(inputs), {p.output(0, order)}, [=, with = Broadcasting(a, b, y), &kernels = p.kernels().code_pointwise](const StepMemory& m) -> Status {
    const QParams from_a = of_a.at(m), from_b = of_b.at(m), to = of_y.at(m);
    const std::uint8_t *x = m.input<std::uint8_t>(second ? 1 : 0).data(), *z = m.input<std::uint8_t>(second ? 0 : 1).data();
    const auto out = m.output<std::uint8_t>(0);
    with.for_each(out.size(), [&](const BroadcastBlock& at) {
      kernels.binary(function, is_int8, {x + at.a, from_a, with.a()}, {z + at.b, from_b, with.b()}, at.rows, at.columns, to, out.data() + at.y);
    });
    return Done{};
  });
  return Done{};
}

}  // namespace

Status qlinear_add(Preparation& p) { return combine(p, CodeBinary::sum); }
Status qlinear_mul(Preparation& p) { return combine(p, CodeBinary::product); }

}  // namespace zeropoint::operations

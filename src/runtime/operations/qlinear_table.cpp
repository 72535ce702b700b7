// Functions of one code, by a table: com.microsoft's QLinearSigmoid and QLinearLeakyRelu, equation (16), and LookupTable,
// equation (18).
#include "quant/integer_rules.h"
#include "runtime/operations.h"
#include "runtime/operations/parameters.h"

namespace zeropoint::operations {

namespace {

// X, S_x, Z_x, S_y, Z_y. The table is made while planning, or in each run where a parameter is computed.
template <class Function>
Status by_table(Preparation& p, Function f) {
  ZP_CHECK(check_8_bits(p, 0));
  const MemoryOrder order = p.order(0);
  std::vector<Operand> inputs(1);
  ZP_TRY(inputs[0], p.input(0, order));
  ZP_TRY(const CodeParameters& of_x, code_parameters(p, 1, codes_of(p.type(0)), inputs));
  ZP_TRY(const QParams& codes, output_codes(p));
  ZP_TRY(const CodeParameters& of_y, code_parameters(p, 3, codes, inputs));
  const auto known = of_x.known && of_y.known ? std::optional(code_table(*of_x.known, *of_y.known, f)) : std::nullopt;
  p.add_in_place(std::move(inputs), {p.output(0, order)}, [=, &kernels = p.kernels().code_pointwise](const StepMemory& m) -> Status {
    const auto table = known ? *known : code_table(of_x.at(m), of_y.at(m), f);
    const auto x = m.input<std::uint8_t>(0);
    kernels.map(table.data(), 1, x.size(), x.data(), x.size(), m.output<std::uint8_t>(0).data(), x.size());
    return Done{};
  });
  return Done{};
}

}  // namespace

Status qlinear_sigmoid(Preparation& p) { return by_table(p, rational_sigmoid); }
Status qlinear_leaky_relu(Preparation& p) {
  return by_table(p, [alpha = p.real("alpha", 0.01F)](float r) { return r >= 0 ? r : alpha * r; });
}

// X, table. The byte that holds a code is the index of the byte that takes its place.
Status lookup_table(Preparation& p) {
  const MemoryOrder order = p.order(0);
  ZP_TRY(const Operand x, p.input(0, order));
  ZP_TRY(const Operand table, p.input(1, MemoryOrder::row_major(1)));
  p.add_in_place({x, table}, {p.output(0, order)}, [&kernels = p.kernels().code_pointwise](const StepMemory& m) -> Status {
    const auto codes = m.input<std::uint8_t>(0);
    kernels.map(m.input<std::uint8_t>(1).data(), 1, codes.size(), codes.data(), codes.size(), m.output<std::uint8_t>(0).data(), codes.size());
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

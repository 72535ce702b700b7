// com.microsoft's QLinearConcat, equation (16): each part is translated by a table on its way into the whole.
#include "quant/integer_rules.h"
#include "runtime/operations.h"
#include "runtime/operations/move.h"
#include "runtime/operations/parameters.h"

namespace zeropoint::operations {

namespace {

using Table = std::array<std::uint8_t, 256>;

Table translation(const QParams& from, const QParams& to) {
  return code_table(from, to, [](float r) { return r; });
}

// Rows of a part within rows of the whole.
struct Part {
  std::size_t input = 0;  // of the step
  CodeParameters from;
  std::optional<Table> table;  // if it is known when planning
  std::size_t rows = 0, columns = 0, first = 0;
};

}  // namespace

// S_y, Z_y, then tensor, scale and zero point of each part.
Status qlinear_concat(Preparation& p) {
  const Shape& whole = p.output_shape();
  const std::size_t axis = p.axis("axis", 0, whole.rank());
  const MemoryOrder order = p.common_order(whole.rank());
  const AxisView all = along(whole, order, axis);
  std::vector<Operand> inputs;
  ZP_TRY(const QParams& codes, output_codes(p));
  ZP_TRY(const CodeParameters& to, code_parameters(p, 0, codes, inputs));
  std::vector<Part> parts;
  std::size_t at = 0;
  for (std::size_t i = 2; i < p.input_count(); i += 3) {
    ZP_CHECK(check_8_bits(p, i));
    Part part;
    part.input = inputs.size();
    part.rows = all.outer, part.columns = static_cast<std::size_t>(p.shape(i)[axis]) * all.inner, part.first = at;
    ZP_TRY(const Operand operand, p.input(i, order));
    inputs.push_back(operand);
    ZP_TRY(part.from, code_parameters(p, i + 1, codes_of(p.type(i)), inputs));
    if (part.from.known && to.known) part.table = translation(*part.from.known, *to.known);
    at += part.columns;
    parts.push_back(part);
  }
  p.add(std::move(inputs), {p.output(0, order)}, [=, parts = std::move(parts), &kernels = p.kernels().code_pointwise](const StepMemory& m) -> Status {
    for (const Part& part : parts) {
      const Table table = part.table ? *part.table : translation(part.from.at(m), to.at(m));
      kernels.map(table.data(), part.rows, part.columns, m.input<std::uint8_t>(part.input).data(), part.columns,
                  m.output<std::uint8_t>(0).data() + part.first, all.n * all.inner);
    }
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

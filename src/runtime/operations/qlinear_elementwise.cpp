// com.microsoft's QLinearAdd, QLinearMul, QLinearSigmoid, QLinearLeakyRelu and QLinearConcat: equations (12), (13) and
// (16); LookupTable: equation (18).
#include <algorithm>

#include "quant/integer_rules.h"
#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/operations/move.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/walk.h"

namespace zeropoint::operations {

namespace {

bool has_8_bits(ElementType type) { return type == ElementType::u8 || type == ElementType::i8; }

Status check_8_bits(const Preparation& p, std::size_t i) {
  if (has_8_bits(p.type(i))) return Done{};
  return p.error(ErrorCode::unsupported, "codes of type ", element_type_name(p.type(i)), " are not supported");
}

using Rule = std::int32_t (*)(std::int32_t a, const QParams& from_a, std::int32_t b, const QParams& from_b, const QParams& to);

// A, S_a, Z_a, B, S_b, Z_b, S_y, Z_y
Status combine(Preparation& p, Rule rule) {
  ZP_CHECK(check_8_bits(p, 0));
  ZP_CHECK(check_8_bits(p, 3));
  const MemoryOrder order = p.common_order(p.output_shape().rank());
  std::vector<Operand> inputs;
  std::array<WalkStrides, 2> strides;
  for (const std::size_t i : {0U, 3U}) {
    ZP_TRY(const Operand operand, p.extended_input(i, order));
    strides[inputs.size()] = walk_strides(extended_in_memory(p.shape(i), order));
    inputs.push_back(operand);
  }
  std::array<Parameter, 6> parameters;
  for (std::size_t k = 0; k < 6; ++k) {
    constexpr std::array<std::size_t, 6> places{1, 2, 4, 5, 6, 7};
    ZP_TRY(parameters[k], parameter(p, places[k], inputs));
  }
  const ElementType type_a = p.type(0), type_b = p.type(3), type = p.output_type();
  ZP_TRY(const QParams codes, output_codes(p));
  p.add(std::move(inputs), {p.output(0, order)}, [=, y = in_memory(p.output_shape(), order)](const StepMemory& m) -> Status {
    const QParams from_a = qparams_of(m, type_a, parameters[0], parameters[1]), from_b = qparams_of(m, type_b, parameters[2], parameters[3]);
    const QParams to = qparams_of(m, codes, parameters[4], parameters[5]);
    const auto a = m.input<std::byte>(0), b = m.input<std::byte>(1);
    walk(y, strides, [&](std::size_t i, const std::array<std::size_t, 2>& at) {
      const auto code = [](ElementType of, std::span<const std::byte> x, std::size_t k) { return static_cast<std::int32_t>(load_integer(of, x, k)); };
      store_integer(type, m.output<std::byte>(0), i, rule(code(type_a, a, at[0]), from_a, code(type_b, b, at[1]), from_b, to));
      return true;
    });
    return Done{};
  });
  return Done{};
}

using Table = std::array<std::uint8_t, 256>;

void map(const Table& table, std::span<const std::uint8_t> x, std::uint8_t* y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = table[x[i]];
}

// X, S_x, Z_x, S_y, Z_y
template <class Function>
Status by_table(Preparation& p, Function f) {
  ZP_CHECK(check_8_bits(p, 0));
  const MemoryOrder order = p.order(0);
  std::vector<Operand> inputs(1);
  ZP_TRY(inputs[0], p.input(0, order));
  std::array<Parameter, 4> parameters;
  for (std::size_t k = 0; k < 4; ++k) {
    ZP_TRY(parameters[k], parameter(p, k + 1, inputs));
  }
  const ElementType from = p.type(0);
  ZP_TRY(const QParams codes, output_codes(p));
  p.add_in_place(std::move(inputs), {p.output(0, order)}, [=](const StepMemory& m) -> Status {
    const Table table = code_table(qparams_of(m, from, parameters[0], parameters[1]), qparams_of(m, codes, parameters[2], parameters[3]), f);
    map(table, m.input<std::uint8_t>(0), m.output<std::uint8_t>(0).data());
    return Done{};
  });
  return Done{};
}

struct Part {
  Move move;
  Parameter scale, zero_point;
  ElementType type;
};

}  // namespace

Status qlinear_add(Preparation& p) { return combine(p, quantized_sum); }
Status qlinear_mul(Preparation& p) { return combine(p, quantized_product); }
Status qlinear_sigmoid(Preparation& p) { return by_table(p, rational_sigmoid); }
Status qlinear_leaky_relu(Preparation& p) {
  return by_table(p, [alpha = p.real("alpha", 0.01F)](float r) { return r >= 0 ? r : alpha * r; });
}

// X, table: equation (18). The byte that holds a code is the index of the byte that takes its place.
Status lookup_table(Preparation& p) {
  const MemoryOrder order = p.order(0);
  ZP_TRY(const Operand x, p.input(0, order));
  ZP_TRY(const Operand table, p.input(1, MemoryOrder::row_major(1)));
  p.add_in_place({x, table}, {p.output(0, order)}, [](const StepMemory& m) -> Status {
    Table copy{};
    std::ranges::copy(m.input<std::uint8_t>(1), copy.begin());
    map(copy, m.input<std::uint8_t>(0), m.output<std::uint8_t>(0).data());
    return Done{};
  });
  return Done{};
}

// S_y, Z_y, then tensor, scale and zero point of each part. Each is translated by a table and then moved.
Status qlinear_concat(Preparation& p) {
  const Shape& whole = p.output_shape();
  const std::size_t axis = p.axis("axis", 0, whole.rank());
  const MemoryOrder order = p.order(2);
  ZP_TRY(const QParams codes, output_codes(p));
  std::vector<Operand> inputs;
  ZP_TRY(const Parameter scale, parameter(p, 0, inputs));
  ZP_TRY(const Parameter zero_point, parameter(p, 1, inputs));
  std::vector<Part> parts;
  std::vector<std::size_t> places;
  std::int64_t at = 0, largest = 0;
  for (std::size_t i = 2; i < p.input_count(); i += 3) {
    ZP_CHECK(check_8_bits(p, i));
    const Shape& x = p.shape(i);
    Part part{move_of(x, order, x, whole), {}, {}, p.type(i)};
    part.move.to = at * strides_of(whole, order)[axis];
    part.move.copy = part.move.copy.simplified();
    ZP_TRY(const Operand operand, p.input(i, order));
    places.push_back(inputs.size());
    inputs.push_back(operand);
    ZP_TRY(part.scale, parameter(p, i + 1, inputs));
    ZP_TRY(part.zero_point, parameter(p, i + 2, inputs));
    parts.push_back(part);
    at += x[axis];
    largest = std::max(largest, x.element_count());
  }
  p.add(std::move(inputs), {p.output(0, order)}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    const QParams y = qparams_of(m, codes, scale, zero_point);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const Part& part = parts[k];
      const Table table = code_table(qparams_of(m, part.type, part.scale, part.zero_point), y, [](float r) { return r; });
      map(table, m.input<std::uint8_t>(places[k]), m.scratch<std::uint8_t>());
      run_move(part.move, 1, kernels, m.scratch<std::byte>(), m.output<std::byte>(0).data());
    }
    return Done{};
  }, static_cast<std::size_t>(largest));
  return Done{};
}

}  // namespace zeropoint::operations

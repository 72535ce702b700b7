#include "runtime/operations/integer_elementwise.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/float_math.h"
#include "model/operators.h"
#include "runtime/operations/broadcast.h"
#include "runtime/operations/walk.h"

namespace zeropoint::operations {

namespace {

// Elements of all types as 64 bits, two's complement: sums, differences and products wrap, and are the same with a sign.
// a = f(a, b); false if there is no result.
using Function = bool (*)(bool is_signed, std::uint64_t& a, std::uint64_t b);

std::int64_t with_sign(std::uint64_t x) { return static_cast<std::int64_t>(x); }
bool less(bool is_signed, std::uint64_t a, std::uint64_t b) { return is_signed ? with_sign(a) < with_sign(b) : a < b; }

bool divide(bool is_signed, std::uint64_t& a, std::uint64_t b) {
  if (b == 0) return false;
  if (!is_signed) a /= b;
  // The lowest number has no negative: it wraps to itself.
  else a = with_sign(b) == -1 ? 0 - a : static_cast<std::uint64_t>(with_sign(a) / with_sign(b));
  return true;
}

// Negative exponents.
bool inverse_power(bool is_signed, std::uint64_t& a, std::uint64_t exponent) {
  if (a == 0) return false;
  if (is_signed && with_sign(a) == -1) a = (exponent & 1) != 0 ? a : 1;
  else if (a != 1) a = 0;
  return true;
}

bool power(bool is_signed, std::uint64_t& a, std::uint64_t exponent) {
  if (less(is_signed, exponent, 0)) return inverse_power(is_signed, a, exponent);
  std::uint64_t result = 1;
  for (std::uint64_t square = a; exponent > 0; exponent >>= 1, square *= square) {
    if ((exponent & 1) != 0) result *= square;
  }
  a = result;
  return true;
}

bool larger(bool is_signed, std::uint64_t& a, std::uint64_t b) { return a = less(is_signed, a, b) ? b : a, true; }

struct Row {
  std::string_view name;
  Function function;
};

// Functions of one argument are passed 0.
constexpr Row rows[] = {
    {"Abs", [](bool is_signed, std::uint64_t& a, std::uint64_t) { return a = less(is_signed, a, 0) ? 0 - a : a, true; }},
    {"Add", [](bool, std::uint64_t& a, std::uint64_t b) { return a += b, true; }},
    {"Div", divide},
    {"Max", larger},
    {"Min", [](bool is_signed, std::uint64_t& a, std::uint64_t b) { return a = less(is_signed, b, a) ? b : a, true; }},
    {"Mul", [](bool, std::uint64_t& a, std::uint64_t b) { return a *= b, true; }},
    {"Neg", [](bool, std::uint64_t& a, std::uint64_t) { return a = 0 - a, true; }},
    {"PRelu", [](bool is_signed, std::uint64_t& a, std::uint64_t b) { return a *= less(is_signed, a, 0) ? b : 1, true; }},
    {"Pow", power},
    {"Relu", larger},
    {"Sub", [](bool, std::uint64_t& a, std::uint64_t b) { return a -= b, true; }},
};

Function find(std::string_view name) {
  const auto* found = std::ranges::find(rows, name, &Row::name);
  return found != std::end(rows) ? found->function : nullptr;
}

struct Part {
  ElementType type;
  WalkStrides strides{};
};

// Calls visit(element of y, element of the part).
template <class Visit>
bool walk(const Shape& y, const Part& part, Visit&& visit) {
  return operations::walk(y, std::array<WalkStrides, 1>{part.strides}, [&](std::size_t i, const std::array<std::size_t, 1>& at) { return visit(i, at[0]); });
}

// An exponent of another type. One that is no integer goes through float32, as Pow of floats does.
bool real_power(bool is_signed, std::uint64_t& a, double exponent) {
  if (exponent == std::trunc(exponent) && std::fabs(exponent) < 0x1p62) {
    const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(exponent));
    return exponent < 0 ? inverse_power(is_signed, a, bits) : power(is_signed, a, bits);
  }
  const float base = is_signed ? static_cast<float>(with_sign(a)) : static_cast<float>(a);
  const float result = portable_powf(base, static_cast<float>(exponent));
  if (!(std::fabs(result) < 0x1p63F)) return false;
  a = static_cast<std::uint64_t>(static_cast<std::int64_t>(result));
  return true;
}

bool combine(Function function, const Part& a, const Part& b, std::span<const std::byte> right, const Shape& y, std::span<std::byte> out) {
  const bool is_signed = a.type != ElementType::u64;
  return walk(y, b, [&](std::size_t i, std::size_t at) {
    auto value = static_cast<std::uint64_t>(load_integer(a.type, out, i));
    const bool done = b.type != a.type ? real_power(is_signed, value, load_real(b.type, right, at))
                                       : function(is_signed, value, static_cast<std::uint64_t>(load_integer(b.type, right, at)));
    store_integer(a.type, out, i, with_sign(value));
    return done;
  });
}

struct Term {
  std::string_view function;
  std::size_t input;  // of the step
};

Status run_terms(const std::vector<Part>& parts, const std::vector<Term>& terms, const Shape& y, const StepMemory& m) {
  const auto out = m.output<std::byte>(0);
  const ElementType type = parts[0].type;
  walk(y, parts[0], [&](std::size_t i, std::size_t at) {
    store_integer(type, out, i, load_integer(type, m.input<std::byte>(0), at));
    return true;
  });
  constexpr std::array<std::byte, 8> zero{};
  for (const auto& [name, input] : terms) {
    const bool alone = input == 0;
    const Part part = alone ? Part{type} : parts[input];
    if (combine(find(name), parts[0], part, alone ? std::span<const std::byte>(zero) : m.input<std::byte>(input), y, out)) continue;
    return Error{ErrorCode::invalid_argument, name == "Div" ? "an integer is divided by zero" : "a power has no integer value"};
  }
  return Done{};
}

}  // namespace

Status integer_elementwise(Preparation& p) {
  const ElementType type = p.type(0);
  const std::string_view name = p.node().op->name;
  if (!is_integer(type) || element_bits(type) < 8 || (find(name) == nullptr && name != "Clip")) {
    return p.error(ErrorCode::unsupported, "elements of type ", element_type_name(type), " are not supported");
  }
  const MemoryOrder order = p.common_order(p.output_shape().rank());
  std::vector<Operand> inputs;
  std::vector<Part> parts;
  std::vector<Term> terms;
  for (std::size_t i = 0; i < p.input_count(); ++i) {
    if (!p.has(i)) continue;
    const bool bound = i > 0 && name == "Clip";  // one element, maybe of rank 1
    ZP_TRY(const Operand operand, bound ? p.input(i, MemoryOrder::row_major(p.shape(i).rank())) : p.extended_input(i, order));
    const ElementType here = Preparation::computed(p.type(i));
    if (i > 0) terms.push_back({!bound ? name : i == 1 ? "Max" : "Min", inputs.size()});
    parts.push_back(bound ? Part{here} : Part{here, walk_strides(extended_in_memory(p.shape(i), order))});
    inputs.push_back(operand);
  }
  const bool needs_two = name == "Clip" || name == "Max" || name == "Min";  // alone they are what they get
  if (terms.empty() && !needs_two) terms.push_back({name, 0});
  p.add(std::move(inputs), {p.output(0, order)},
        [=, parts = std::move(parts), terms = std::move(terms), y = in_memory(p.output_shape(), order)](const StepMemory& m) -> Status {
    return run_terms(parts, terms, y, m);
  });
  return Done{};
}

}  // namespace zeropoint::operations

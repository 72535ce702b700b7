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

// T is std::int64_t, which holds the values of all types but uint64, or std::uint64_t.
template <class T>
using Function = bool (*)(T& a, T b);  // a = f(a, b); false if there is no result

// Signed overflow is undefined; the same bits of unsigned numbers wrap.
std::uint64_t wide(auto x) { return static_cast<std::uint64_t>(x); }

template <class T>
bool divide(T& a, T b) {
  if (b == 0) return false;
  // The lowest number has no negative: it wraps to itself.
  a = std::is_signed_v<T> && b == static_cast<T>(-1) ? static_cast<T>(0 - wide(a)) : static_cast<T>(a / b);
  return true;
}

template <class T>
bool power(T& a, T exponent) {
  const bool odd = (exponent & 1) != 0;
  if (std::is_signed_v<T> && exponent < 0) {
    if (a == 0) return false;
    a = a == 1 ? T{1} : a != static_cast<T>(-1) ? T{0} : odd ? a : T{1};
    return true;
  }
  std::uint64_t result = 1, square = wide(a);
  for (std::uint64_t left = wide(exponent); left > 0; left >>= 1, square *= square) {
    if ((left & 1) != 0) result *= square;
  }
  a = static_cast<T>(result);
  return true;
}

template <class T>
struct Row {
  std::string_view name;
  Function<T> function;
};

// Functions of one argument are passed 0.
template <class T>
constexpr Row<T> rows[] = {
    {"Abs", [](T& a, T) { return a = a < T{0} ? static_cast<T>(0 - wide(a)) : a, true; }},
    {"Add", [](T& a, T b) { return a = static_cast<T>(wide(a) + wide(b)), true; }},
    {"Div", divide<T>},
    {"Max", [](T& a, T b) { return a = std::max(a, b), true; }},
    {"Min", [](T& a, T b) { return a = std::min(a, b), true; }},
    {"Mul", [](T& a, T b) { return a = static_cast<T>(wide(a) * wide(b)), true; }},
    {"Neg", [](T& a, T) { return a = static_cast<T>(0 - wide(a)), true; }},
    {"PRelu", [](T& a, T b) { return a = a < T{0} ? static_cast<T>(wide(a) * wide(b)) : a, true; }},
    {"Pow", power<T>},
    {"Relu", [](T& a, T b) { return a = std::max(a, b), true; }},
    {"Sub", [](T& a, T b) { return a = static_cast<T>(wide(a) - wide(b)), true; }},
};

template <class T>
Function<T> find(std::string_view name) {
  const auto* found = std::ranges::find(rows<T>, name, &Row<T>::name);
  return found != std::end(rows<T>) ? found->function : nullptr;
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
template <class T>
bool real_power(T& a, double exponent) {
  if (exponent == std::trunc(exponent) && std::fabs(exponent) < 0x1p62) {
    if (exponent >= 0 || std::is_signed_v<T>) return power(a, static_cast<T>(exponent));
    if (a == 0) return false;
    a = a == 1 ? T{1} : T{0};
    return true;
  }
  const float result = portable_powf(static_cast<float>(a), static_cast<float>(exponent));
  if (!(std::fabs(result) < 0x1p63F)) return false;
  a = static_cast<T>(static_cast<std::int64_t>(result));
  return true;
}

template <class T>
bool combine(Function<T> function, const Part& a, const Part& b, std::span<const std::byte> right, const Shape& y, std::span<std::byte> out) {
  return walk(y, b, [&](std::size_t i, std::size_t at) {
    auto value = static_cast<T>(load_integer(a.type, out, i));
    const bool done = b.type != a.type ? real_power(value, load_real(b.type, right, at)) : function(value, static_cast<T>(load_integer(b.type, right, at)));
    store_integer(a.type, out, i, static_cast<std::int64_t>(value));
    return done;
  });
}

struct Term {
  std::string_view function;
  std::size_t input;  // of the step
};

template <class T>
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
    if (combine<T>(find<T>(name), parts[0], part, alone ? std::span<const std::byte>(zero) : m.input<std::byte>(input), y, out)) continue;
    return Error{ErrorCode::invalid_argument, name == "Div" ? "an integer is divided by zero" : "a power has no integer value"};
  }
  return Done{};
}

}  // namespace

Status integer_elementwise(Preparation& p) {
  const ElementType type = p.type(0);
  const std::string_view name = p.node().op->name;
  if (!is_integer(type) || element_bits(type) < 8 || (find<std::int64_t>(name) == nullptr && name != "Clip")) {
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
    return type == ElementType::u64 ? run_terms<std::uint64_t>(parts, terms, y, m) : run_terms<std::int64_t>(parts, terms, y, m);
  });
  return Done{};
}

}  // namespace zeropoint::operations

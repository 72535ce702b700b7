// Cast, between all types of numbers and bool.
//
// To an integer or bool as ONNX says: floats are truncated; of integers that do not fit the low bits are kept; all but 0 is
// true. What ONNX leaves open: floats beyond the type saturate, and NaN gives 0.
#include <algorithm>
#include <cmath>

#include "runtime/convert.h"
#include "runtime/operations.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

std::int64_t truncated(double x, ElementType to) {
  if (to == ElementType::boolean) return x != 0 ? 1 : 0;
  if (std::isnan(x)) return 0;
  const int bits = element_bits(to) - (is_signed(to) ? 1 : 0);
  const double end = std::ldexp(1.0, bits);  // first one beyond; no double lies between the highest uint64 and it
  x = std::max(std::trunc(x), is_signed(to) ? -end : 0.0);
  if (x >= end) return to == ElementType::u64 ? -1 : static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1);
  return to == ElementType::u64 ? static_cast<std::int64_t>(static_cast<std::uint64_t>(x)) : static_cast<std::int64_t>(x);
}

void store_real(ElementType type, std::span<std::byte> out, std::size_t i, ElementType from, std::span<const std::byte> x) {
  const auto put = [&](auto value) { reinterpret_cast<decltype(value)*>(out.data())[i] = value; };
  const bool wide = from == ElementType::u64;
  const std::int64_t integer = load_integer(from, x, i);
  const float rounded = wide ? static_cast<float>(static_cast<std::uint64_t>(integer)) : static_cast<float>(integer);
  switch (type) {
    case ElementType::f64: put(load_real(from, x, i)); break;
    case ElementType::f16: put(float_to_half(rounded)); break;  // integers that a float rounds are infinite in float16
    default: put(rounded);
  }
}

void cast_elements(ElementType from, std::span<const std::byte> x, ElementType to, std::span<std::byte> y, std::size_t count) {
  if (is_float(from) && is_float(to)) return convert_floats(from, x, to, y);
  for (std::size_t i = 0; i < count; ++i) {
    if (is_float(to)) store_real(to, y, i, from, x);
    else if (is_float(from)) store_integer(to, y, i, truncated(load_real(from, x, i), to));
    else store_integer(to, y, i, to == ElementType::boolean ? load_integer(from, x, i) != 0 : load_integer(from, x, i));
  }
}

}  // namespace

Status cast(Preparation& p) {
  const ElementType from = p.type(0), to = p.output_type();
  const bool halves = element_bits(from) < 8 || element_bits(to) < 8;  // which lie row-major
  const MemoryOrder order = halves ? MemoryOrder::row_major(p.shape(0).rank()) : p.order(0);
  ZP_TRY(const Operand x, p.input(0, order, from));
  if (from == to) {
    p.share(0, x, order);
    return Done{};
  }
  const auto count = static_cast<std::size_t>(p.shape(0).element_count());
  p.add({x}, {p.output(0, order, to)}, [=](const StepMemory& m) -> Status {
    const auto y = m.output<std::byte>(0);
    if (element_bits(to) < 8) std::ranges::fill(y, std::byte{0});
    cast_elements(from, m.input<std::byte>(0), to, y, count);
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

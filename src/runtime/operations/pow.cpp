// Pow of floats: x·x for the exponent 2, otherwise portable_powf. Exponents may be integers, which are read as float32.
#include "core/float_math.h"
#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/operations/integer_elementwise.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

float power(float x, float y) { return y == 2 ? x * x : portable_powf(x, y); }

float exponent_at(ElementType type, std::span<const std::byte> exponents, std::size_t i) {
  if (type == ElementType::f32) return reinterpret_cast<const float*>(exponents.data())[i];
  const std::int64_t integer = load_integer(type, exponents, i);
  return type == ElementType::u64 ? static_cast<float>(static_cast<std::uint64_t>(integer)) : static_cast<float>(integer);
}

}  // namespace

Status pow(Preparation& p) {
  if (!is_float(p.type(0))) return integer_elementwise(p);
  const ElementType type = Preparation::computed(p.type(1));
  if (type != ElementType::f32 && (!is_integer(type) || element_bits(type) < 8)) {
    return p.error(ErrorCode::unsupported, "exponents of type ", element_type_name(type), " are not supported");
  }
  const MemoryOrder order = p.common_order(p.output_shape().rank());
  ZP_TRY(const Operand x, p.extended_input(0, order));
  ZP_TRY(const Operand exponent, p.extended_input(1, order));
  const Broadcasting with(extended_in_memory(p.shape(0), order), extended_in_memory(p.shape(1), order), in_memory(p.output_shape(), order));
  p.add({x, exponent}, {p.output(0, order)}, [=](const StepMemory& m) -> Status {
    const auto element = [](Broadcast operand, std::size_t row, std::size_t column, std::size_t columns) {
      return operand == Broadcast::none ? row * columns + column : operand == Broadcast::row ? column : 0;
    };
    const auto base = m.input<float>(0);
    const auto exponents = m.input<std::byte>(1);
    const auto out = m.output<float>(0);
    with.for_each(out.size(), [&](const BroadcastBlock& at) {
      float* y = out.data() + at.y;
      for (std::size_t row = 0; row < at.rows; ++row) {
        for (std::size_t i = 0; i < at.columns; ++i) {
          *y++ = power(base[at.a + element(with.a(), row, i, at.columns)],
                       exponent_at(type, exponents, at.b + element(with.b(), row, i, at.columns)));
        }
      }
    });
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

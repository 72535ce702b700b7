// Pow of floats: x·x for the exponent 2, otherwise portable_powf. Exponents may be integers, which are read as float32.
#include "core/float_math.h"
#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/operations/integer_elementwise.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

float power(float x, float y) { return y == 2 ? x * x : portable_powf(x, y); }

template <class Exponent>
void add_step(Preparation& p, Operand x, Operand exponent, const MemoryOrder& order) {
  const Broadcasting with(extended_in_memory(p.shape(0), order), extended_in_memory(p.shape(1), order), in_memory(p.output_shape(), order));
  p.add({x, exponent}, {p.output(0, order)}, [=](const StepMemory& m) -> Status {
    const auto element = [](Broadcast operand, std::size_t row, std::size_t column, std::size_t columns) {
      return operand == Broadcast::none ? row * columns + column : operand == Broadcast::row ? column : 0;
    };
    const auto out = m.output<float>(0);
    with.for_each(out.size(), [&](const BroadcastBlock& at) {
      const float* base = m.input<float>(0).data() + at.a;
      const Exponent* to = m.input<Exponent>(1).data() + at.b;
      float* y = out.data() + at.y;
      for (std::size_t row = 0; row < at.rows; ++row) {
        for (std::size_t i = 0; i < at.columns; ++i) {
          *y++ = power(base[element(with.a(), row, i, at.columns)], static_cast<float>(to[element(with.b(), row, i, at.columns)]));
        }
      }
    });
    return Done{};
  });
}

}  // namespace

Status pow(Preparation& p) {
  if (!is_float(p.type(0))) return integer_elementwise(p);
  const MemoryOrder order = p.common_order(p.output_shape().rank());
  ZP_TRY(const Operand x, p.extended_input(0, order));
  ZP_TRY(const Operand exponent, p.extended_input(1, order));
  switch (Preparation::computed(p.type(1))) {
    case ElementType::f32: add_step<float>(p, x, exponent, order); break;
    case ElementType::i8: add_step<std::int8_t>(p, x, exponent, order); break;
    case ElementType::i16: add_step<std::int16_t>(p, x, exponent, order); break;
    case ElementType::i32: add_step<std::int32_t>(p, x, exponent, order); break;
    case ElementType::i64: add_step<std::int64_t>(p, x, exponent, order); break;
    case ElementType::u8: add_step<std::uint8_t>(p, x, exponent, order); break;
    case ElementType::u16: add_step<std::uint16_t>(p, x, exponent, order); break;
    case ElementType::u32: add_step<std::uint32_t>(p, x, exponent, order); break;
    case ElementType::u64: add_step<std::uint64_t>(p, x, exponent, order); break;
    default: return p.error(ErrorCode::unsupported, "exponents of type ", element_type_name(p.type(1)), " are not supported");
  }
  return Done{};
}

}  // namespace zeropoint::operations

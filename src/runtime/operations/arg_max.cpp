// ArgMax: the place of the largest element along an axis, the first or the last of equals. NaN is never the largest, unless
// it stands first.
#include "runtime/operations.h"
#include "runtime/operations/move.h"

namespace zeropoint::operations {

namespace {

template <class T>
void arg_max_of(const AxisView& x, bool last, const T* from, std::int64_t* to) {
  for (std::size_t o = 0; o < x.outer; ++o) {
    for (std::size_t i = 0; i < x.inner; ++i) {
      const T* column = from + o * x.n * x.inner + i;
      std::size_t best = 0;
      for (std::size_t k = 1; k < x.n; ++k) {
        const T here = column[k * x.inner], best_yet = column[best * x.inner];
        if (here > best_yet || (last && here == best_yet)) best = k;
      }
      to[o * x.inner + i] = static_cast<std::int64_t>(best);
    }
  }
}

using ArgMax = void (*)(const AxisView& x, bool last, const StepMemory& m);

template <class T>
void run(const AxisView& x, bool last, const StepMemory& m) {
  arg_max_of(x, last, m.input<T>(0).data(), m.output<std::int64_t>(0).data());
}

// Null if there is none of that type.
ArgMax function_for(ElementType type) {
  switch (type) {
    case ElementType::f32: return run<float>;
    case ElementType::f64: return run<double>;
    case ElementType::i8: return run<std::int8_t>;
    case ElementType::i16: return run<std::int16_t>;
    case ElementType::i32: return run<std::int32_t>;
    case ElementType::i64: return run<std::int64_t>;
    case ElementType::u8: return run<std::uint8_t>;
    case ElementType::u16: return run<std::uint16_t>;
    case ElementType::u32: return run<std::uint32_t>;
    case ElementType::u64: return run<std::uint64_t>;
    default: return nullptr;
  }
}

}  // namespace

Status arg_max(Preparation& p) {
  const Shape& x = p.shape(0);
  if (x.rank() == 0) return p.error(ErrorCode::unsupported, "a scalar has no axis");
  const std::size_t axis = p.axis("axis", 0, x.rank());
  const ElementType type = p.type(0) == ElementType::f16 ? ElementType::f32 : p.type(0);
  const ArgMax function = function_for(type);
  if (function == nullptr) return p.error(ErrorCode::unsupported, "elements of type ", element_type_name(type), " are not supported");
  const MemoryOrder order = p.order(0);
  const AxisView view = along(x, order, axis);
  if (view.n == 0) return p.error(ErrorCode::shape_mismatch, "axis ", axis, " has no elements");
  const bool last = p.integer("select_last_index", 0) != 0;
  const bool keeps = p.integer("keepdims", 1) != 0;
  ZP_TRY(const Operand operand, p.input(0, order, type));
  p.add({operand}, {p.output(0, keeps ? order : replaced_axis(order, axis, 0))}, [=](const StepMemory& m) -> Status {
    function(view, last, m);
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

// ConstantOfShape and Shape, which are known while planning unless a constant is too large to be folded; Dropout as it is
// at inference.
#include <algorithm>

#include "runtime/operations.h"
#include "runtime/operations/move.h"

namespace zeropoint::operations {

Status constant_of_shape(Preparation& p) {
  const AttributeValue* attribute = p.node().attribute("value");
  const auto* value = attribute != nullptr ? std::get_if<Constant>(attribute) : nullptr;
  const ElementType type = p.output_type();
  const auto order = MemoryOrder::row_major(p.output_shape().rank());
  if (element_bits(type) < 8) return p.error(ErrorCode::unsupported, element_type_name(type), " is not supported here");
  const auto width = static_cast<std::size_t>(element_bits(type)) / 8;
  p.add({}, {p.output(0, order, type)}, [=, value = value != nullptr ? std::optional(*value) : std::nullopt](const StepMemory& m) -> Status {
    fill(m.output<std::byte>(0), value ? value->bytes() : std::span<const std::byte>(), width);
    return Done{};
  });
  return Done{};
}

Status shape(Preparation& p) {
  const Shape& x = p.shape(0);
  const auto rank = static_cast<std::int64_t>(x.rank());
  const std::int64_t start = p.integer("start", 0);
  const auto first = static_cast<std::size_t>(std::clamp<std::int64_t>(start < 0 ? start + rank : start, 0, rank));
  p.add({}, {p.output(0, MemoryOrder::row_major(1))}, [=](const StepMemory& m) -> Status {
    const auto y = m.output<std::int64_t>(0);
    std::ranges::copy(x.extents().subspan(first, y.size()), y.begin());
    return Done{};
  });
  return Done{};
}

Status dropout(Preparation& p) {
  if (p.has(2)) {
    const Constant& training = *p.constant(2);
    if (training.size() != 1 || training.type() != ElementType::boolean || training.integer_at(0) != 0) return p.error(ErrorCode::unsupported, "training mode is not supported");
  }
  const MemoryOrder order = p.order(0);
  if (p.wants(0)) {
    ZP_TRY(const Operand x, p.input(0, order));
    p.share(0, x, order);
  }
  if (!p.wants(1)) return Done{};
  // Nothing is dropped. Before opset 10 the mask is of the input's type.
  const bool is_bool = p.output_type(1) == ElementType::boolean;
  p.add({}, {p.output(1, order)}, [=](const StepMemory& m) -> Status {
    if (is_bool) std::ranges::fill(m.output<std::uint8_t>(0), std::uint8_t{1});
    else std::ranges::fill(m.output<float>(0), 1.0F);
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

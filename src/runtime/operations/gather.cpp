// Gather: runs of elements by index; indices may be computed by the network.
#include <cstring>

#include "runtime/operations.h"
#include "runtime/operations/move.h"

namespace zeropoint::operations {

namespace {

template <class Index>
Status gather_runs(const AxisView& x, std::size_t run_bytes, const StepMemory& m) {
  const auto indices = m.input<Index>(1);
  const std::byte* from = m.input<std::byte>(0).data();
  std::byte* to = m.output<std::byte>(0).data();
  const auto n = static_cast<std::int64_t>(x.n);
  for (std::size_t k = 0; k < indices.size(); ++k) {
    const std::int64_t given = indices[k];
    if (given < -n || given >= n) {
      return Error{ErrorCode::invalid_argument, text("index ", given, " (number ", k, ") does not exist among ", n, " elements")};
    }
    const auto at = static_cast<std::size_t>(given < 0 ? given + n : given);
    for (std::size_t o = 0; run_bytes > 0 && o < x.outer; ++o) {
      std::memcpy(to + (o * indices.size() + k) * run_bytes, from + (o * x.n + at) * run_bytes, run_bytes);
    }
  }
  return Done{};
}

}  // namespace

Status gather(Preparation& p) {
  const std::size_t axis = p.axis("axis", 0, p.shape(0).rank());
  const MemoryOrder order = p.order(0);
  const AxisView view = along(p.shape(0), order, axis);
  ZP_TRY(const std::size_t width, moved_width(p, 0));
  if (p.type(1) != ElementType::i64 && p.type(1) != ElementType::i32) return p.error(ErrorCode::unsupported, "indices are ", element_type_name(p.type(1)));
  ZP_TRY(const Operand x, p.input(0, order));
  ZP_TRY(const Operand indices, p.input(1, MemoryOrder::row_major(p.shape(1).rank())));
  const bool wide = p.type(1) == ElementType::i64;
  p.add({x, indices}, {p.output(0, replaced_axis(order, axis, p.shape(1).rank()))}, [=](const StepMemory& m) -> Status {
    return wide ? gather_runs<std::int64_t>(view, view.inner * width, m) : gather_runs<std::int32_t>(view, view.inner * width, m);
  });
  return Done{};
}

}  // namespace zeropoint::operations

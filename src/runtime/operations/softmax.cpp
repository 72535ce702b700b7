// Softmax and LogSoftmax. Before opset 13 they are taken over all axes from `axis` on.
#include "runtime/operations.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

using SoftmaxKernel = void (*)(std::span<const float> x, std::size_t columns, float* y) noexcept;

MemoryOrder innermost(const MemoryOrder& order, std::size_t axis) {
  std::array<std::size_t, Shape::max_rank> axes{};
  std::size_t count = 0;
  for (std::size_t place = 0; place < order.rank(); ++place) {
    if (order[place] != axis) axes[count++] = order[place];
  }
  axes[count++] = axis;
  return MemoryOrder(std::span(axes).first(count));
}

Status softmax_with(Preparation& p, SoftmaxKernel kernel) {
  ZP_CHECK(p.check_floats({0}));
  const Shape& shape = p.shape(0);
  const std::size_t rank = shape.rank();
  const bool flat = p.opset() < 13;
  const std::size_t axis = p.axis("axis", flat ? 1 : -1, rank);
  std::size_t columns = 1, wide = 0, last = rank;  // how many of the axes are longer than 1, and the last of these
  for (std::size_t i = axis; i < (flat ? rank : std::min(axis + 1, rank)); ++i) {
    columns *= static_cast<std::size_t>(shape[i]);
    if (shape[i] != 1) ++wide, last = i;
  }
  const MemoryOrder order = wide > 1 ? MemoryOrder::row_major(rank) : wide == 1 ? innermost(p.order(0), last) : p.order(0);
  ZP_TRY(const Operand x, p.input(0, order));
  p.add_in_place({x}, {p.output(0, order)}, [=](const StepMemory& m) -> Status {
    kernel(m.input<float>(0), columns, m.output<float>(0).data());
    return Done{};
  });
  return Done{};
}

}  // namespace

Status softmax(Preparation& p) { return softmax_with(p, p.kernels().pointwise.softmax); }
Status log_softmax(Preparation& p) { return softmax_with(p, p.kernels().pointwise.log_softmax); }

}  // namespace zeropoint::operations

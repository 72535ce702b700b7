// Concat and Split: each part is one strided copy; with the channels innermost and the axis 1, runs of channels.
#include "runtime/operations.h"
#include "runtime/operations/move.h"

namespace zeropoint::operations {

Status concat(Preparation& p) {
  const Shape& whole = p.output_shape();
  const std::size_t axis = p.axis("axis", 0, whole.rank());
  const MemoryOrder order = p.common_order(whole.rank());
  ZP_TRY(const std::size_t width, moved_width(p, 0));
  std::vector<Operand> inputs;
  std::vector<Move> moves;
  std::int64_t at = 0;
  for (std::size_t i = 0; i < p.input_count(); ++i) {
    ZP_TRY(const Operand x, p.input(i, order));
    inputs.push_back(x);
    moves.push_back(move_of(p.shape(i), order, p.shape(i), whole));
    moves.back().to = at * strides_of(whole, order)[axis];
    moves.back().copy = moves.back().copy.simplified();
    at += p.shape(i)[axis];
  }
  if (inputs.size() == 1) {
    p.share(0, inputs[0], order);
    return Done{};
  }
  p.add(std::move(inputs), {p.output(0, order)}, [=, moves = std::move(moves), &kernels = p.kernels()](const StepMemory& m) -> Status {
    for (std::size_t i = 0; i < moves.size(); ++i) run_move(moves[i], width, kernels, m.input<std::byte>(i).data(), m.output<std::byte>(0).data());
    return Done{};
  });
  return Done{};
}

Status split(Preparation& p) {
  const Shape& whole = p.shape(0);
  const std::size_t axis = p.axis("axis", 0, whole.rank());
  const MemoryOrder order = p.order(0);
  ZP_TRY(const std::size_t width, moved_width(p, 0));
  const auto parts = static_cast<std::int64_t>(p.output_count());
  // The last one may be smaller.
  std::vector<std::int64_t> sizes(p.output_count(), (whole[axis] + parts - 1) / parts);
  if (p.opset() < 13) {
    sizes = p.integers("split").value_or(sizes);
  } else if (p.has(1)) {
    ZP_TRY(sizes, p.known_integers(1));
  }
  ZP_TRY(const Operand x, p.input(0, order));
  std::vector<Operand> outputs;
  std::vector<Move> moves;
  std::int64_t at = 0;
  for (std::size_t o = 0; o < sizes.size(); ++o) {
    if (p.wants(o)) {
      outputs.push_back(p.output(o, order));
      moves.push_back(move_of(p.output_shape(o), order, whole, p.output_shape(o)));
      moves.back().from = at * strides_of(whole, order)[axis];
      moves.back().copy = moves.back().copy.simplified();
    }
    at += sizes[o];
  }
  p.add({x}, std::move(outputs), [=, moves = std::move(moves), &kernels = p.kernels()](const StepMemory& m) -> Status {
    for (std::size_t o = 0; o < moves.size(); ++o) run_move(moves[o], width, kernels, m.input<std::byte>(0).data(), m.output<std::byte>(o).data());
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

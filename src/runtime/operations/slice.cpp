// Slice: a strided copy, backwards where the step is negative.
#include <algorithm>
#include <array>

#include "runtime/operations.h"
#include "runtime/operations/move.h"

namespace zeropoint::operations {

namespace {

using Integers = std::vector<std::int64_t>;

// Starts, axes and steps; ends only decide on the output's shape. Attributes before opset 10, inputs since.
struct Cuts {
  Integers starts, axes, steps;
};

Result<Cuts> cuts_of(const Preparation& p) {
  Cuts cuts;
  if (p.opset() < 10) {
    cuts.starts = p.integers("starts").value_or(Integers{});
    cuts.axes = p.integers("axes").value_or(Integers{});
  } else {
    ZP_TRY(cuts.starts, p.known_integers(1));
    if (p.has(3)) {
      ZP_TRY(cuts.axes, p.known_integers(3));
    }
    if (p.has(4)) {
      ZP_TRY(cuts.steps, p.known_integers(4));
    }
  }
  for (std::size_t i = cuts.axes.size(); i < cuts.starts.size(); ++i) cuts.axes.push_back(static_cast<std::int64_t>(i));
  cuts.steps.resize(cuts.starts.size(), 1);
  return cuts;
}

}  // namespace

Status slice(Preparation& p) {
  const Shape &from = p.shape(0), &to = p.output_shape();
  const MemoryOrder order = p.order(0);
  ZP_TRY(const std::size_t width, moved_width(p, 0));
  ZP_TRY(const Cuts& cuts, cuts_of(p));
  ZP_TRY(const Operand x, p.input(0, order));
  const Operand y = p.output(0, order);
  if (to.element_count() == 0) return Done{};
  Move move = move_of(to, order, from, to);
  const auto strides = strides_of(from, order);
  std::array<std::int64_t, Shape::max_rank> begin{};  // the last cut of an axis counts
  for (std::size_t i = 0; i < cuts.starts.size(); ++i) {
    const auto axis = static_cast<std::size_t>(cuts.axes[i] < 0 ? cuts.axes[i] + static_cast<std::int64_t>(from.rank()) : cuts.axes[i]);
    const std::int64_t start = cuts.starts[i] < 0 ? cuts.starts[i] + from[axis] : cuts.starts[i];
    begin[axis] = std::clamp<std::int64_t>(start, 0, from[axis] - 1) * strides[axis];
    // A step that is taken is shorter than the axis.
    move.copy.from[order.place_of(axis)] = to[axis] > 1 ? cuts.steps[i] * strides[axis] : 0;
  }
  for (const std::int64_t offset : begin) move.from += offset;
  move.copy = move.copy.simplified();
  p.add({x}, {y}, [=, &kernels = p.kernels()](const StepMemory& m) -> Status {
    run_move(move, width, kernels, m.input<std::byte>(0).data(), m.output<std::byte>(0).data());
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

// Pad: the inner box is copied; then, axis by axis, what lies before and behind it from inside of it.
#include <algorithm>

#include "runtime/operations.h"
#include "runtime/operations/move.h"

namespace zeropoint::operations {

namespace {

struct Edge {
  std::int64_t before = 0, after = 0;  // negative ones crop
};

// Attributes before opset 11, inputs since.
Result<std::vector<Edge>> edges_of(const Preparation& p, std::size_t rank) {
  std::vector<std::int64_t> pads, axes(rank);
  for (std::size_t i = 0; i < rank; ++i) axes[i] = static_cast<std::int64_t>(i);
  if (p.opset() < 11) {
    pads = p.integers("pads").value_or(std::vector<std::int64_t>(2 * rank, 0));
  } else {
    ZP_TRY(pads, p.known_integers(1));
  }
  if (p.has(3)) {
    ZP_TRY(axes, p.known_integers(3));
  }
  std::vector<Edge> edges(rank);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(axes[i] < 0 ? axes[i] + static_cast<std::int64_t>(rank) : axes[i]);
    edges[axis] = {pads[i], pads[i + axes.size()]};
  }
  return edges;
}

// Which of n elements stands at position i, counted from the first one of them.
std::int64_t source(std::string_view mode, std::int64_t i, std::int64_t n) {
  const auto modulo = [](std::int64_t a, std::int64_t b) { return (a % b + b) % b; };
  if (mode == "edge") return std::clamp<std::int64_t>(i, 0, n - 1);
  if (mode == "wrap") return modulo(i, n);
  if (n == 1) return 0;
  const std::int64_t folded = modulo(i, 2 * (n - 1));
  return std::min(folded, 2 * (n - 1) - folded);
}

// Above it, a list of copies is not the way to pad.
constexpr std::size_t most_stretches = 4096;

// Positions of an axis, counted from the first element of the box, that are filled one after the other from positions
// that step alike: by 1, −1 or 0.
struct Stretch {
  std::int64_t to = 0, from = 0, count = 1, step = 0;
};

// All of an axis of `length` but for the box of n that begins at `first`; one more than most_stretches at most.
std::vector<Stretch> stretches_of(std::string_view mode, std::int64_t first, std::int64_t n, std::int64_t length) {
  std::vector<Stretch> out;
  for (std::int64_t i = -first; i < length - first && out.size() <= most_stretches; ++i) {
    if (i == 0) i = n;
    if (i >= length - first) break;
    const std::int64_t from = source(mode, i, n);
    Stretch* last = out.empty() || out.back().to + out.back().count != i ? nullptr : &out.back();
    if (last != nullptr && last->count == 1) last->step = from - last->from;
    if (last != nullptr && from == last->from + last->step * last->count && std::abs(last->step) <= 1) ++last->count;
    else out.push_back({i, from});
  }
  return out;
}

struct Padding {
  Move box;                     // from the input
  std::vector<Move> from_self;  // within the output, in this order
};

Result<Padding> padding_of(const Preparation& p, const MemoryOrder& order, std::string_view mode) {
  const Shape &from = p.shape(0), &to = p.output_shape();
  ZP_TRY(const auto& edges, edges_of(p, from.rank()));
  const auto source_strides = strides_of(from, order), strides = strides_of(to, order);
  Shape box = from;
  std::int64_t at = 0, begin = 0;  // of the box, in output and input
  for (std::size_t k = 0; k < from.rank(); ++k) {
    const std::int64_t before = edges[k].before, after = edges[k].after;
    box[k] = std::max<std::int64_t>(0, from[k] + std::min<std::int64_t>(before, 0) + std::min<std::int64_t>(after, 0));
    at += std::max<std::int64_t>(before, 0) * strides[k];
    begin += std::max<std::int64_t>(-before, 0) * source_strides[k];
  }
  Padding out{move_of(box, order, from, to), {}};
  out.box.from = begin, out.box.to = at;
  out.box.copy = out.box.copy.simplified();
  if (mode == "constant") return out;
  Shape done = box;  // what is filled so far
  for (std::size_t k = 0; k < from.rank(); ++k) {
    const std::int64_t first = std::max<std::int64_t>(edges[k].before, 0);
    if (box[k] == 0 && to[k] > 0) return p.error(ErrorCode::shape_mismatch, "an axis without elements cannot be padded by '", mode, "'");
    const std::vector<Stretch> stretches = stretches_of(mode, first, box[k], to[k]);
    if (stretches.size() > most_stretches) return p.error(ErrorCode::too_large, "an axis of ", box[k], " is padded to ", to[k], " by '", mode, "'");
    for (const Stretch& run : stretches) {
      Shape slab = done;
      slab[k] = run.count;
      Move move = move_of(slab, order, to, to);
      move.copy.from[order.place_of(k)] *= run.step;
      move.to = at + run.to * strides[k];
      move.from = at + run.from * strides[k];
      move.copy = move.copy.simplified();
      out.from_self.push_back(move);
    }
    at -= first * strides[k];
    done[k] = to[k];
  }
  return out;
}

}  // namespace

Status pad(Preparation& p) {
  const MemoryOrder order = p.order(0);
  const std::string_view mode = p.word("mode", "constant");
  if (mode != "constant" && mode != "reflect" && mode != "edge" && mode != "wrap") return p.error(ErrorCode::unsupported, "mode '", mode, "' is not supported");
  if (p.opset() < 11) ZP_CHECK(p.check_floats({0}));
  ZP_TRY(const std::size_t width, moved_width(p, 0));
  ZP_TRY(Padding padding, padding_of(p, order, mode));
  const bool is_constant = mode == "constant";
  const float attribute = p.opset() < 11 ? p.real("value", 0) : 0.0F;  // of float tensors
  std::vector<Operand> inputs(1);
  ZP_TRY(inputs[0], p.input(0, order));
  if (is_constant && p.opset() >= 11 && p.has(2) && p.shape(2).element_count() > 0) {
    ZP_TRY(const Operand value, p.input(2, MemoryOrder::row_major(p.shape(2).rank())));
    inputs.push_back(value);
  }
  p.add(std::move(inputs), {p.output(0, order)}, [=, padding = std::move(padding), &kernels = p.kernels()](const StepMemory& m) -> Status {
    const auto out = m.output<std::byte>(0);
    if (is_constant) {
      const auto given = m.input_count() > 1 ? m.input<std::byte>(1) : std::span<const std::byte>();
      fill(out, attribute != 0 ? std::as_bytes(std::span(&attribute, 1)) : given, width);
    }
    run_move(padding.box, width, kernels, m.input<std::byte>(0).data(), out.data());
    for (const Move& move : padding.from_self) run_move(move, width, kernels, out.data(), out.data());
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

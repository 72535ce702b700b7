// Operators that give the same elements another shape: mostly the same memory, read in another order.
#include <algorithm>
#include <array>

#include "runtime/operations.h"
#include "runtime/operations/walk.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

// Reshape, Flatten, Squeeze, Unsqueeze: the elements keep their row-major order.
Status reshape(Preparation& p) {
  const Shape &from = p.shape(0), &to = p.output_shape();
  const ElementType type = Preparation::computed(p.type(0));
  if (const auto order = reshaped_order(from, p.order(0), to)) {
    ZP_TRY(const Operand x, p.input(0, p.order(0), type));
    p.share(0, x, *order);
    return Done{};
  }
  ZP_TRY(const Operand x, p.input(0, MemoryOrder::row_major(from.rank()), type));
  p.share(0, x, MemoryOrder::row_major(to.rank()));
  return Done{};
}

namespace {

// int4 and uint4 always lie row-major: their halves of bytes move.
Status transpose_halves(Preparation& p, const std::vector<std::size_t>& permutation) {
  const Shape &from = p.shape(0), &to = p.output_shape();
  const ElementType type = p.type(0);
  WalkStrides strides{};
  for (std::size_t k = 0; k < to.rank(); ++k) strides[k] = static_cast<std::size_t>(from.stride(permutation[k]));
  const auto order = MemoryOrder::row_major(from.rank());
  ZP_TRY(const Operand x, p.input(0, order));
  p.add({x}, {p.output(0, order)}, [=](const StepMemory& m) -> Status {
    const auto y = m.output<std::byte>(0);
    std::ranges::fill(y, std::byte{0});
    walk(to, std::array<WalkStrides, 1>{strides}, [&](std::size_t i, const std::array<std::size_t, 1>& at) {
      store_integer(type, y, i, load_integer(type, m.input<std::byte>(0), at[0]));
      return true;
    });
    return Done{};
  });
  return Done{};
}

}  // namespace

Status transpose(Preparation& p) {
  const std::size_t rank = p.shape(0).rank();
  std::vector<std::size_t> permutation(rank);
  for (std::size_t i = 0; i < rank; ++i) permutation[i] = rank - 1 - i;
  if (const auto given = p.integers("perm")) permutation.assign(given->begin(), given->end());
  if (element_bits(p.type(0)) < 8) return transpose_halves(p, permutation);
  ZP_TRY(const Operand x, p.input(0, p.order(0)));
  p.share(0, x, transposed_order(p.order(0), permutation));
  return Done{};
}

Status identity(Preparation& p) {
  ZP_TRY(const Operand x, p.input(0, p.order(0)));
  p.share(0, x, p.order(0));
  return Done{};
}

}  // namespace zeropoint::operations

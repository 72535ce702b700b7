// Operators that give the same elements another shape: mostly the same memory, read in another order.
#include "runtime/operations.h"
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

Status transpose(Preparation& p) {
  const std::size_t rank = p.shape(0).rank();
  std::vector<std::size_t> permutation(rank);
  for (std::size_t i = 0; i < rank; ++i) permutation[i] = rank - 1 - i;
  if (const auto given = p.integers("perm")) permutation.assign(given->begin(), given->end());
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

// MatMul as numpy has it: matrices in the last two axes, the others broadcast. A constant right side is packed once, any
// other at each run. The sums are those of Gemm without C.
#include "runtime/operations.h"
#include "runtime/operations/broadcast.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

std::size_t count_of(const Shape& shape) { return static_cast<std::size_t>(shape.element_count()); }

// All but the last two axes of a shape, as one of that rank.
Shape batches(const Shape& shape, std::size_t rank) {
  std::array<std::int64_t, Shape::max_rank> extents{};
  for (std::size_t i = 0; i < rank; ++i) extents[i] = i + shape.rank() < rank + 2 ? 1 : shape[i + shape.rank() - rank - 2];
  return Shape::make(std::span(extents).first(rank)).value();
}

struct Products {
  FloatGemmShape shape;  // of one of them
  std::size_t b_count = 1;
  bool transposed = false;
  Broadcasting batch;  // an element stands for a matrix

  std::size_t a_size() const { return shape.rows * shape.depth; }
  std::size_t b_size() const { return shape.depth * shape.columns; }
  std::size_t y_size() const { return shape.rows * shape.columns; }
};

Products products_of(const Preparation& p) {
  const Shape &a = p.shape(0), &b = p.shape(1);
  const std::size_t rank = std::max(a.rank(), b.rank());
  const std::size_t batch_rank = rank < 2 ? 0 : rank - 2;
  const Shape a_batch = batches(a, batch_rank), b_batch = batches(b, batch_rank);
  Shape y_batch = a_batch;
  for (std::size_t i = 0; i < batch_rank; ++i) y_batch[i] = a_batch[i] == 1 ? b_batch[i] : a_batch[i];
  Products out{{}, count_of(b_batch), false, Broadcasting(a_batch, b_batch, y_batch)};
  out.shape.rows = a.rank() < 2 ? 1 : static_cast<std::size_t>(a[a.rank() - 2]);
  out.shape.depth = static_cast<std::size_t>(a[a.rank() - 1]);
  out.shape.columns = b.rank() < 2 ? 1 : static_cast<std::size_t>(b[b.rank() - 1]);
  if (out.b_count == 1) {  // all rows meet the same matrix
    out.shape.rows *= count_of(a_batch);
    out.batch = Broadcasting(Shape{}, Shape{}, Shape{});
  }
  return out;
}

void pack(const Products& products, std::span<const float> b, std::size_t i, float* out) {
  pack_gemm(products.shape, b.subspan(i * products.b_size(), products.b_size()), products.transposed, {}, out);
}

Result<PackedFloats> packed_weights(const Preparation& p, const Products& products) {
  const std::string how = text("matmul ", products.b_count, " ", products.shape.depth, " ", products.shape.columns);
  ZP_TRY(PackedBytes packed, p.weights().packed({{p.constant(1)}}, how, [&]() -> Result<Packing> {
    const std::size_t size = static_cast<std::size_t>(packed_gemm_size(products.shape));
    ZP_TRY(auto b, p.constant_floats(1, MemoryOrder::row_major(p.shape(1).rank())));
    return Packing{products.b_count * size * sizeof(float), [products, size, b = std::move(b)](std::span<std::byte> out) -> Status {
      for (std::size_t i = 0; i < products.b_count; ++i) pack(products, b.span(), i, as_floats(out).data() + i * size);
      return Done{};
    }};
  }));
  return PackedFloats{std::move(packed)};
}

// Row-major but for the last two axes, which are the other way round.
MemoryOrder columns_first(std::size_t rank) {
  std::array<std::size_t, Shape::max_rank> axes{};
  for (std::size_t i = 0; i < rank; ++i) axes[i] = i;
  if (rank > 1) std::swap(axes[rank - 1], axes[rank - 2]);
  return MemoryOrder(std::span(axes).first(rank));
}

}  // namespace

Status matmul(Preparation& p) {
  ZP_CHECK(p.check_floats({0, 1}));
  if (p.output_shape().element_count() == 0) {
    p.output(0, MemoryOrder::row_major(p.output_shape().rank()));
    return Done{};
  }
  Products products = products_of(p);
  ZP_CHECK(p.fitting(packed_gemm_size(products.shape) * (p.constant(1) != nullptr ? products.b_count : 1)));
  std::vector<Operand> inputs(1);
  ZP_TRY(inputs[0], p.input(0, MemoryOrder::row_major(p.shape(0).rank())));
  PackedFloats packed;
  if (p.constant(1) != nullptr) {
    ZP_TRY(packed, packed_weights(p, products));
  } else {
    const auto order = p.order(1), row_major = MemoryOrder::row_major(order.rank()), turned = columns_first(order.rank());
    products.transposed = !same_memory(p.shape(1), order, row_major) && same_memory(p.shape(1), order, turned);
    ZP_TRY(const Operand b, p.input(1, products.transposed ? turned : row_major));
    inputs.push_back(b);
  }
  const auto packed_size = static_cast<std::size_t>(packed_gemm_size(products.shape));
  const Operand y = p.output(0, MemoryOrder::row_major(p.output_shape().rank()));
  p.add(std::move(inputs), {y}, [=, &kernels = p.kernels().conv](const StepMemory& m) -> Status {
    const auto a = m.input<float>(0);
    float* out = m.output<float>(0).data();
    std::size_t in_scratch = products.b_count;  // none
    products.batch.for_each(1, [&](const BroadcastBlock& at) {
      std::span<const float> weights;
      if (packed) {
        weights = packed.span().subspan(at.b * packed_size, packed_size);
      } else {
        if (at.b != in_scratch) pack(products, m.input<float>(1), at.b, m.scratch<float>());
        in_scratch = at.b;
        weights = {m.scratch<float>(), packed_size};
      }
      kernels.gemm(products.shape, a.subspan(at.a * products.a_size(), products.a_size()), weights, {}, out + at.y * products.y_size());
    });
    return Done{};
  }, packed ? 0 : packed_size * sizeof(float));
  return Done{};
}

}  // namespace zeropoint::operations

#include "runtime/operations/integer_matmul.h"

#include <algorithm>
#include <array>

#include "quant/requantize.h"
#include "runtime/operations/accumulate.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/walk.h"

namespace zeropoint::operations {

namespace {

// [M, K] × [K, N], once for each pair of matrices that meet.
struct Product {
  std::size_t rows = 1, columns = 1, depth = 1;
  CodeMatrix a, b;  // without addresses
  Shape batches;
  std::array<WalkStrides, 2> strides;  // in matrices
  std::vector<Operand> inputs;
  Parameter a_zero, b_zero;  // for each row, for each column, or one
};

// Where the inputs of an operator stand.
struct Places {
  std::size_t a, a_zero, b, b_zero;
};

// numpy.matmul: matrices stand in the last two axes, the others are broadcast; a vector is a row or a column.
Shape batches_of(const Shape& s, std::size_t rank) {
  std::array<std::int64_t, Shape::max_rank> extents{};
  const std::size_t own = s.rank() > 2 ? s.rank() - 2 : 0;
  for (std::size_t k = 0; k < rank; ++k) extents[k] = k + own < rank ? 1 : s[k + own - rank];
  return Shape::make(std::span(extents).first(rank)).value();  // a part of a shape
}

void set_batches(Product& product, const Shape& a, const Shape& b) {
  const std::size_t rank = std::max<std::size_t>({a.rank(), b.rank(), 2}) - 2;
  const Shape in_a = batches_of(a, rank), in_b = batches_of(b, rank);
  product.batches = in_a;
  for (std::size_t k = 0; k < rank; ++k) product.batches[k] = in_a[k] == 1 ? in_b[k] : in_a[k];
  product.strides = {walk_strides(in_a), walk_strides(in_b)};
}

Result<Product> product_of(Preparation& p, const Places& places, bool a_flipped = false, bool b_flipped = false) {
  const Shape &a = p.shape(places.a), &b = p.shape(places.b);
  const auto size = [](std::int64_t extent) { return static_cast<std::size_t>(extent); };
  Product product;
  product.a.type = p.type(places.a);
  product.b.type = p.type(places.b);
  for (const ElementType type : {product.a.type, product.b.type}) {
    if (type != ElementType::u8 && type != ElementType::i8) return p.error(ErrorCode::unsupported, "codes of type ", element_type_name(type), " are not supported");
  }
  const std::size_t a_rows = a.rank() > 1 ? size(a[a.rank() - 2]) : 1, a_columns = size(a[a.rank() - 1]);
  const std::size_t b_rows = b.rank() > 1 ? size(b[b.rank() - 2]) : size(b[0]), b_columns = b.rank() > 1 ? size(b[b.rank() - 1]) : 1;
  product.rows = a_flipped ? a_columns : a_rows;
  product.depth = a_flipped ? a_rows : a_columns;
  product.columns = b_flipped ? b_rows : b_columns;
  product.a.row_stride = a_flipped ? 1 : a_columns, product.a.column_stride = a_flipped ? a_columns : 1;
  product.b.row_stride = b_flipped ? 1 : b_columns, product.b.column_stride = b_flipped ? b_columns : 1;
  set_batches(product, a, b);
  for (const std::size_t i : {places.a, places.b}) {
    ZP_TRY(const Operand operand, p.input(i, MemoryOrder::row_major(p.shape(i).rank())));
    product.inputs.push_back(operand);
  }
  ZP_CHECK(check_parameter(p, places.a_zero, product.rows));
  ZP_CHECK(check_parameter(p, places.b_zero, product.columns));
  ZP_TRY(product.a_zero, parameter(p, places.a_zero, product.inputs));
  ZP_TRY(product.b_zero, parameter(p, places.b_zero, product.inputs));
  return product;
}

// Calls visit(element of y, row, column, sum) for all of them, until one is an error.
template <class Visit>
Status run_product(const Product& product, const StepMemory& m, Visit&& visit) {
  std::size_t i = 0;
  Status status = Done{};
  walk(product.batches, product.strides, [&](std::size_t, const std::array<std::size_t, 2>& matrices) {
    CodeMatrix a = product.a, b = product.b;
    a.at = m.input<std::byte>(0).data() + matrices[0] * product.rows * product.depth;
    b.at = m.input<std::byte>(1).data() + matrices[1] * product.depth * product.columns;
    for (std::size_t row = 0; row < product.rows; ++row) {
      for (std::size_t column = 0; column < product.columns; ++column, ++i) {
        const std::int32_t sum = accumulate_product(a, row, product.a_zero.integer(m, row), b, column, product.b_zero.integer(m, column), product.depth);
        status = visit(i, row, column, sum);
        if (!status.ok()) return false;
      }
    }
    return true;
  });
  return status;
}

MemoryOrder output_order(const Preparation& p) { return MemoryOrder::row_major(p.output_shape().rank()); }

}  // namespace

// A, B, Z_a, Z_b
Status plain_matmul_integer(Preparation& p) {
  ZP_TRY(const Product& product, product_of(p, {0, 2, 1, 3}));
  p.add(product.inputs, {p.output(0, output_order(p))}, [product](const StepMemory& m) -> Status {
    return run_product(product, m, [&](std::size_t i, std::size_t, std::size_t, std::int32_t sum) -> Status {
      m.output<std::int32_t>(0)[i] = sum;
      return Done{};
    });
  });
  return Done{};
}

// A, S_a, Z_a, B, S_b, Z_b, S_y, Z_y
Status plain_qlinear_matmul(Preparation& p) {
  ZP_TRY(Product product, product_of(p, {0, 2, 3, 5}));
  const ElementType type = p.output_type();
  ZP_TRY(const QParams& codes, output_codes(p));
  ZP_CHECK(check_parameter(p, 1, product.rows));
  ZP_CHECK(check_parameter(p, 4, product.columns));
  ZP_TRY(const Parameter& a_scale, parameter(p, 1, product.inputs));
  ZP_TRY(const Parameter& b_scale, parameter(p, 4, product.inputs));
  ZP_TRY(const Parameter& y_scale, parameter(p, 6, product.inputs));
  ZP_TRY(const Parameter& y_zero, parameter(p, 7, product.inputs));
  p.add(product.inputs, {p.output(0, output_order(p))}, [=](const StepMemory& m) -> Status {
    const QParams to = qparams_of(m, codes, y_scale, y_zero);
    return run_product(product, m, [&](std::size_t i, std::size_t row, std::size_t column, std::int32_t sum) -> Status {
      ZP_TRY(const float multiplier, requantize_multiplier(a_scale.real(m, row), b_scale.real(m, column), to.scale));
      store_integer(type, m.output<std::byte>(0), i, requantize_value(sum, multiplier, to));
      return Done{};
    });
  });
  return Done{};
}

// A, S_a, Z_a, B, S_b, Z_b, C, S_y, Z_y; without S_y the result is float.
Status plain_qgemm(Preparation& p) {
  ZP_TRY(Product product, product_of(p, {0, 2, 3, 5}, p.integer("transA", 0) != 0, p.integer("transB", 0) != 0));
  const ElementType type = p.output_type();
  ZP_TRY(const QParams& codes, p.has(7) ? output_codes(p) : QParams{});
  ZP_CHECK(check_parameter(p, 4, product.columns));
  ZP_TRY(const Parameter& a_scale, parameter(p, 1, product.inputs));
  ZP_TRY(const Parameter& b_scale, parameter(p, 4, product.inputs));
  ZP_TRY(const Parameter& term, parameter(p, 6, product.inputs));
  ZP_TRY(const Parameter& y_scale, parameter(p, 7, product.inputs));
  ZP_TRY(const Parameter& y_zero, parameter(p, 8, product.inputs));
  // C is broadcast to [M, N].
  const Shape c = p.has(6) ? p.shape(6) : Shape{};
  const std::size_t columns = c.rank() > 0 ? static_cast<std::size_t>(c[c.rank() - 1]) : 1;
  const bool by_column = columns > 1, by_row = c.rank() > 1 && c[c.rank() - 2] > 1;
  const float alpha = p.real("alpha", 1);
  p.add(product.inputs, {p.output(0, output_order(p))}, [=](const StepMemory& m) -> Status {
    const QParams to = y_scale.input ? qparams_of(m, codes, y_scale, y_zero) : QParams{};
    return run_product(product, m, [&](std::size_t i, std::size_t row, std::size_t column, std::int32_t sum) -> Status {
      const std::int32_t added = term.integer(m, (by_row ? row * columns : 0) + (by_column ? column : 0));
      const auto acc = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + static_cast<std::uint32_t>(added));
      const float scale = alpha * a_scale.real(m) * b_scale.real(m, column);
      if (!y_scale.input) m.output<float>(0)[i] = static_cast<float>(acc) * scale;
      else store_integer(type, m.output<std::byte>(0), i, requantize_value(acc, scale / to.scale, to));
      return Done{};
    });
  });
  return Done{};
}

}  // namespace zeropoint::operations

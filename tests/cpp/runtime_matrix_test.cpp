// Gemm and MatMul against sums of products of small integers, which float32 holds exactly.
#include <algorithm>

#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// A graph input or an initializer; feeds gets those that are fed.
void operand(ModelBuilder& model, std::vector<Values>& feeds, const std::string& name, const Values& v, bool constant) {
  if (constant) {
    model.initializer(tensor_floats(name, v.dims, floats(v)));
  } else {
    declare(model, name, v);
    feeds.push_back(v);
  }
}

double term(const Values& c, std::size_t row, std::size_t column) {
  const std::size_t columns = c.dims.empty() ? 1 : static_cast<std::size_t>(c.dims.back()), rows = c.numbers.size() / columns;
  return c.numbers[(rows == 1 ? 0 : row) * columns + (columns == 1 ? 0 : column)];
}

}  // namespace

TEST_CASE("gemm: transposed operands, factors, terms of all shapes, constant or computed") {
  Random random(17);
  for (int round = 0; round < 250; ++round) {
    const std::int64_t m = random.integer(1, 6), k = random.integer(1, 9), n = random.integer(1, 18);
    const bool flip_a = below(random, 2) == 1, flip_b = below(random, 2) == 1, clamps = below(random, 3) == 0;
    const float alpha = std::vector<float>{1, 1, 0.5F, -2}[below(random, 4)], beta = std::vector<float>{1, 1, 0.25F, 3}[below(random, 4)];
    const Values a = random_integers(random, {m, k}), b = random_integers(random, {k, n});
    const std::vector<Ints> shapes{{}, {1}, {n}, {1, n}, {m, 1}, {m, n}, {1, 1}};
    const Values c = random_integers(random, shapes[below(random, shapes.size())]);
    const bool has_c = below(random, 5) != 0;
    ModelBuilder model;
    std::vector<Values> feeds;
    operand(model, feeds, "a", flip_a ? transposed(a, {1, 0}) : a, false);
    operand(model, feeds, "b", flip_b ? transposed(b, {1, 0}) : b, below(random, 2) == 1);
    if (has_c) operand(model, feeds, "c", c, below(random, 2) == 1);
    model.node("Gemm", "g", has_c ? Strings{"a", "b", "c"} : Strings{"a", "b"}, {clamps ? "y" : "out"},
               {attribute_int("transA", flip_a), attribute_int("transB", flip_b), attribute_float("alpha", alpha), attribute_float("beta", beta)});
    if (clamps) model.node("Relu", "r", {"y"}, {"out"});
    model.output("out");
    Numbers wanted;
    for (std::size_t i = 0; i < static_cast<std::size_t>(m); ++i) {
      for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
        double sum = 0;
        for (std::size_t d = 0; d < static_cast<std::size_t>(k); ++d) sum += a.numbers[i * static_cast<std::size_t>(k) + d] * b.numbers[d * static_cast<std::size_t>(n) + j];
        sum = alpha * sum + (has_c ? beta * term(c, i, j) : 0);
        wanted.push_back(clamps ? std::max(sum, 0.0) : sum);
      }
    }
    CAPTURE(round);
    const Values got = result(model, feeds);
    CHECK(got.dims == Ints{m, n});
    CHECK(got.numbers == wanted);
  }
}

TEST_CASE("matmul: batches that meet, vectors, constant or computed, in any order of memory") {
  Random random(19);
  for (int round = 0; round < 250; ++round) {
    const std::int64_t m = random.integer(1, 5), k = random.integer(1, 7), n = random.integer(1, 11);
    Ints batch(below(random, 3));
    for (std::int64_t& d : batch) d = random.integer(1, 3);
    const auto own = [&] {
      Ints dims(batch.end() - static_cast<std::ptrdiff_t>(below(random, batch.size() + 1)), batch.end());
      for (std::int64_t& d : dims) d = below(random, 3) == 0 ? 1 : d;
      return dims;
    };
    const bool row = below(random, 6) == 0, column = below(random, 6) == 0;
    Ints a_dims = row ? Ints{} : own(), b_dims = column ? Ints{} : own(), y_dims;
    const Ints a_batch = a_dims, b_batch = b_dims;
    for (std::size_t i = 0; i < std::max(a_batch.size(), b_batch.size()); ++i) {
      const auto at = [&](const Ints& dims) { return i < dims.size() ? dims[dims.size() - 1 - i] : 1; };
      y_dims.insert(y_dims.begin(), std::max(at(a_batch), at(b_batch)));
    }
    const Ints y_batch = y_dims;
    if (!row) a_dims.push_back(m), y_dims.push_back(m);
    a_dims.push_back(k);
    b_dims.push_back(k);
    if (!column) b_dims.push_back(n), y_dims.push_back(n);
    const Values a = random_integers(random, a_dims), b = random_integers(random, b_dims);
    ModelBuilder model;
    std::vector<Values> feeds{declare_in_some_order(model, random, "a", a)};
    if (below(random, 2) == 1) model.initializer(tensor_floats("b", b.dims, floats(b)));
    else feeds.push_back(declare_in_some_order(model, random, "b", b));
    model.node("MatMul", "m", {"a", "b"}, {"out"}).output("out");

    const auto rows = static_cast<std::size_t>(row ? 1 : m), depth = static_cast<std::size_t>(k), columns = static_cast<std::size_t>(column ? 1 : n);
    const auto matrix = [&](const std::vector<std::size_t>& position, const Ints& dims) {
      std::vector<std::size_t> mine(position.end() - static_cast<std::ptrdiff_t>(dims.size()), position.end());
      for (std::size_t i = 0; i < dims.size(); ++i) mine[i] = dims[i] == 1 ? 0 : mine[i];
      return index_of(mine, dims);
    };
    Numbers wanted;
    for (std::size_t p = 0; p < count_of(y_batch); ++p) {
      const auto position = position_of(p, y_batch);
      const double* left = a.numbers.data() + matrix(position, a_batch) * rows * depth;
      const double* right = b.numbers.data() + matrix(position, b_batch) * depth * columns;
      for (std::size_t i = 0; i < rows * columns; ++i) {
        double sum = 0;
        for (std::size_t d = 0; d < depth; ++d) sum += left[i / columns * depth + d] * right[d * columns + i % columns];
        wanted.push_back(sum);
      }
    }
    CAPTURE(round);
    const Values got = result(model, feeds);
    CHECK(got.dims == y_dims);
    CHECK(got.numbers == wanted);
  }
}

TEST_CASE("gemm: products and sums are rounded one by one, from the bias on") {
  // 2^24 + 1 − 2^24 is 0 when the bias is added first and 1 when it is added last.
  const Values a{ElementType::f32, {1, 2}, {1, 1}};
  ModelBuilder model;
  declare(model, "a", a);
  model.initializer(tensor_floats("b", {2, 1}, {16777216.0F, -16777216.0F})).initializer(tensor_floats("c", {1}, {1}));
  model.node("Gemm", "g", {"a", "b", "c"}, {"out"}).output("out");
  CHECK(result(model, {a}).numbers == Numbers{0});

  const Values c{ElementType::f32, {1}, {1}};
  ModelBuilder last;
  declare(last, "a", a);
  declare(last, "c", c);
  last.initializer(tensor_floats("b", {2, 1}, {16777216.0F, -16777216.0F}));
  last.node("Gemm", "g", {"a", "b", "c"}, {"out"}).output("out");
  CHECK(result(last, {a, c}).numbers == Numbers{1});
}

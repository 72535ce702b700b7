// Float functions of elements and rows: the scalar kernels against float64, the others against the scalar ones, bit
// for bit, in every length around the vector width.
#include <doctest/doctest.h>

#include <limits>

#include "float_check.h"
#include "kernels/network_kernels.h"

using namespace zeropoint;
using test::guarded_output;
using test::Random;
using test::random_values;
using test::same_bits;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

struct UnaryCase {
  FloatUnary function;
  FloatUnaryParameters parameters;
  double (*exact)(double);
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

const UnaryCase unary_cases[] = {
    {FloatUnary::relu, {}, [](double x) { return std::max(x, 0.0); }},
    {FloatUnary::leaky_relu, {0.25F, 0}, [](double x) { return x < 0 ? 0.25 * x : x; }},
    {FloatUnary::clip, {-1, 2.5F}, [](double x) { return std::min(std::max(x, -1.0), 2.5); }},
    {FloatUnary::sigmoid, {}, sigmoid},
    {FloatUnary::hard_sigmoid, {0.25F, 0.5F}, [](double x) { return std::min(std::max(0.25 * x + 0.5, 0.0), 1.0); }},
    {FloatUnary::hard_swish, {}, [](double x) { return x * std::min(std::max(x / 6 + 0.5, 0.0), 1.0); }},
    {FloatUnary::silu, {}, [](double x) { return x * sigmoid(x); }},
    {FloatUnary::tanh, {}, [](double x) { return std::tanh(x); }},
    {FloatUnary::elu, {0.5F, 0}, [](double x) { return x < 0 ? 0.5 * std::expm1(x) : x; }},
    {FloatUnary::exp, {}, [](double x) { return std::exp(x); }},
    {FloatUnary::log, {}, [](double x) { return std::log(x); }},
    {FloatUnary::sqrt, {}, [](double x) { return std::sqrt(x); }},
    {FloatUnary::neg, {}, [](double x) { return -x; }},
    {FloatUnary::abs, {}, [](double x) { return std::fabs(x); }},
};

std::vector<float> apply(const NetworkKernels& kernels, const UnaryCase& one, const std::vector<float>& x) {
  return guarded_output(x.size(), [&](float* y) { kernels.pointwise.unary(one.function, one.parameters, x, y); });
}

std::vector<float> operand_data(Random& random, Broadcast broadcast, std::size_t rows, std::size_t columns) {
  const std::size_t n = broadcast == Broadcast::none ? rows * columns : broadcast == Broadcast::row ? columns : 1;
  return random_values(random, n);
}

double exact_binary(FloatBinary function, double a, double b) {
  switch (function) {
    case FloatBinary::add: return a + b;
    case FloatBinary::sub: return a - b;
    case FloatBinary::mul: return a * b;
    case FloatBinary::div: return a / b;
    case FloatBinary::min: return std::min(a, b);
    case FloatBinary::max: return std::max(a, b);
    case FloatBinary::prelu: return a < 0 ? a * b : a;
  }
  return 0;
}

}  // namespace

TEST_CASE("float functions of one element: float64, and every back end alike") {
  Random random(1);
  const NetworkKernels& reference = scalar::network_kernels();
  for (const UnaryCase& one : unary_cases) {
    CAPTURE(static_cast<int>(one.function));
    const std::vector<float> plain = random_values(random, 2000, 8);
    const std::vector<float> y = apply(reference, one, plain);
    for (std::size_t i = 0; i < plain.size(); ++i) {
      const double exact = one.exact(double{plain[i]});
      if (std::isnan(exact)) {
        CHECK(std::isnan(y[i]));
      } else if (std::isinf(exact)) {
        CHECK(double{y[i]} == exact);
      } else {  // elu and the like subtract 1, so that small results have an absolute error
        CHECK(std::fabs(double{y[i]} - exact) <= 3e-7 * std::fabs(exact) + 1e-7);
      }
    }
    for (std::size_t n = 0; n <= 21; ++n) {
      std::vector<float> x(n);
      for (float& value : x) value = random.integer(0, 1) == 0 ? random.any_finite() : random.real(-100, 100);
      if (n > 2) x[n / 2] = std::numeric_limits<float>::quiet_NaN();
      if (n > 3) x[n - 1] = random.integer(0, 1) == 0 ? infinity : -infinity;
      const std::vector<float> expected = apply(reference, one, x);
      for (const NetworkKernels* kernels : available_network_kernels()) CHECK(same_bits(apply(*kernels, one, x), expected));
    }
  }
}

TEST_CASE("float exp, log, tanh, sigmoid: every back end alike over all exponents") {
  const UnaryCase cases[] = {{FloatUnary::exp, {}, nullptr}, {FloatUnary::log, {}, nullptr},
                             {FloatUnary::tanh, {}, nullptr}, {FloatUnary::sigmoid, {}, nullptr}};
  std::vector<float> x;
  for (std::uint64_t bits = 0; bits <= 0xFFFFFFFFU; bits += 65521) {
    x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  for (const UnaryCase& one : cases) {
    const std::vector<float> expected = apply(scalar::network_kernels(), one, x);
    for (const NetworkKernels* kernels : available_network_kernels()) CHECK(same_bits(apply(*kernels, one, x), expected));
  }
}

TEST_CASE("float functions of two elements: every broadcast, float64, and every back end alike") {
  Random random(2);
  using enum FloatBinary;
  for (const FloatBinary function : {add, sub, mul, div, min, max, prelu}) {
    for (int round = 0; round < 90; ++round) {
      const auto rows = static_cast<std::size_t>(random.integer(1, 4));
      const auto columns = static_cast<std::size_t>(random.integer(1, 19));
      const auto kind_a = static_cast<Broadcast>(round % 3);
      const auto kind_b = static_cast<Broadcast>(round / 3 % 3);
      const std::vector<float> a = operand_data(random, kind_a, rows, columns);
      const std::vector<float> b = operand_data(random, kind_b, rows, columns);
      const auto run = [&](const NetworkKernels& kernels) {
        return guarded_output(rows * columns, [&](float* y) {
          kernels.pointwise.binary(function, {a.data(), kind_a}, {b.data(), kind_b}, rows, columns, y);
        });
      };
      const std::vector<float> expected = run(scalar::network_kernels());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto at = [&](const std::vector<float>& v, Broadcast kind) {
          return double{v[kind == Broadcast::none ? i : kind == Broadcast::row ? i % columns : 0]};
        };
        // One operation: rounding the float64 result to float32 gives the float32 result.
        const auto exact = static_cast<float>(exact_binary(function, at(a, kind_a), at(b, kind_b)));
        CHECK((expected[i] == exact || (std::isnan(expected[i]) && std::isnan(exact))));
      }
      for (const NetworkKernels* kernels : available_network_kernels()) CHECK(same_bits(run(*kernels), expected));
    }
  }
}

TEST_CASE("softmax and log softmax: float64, shifts that would overflow, in place, and every back end alike") {
  Random random(3);
  for (std::size_t columns = 1; columns <= 23; ++columns) {
    for (const float reach : {1.0F, 80.0F, 1000.0F}) {
      const std::vector<float> x = random_values(random, 3 * columns, reach);
      for (const bool log : {false, true}) {
        const auto run = [&](const NetworkKernels& kernels) {
          const auto function = log ? kernels.pointwise.log_softmax : kernels.pointwise.softmax;
          std::vector<float> in_place = x;
          function(in_place, columns, in_place.data());
          const std::vector<float> y = guarded_output(x.size(), [&](float* out) { function(x, columns, out); });
          CHECK(same_bits(y, in_place));
          return y;
        };
        const std::vector<float> expected = run(scalar::network_kernels());
        for (std::size_t row = 0; row < 3; ++row) {
          const float* values = x.data() + row * columns;
          const double most = double{*std::max_element(values, values + columns)};
          double sum = 0;
          for (std::size_t i = 0; i < columns; ++i) sum += std::exp(double{values[i]} - most);
          for (std::size_t i = 0; i < columns; ++i) {
            const double shifted = double{values[i]} - most;
            const double exact = log ? shifted - std::log(sum) : std::exp(shifted) / sum;
            // x − m is rounded, and exp turns its absolute error into a relative one.
            const double bound = (4 + std::fabs(shifted)) * 0x1p-23 * std::fabs(exact) + 2e-7;
            CHECK(std::fabs(double{expected[row * columns + i]} - exact) <= bound);
          }
        }
        for (const NetworkKernels* kernels : available_network_kernels()) CHECK(same_bits(run(*kernels), expected));
      }
    }
  }
}

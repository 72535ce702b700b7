// Integer convolution: the scalar kernels against the formula in int64, and every algorithm that can compute a layer,
// in every back end, against the scalar ones, byte for byte.
#include <doctest/doctest.h>

#include "integer_conv_case.h"

using namespace zeropoint;
using test::IntegerConvCase;
using test::pick;
using test::Random;
using test::run_plain;

namespace {

template <class T>
std::vector<T> as(const std::vector<std::byte>& bytes) {
  const T* first = reinterpret_cast<const T*>(bytes.data());
  return {first, first + bytes.size() / sizeof(T)};
}

// x = 1 … 9 with Z_x = 1, w = 1 2 / 3 4 with Z_w = 1, bias 10, padding of one row and column at the top and left.
IntegerConvCase three_by_three() {
  IntegerConvCase c;
  ConvShape& s = c.layer.shape;
  s.in_h = s.in_w = s.out_h = s.out_w = 3;
  s.kernel_h = s.kernel_w = 2;
  s.pad_top = s.pad_left = 1;
  c.layer.x = {1, 0, 255};
  c.layer.y = {5, 0, 30};
  for (int q = 1; q <= 9; ++q) c.x.bytes.push_back(static_cast<std::byte>(q));
  for (int q = 1; q <= 4; ++q) c.w.bytes.push_back(static_cast<std::byte>(q));
  c.w_zero = {1};
  c.bias = {10};
  c.multipliers = {0.5F};
  return c;
}

void set_groups(Random& random, ConvShape& s) {
  s.groups = pick(random, 2, 5);
  s.in_c = s.groups * pick(random, 1, 6);
  s.out_c = s.groups * pick(random, 1, 12);
}

}  // namespace

TEST_CASE("integer convolution: a 3 × 3 map by hand") {
  // q − Z: x = 0 … 8, w = 0 1 / 2 3. y(0, 0) = 3·0, y(0, 1) = 2·0 + 3·1, y(1, 1) = 1·1 + 2·3 + 3·4 = 19, …; and 10.
  IntegerConvCase c = three_by_three();
  c.layer.result = ConvResult::accumulators;
  const std::vector<std::int32_t> accumulators = {10, 13, 18, 19, 29, 35, 31, 47, 53};
  CHECK(as<std::int32_t>(run_plain(c)) == accumulators);
  c.layer.result = ConvResult::reals;
  CHECK(as<float>(run_plain(c)) == std::vector<float>{5, 6.5F, 9, 9.5F, 14.5F, 17.5F, 15.5F, 23.5F, 26.5F});
  // Halves go to even, then Z_y = 5 is added; the last is 26 + 5, above qmax = 30.
  c.layer.result = ConvResult::codes;
  CHECK(as<std::uint8_t>(run_plain(c)) == std::vector<std::uint8_t>{10, 11, 14, 15, 19, 23, 21, 29, 30});
  for (std::byte& q : c.x.bytes) q = static_cast<std::byte>(static_cast<int>(q) - 128);
  c.layer.x_signed = true;
  c.layer.x = {-127, -128, 127};
  CHECK(as<std::uint8_t>(run_plain(c)) == std::vector<std::uint8_t>{10, 11, 14, 15, 19, 23, 21, 29, 30});
}

TEST_CASE("integer convolution: sums wrap, and the largest multiplier saturates") {
  IntegerConvCase c = three_by_three();
  c.bias = {2147483647};
  c.layer.result = ConvResult::accumulators;
  CHECK(as<std::int32_t>(run_plain(c))[1] == -2147483646);
  c.layer.result = ConvResult::codes;
  c.multipliers = {3.4028234e38F};
  CHECK(as<std::uint8_t>(run_plain(c))[0] == 30);
  CHECK(as<std::uint8_t>(run_plain(c))[1] == 0);
}

TEST_CASE("integer convolution: random layers, the formula in int64") {
  Random random(1);
  for (int round = 0; round < 1000; ++round) {
    ConvShape shape = test::random_conv_shape(random);
    switch (random.integer(0, 4)) {
      case 0: shape.groups = shape.in_c = shape.out_c = pick(random, 2, 40); break;
      case 1: set_groups(random, shape); break;
      default: break;
    }
    const IntegerConvCase c = test::random_integer_conv(random, shape);
    CAPTURE(round);
    CHECK(run_plain(c) == exact_integer_conv(c));
  }
}

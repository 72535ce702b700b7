// Every algorithm of integer convolution that can compute a layer, against the scalar kernels, byte for byte.
#include <doctest/doctest.h>

#include <array>

#include "integer_conv_case.h"

using namespace zeropoint;
using test::IntegerConvCase;
using test::pick;
using test::Random;

namespace {

constexpr std::array algorithms{ConvAlgorithm::plain,     ConvAlgorithm::direct,       ConvAlgorithm::rows,
                                ConvAlgorithm::depthwise, ConvAlgorithm::winograd_2x2, ConvAlgorithm::winograd_4x4};

// Checks all of them, and returns how many could compute it.
int check_algorithms(const IntegerConvCase& c) {
  const ConvChoice plain = *conv_choice(ConvAlgorithm::plain, c.layer, c.weights());
  const std::vector<std::byte> expected = run_integer_conv(scalar::integer_kernels(), plain, c);
  int count = 0;
  for (const IntegerKernels* kernels : available_integer_kernels()) {
    CHECK(run_integer_conv(*kernels, kernels->conv.choose(c.layer, c.weights()), c) == expected);
    if (kernels == &scalar::integer_kernels()) continue;  // has `plain` only
    for (const ConvAlgorithm algorithm : algorithms) {
      const auto choice = conv_choice(algorithm, c.layer, c.weights());
      if (!choice) continue;
      ++count;
      CAPTURE(conv_algorithm_name(algorithm));
      CHECK(run_integer_conv(*kernels, *choice, c) == expected);
    }
  }
  return count;
}

}  // namespace

TEST_CASE("integer convolution: random layers, every algorithm") {
  Random random(2);
  for (int round = 0; round < 1500; ++round) {
    ConvShape shape = test::random_conv_shape(random);
    if (random.integer(0, 4) == 0) {
      shape.groups = pick(random, 2, 5);
      shape.in_c = shape.groups * pick(random, 1, 6);
      shape.out_c = shape.groups * pick(random, 1, 12);
    }
    CAPTURE(round);
    check_algorithms(test::random_integer_conv(random, shape));
  }
}

TEST_CASE("integer convolution: random depthwise layers, every algorithm") {
  Random random(4);
  for (int round = 0; round < 1000; ++round) {
    ConvShape shape = test::random_conv_shape(random);
    shape.groups = shape.in_c = shape.out_c = pick(random, 2, random.integer(0, 3) == 0 ? 150 : 30);
    if (random.integer(0, 1) == 0) {
      shape.kernel_h = shape.kernel_w = random.integer(0, 1) == 0 ? 3 : 5;
      shape.dilation_h = shape.dilation_w = 1;
      shape.stride_h = shape.stride_w = pick(random, 1, 2);
    }
    CAPTURE(round);
    check_algorithms(test::random_integer_conv(random, shape));
  }
}

TEST_CASE("integer convolution: random 3 × 3 layers, every algorithm") {
  Random random(5);
  int count = 0;
  for (int round = 0; round < 1000; ++round) {
    ConvShape shape = test::random_conv_shape(random);
    shape.kernel_h = shape.kernel_w = 3;
    shape.dilation_h = shape.dilation_w = shape.stride_h = shape.stride_w = 1;
    shape.out_h = pick(random, 1, 13);
    shape.out_w = pick(random, 1, 18);
    CAPTURE(round);
    count += check_algorithms(test::random_integer_conv(random, shape));
  }
  CHECK(count >= (available_integer_kernels().size() > 1 ? 4 * 900 : 0));
}

TEST_CASE("integer convolution: matrix products of every number of rows") {
  Random random(3);
  for (int round = 0; round < 300; ++round) {
    ConvShape shape;
    shape.in_w = shape.out_w = pick(random, 1, random.integer(0, 5) == 0 ? 700 : 20);
    shape.in_c = pick(random, 1, random.integer(0, 5) == 0 ? 300 : 40);
    shape.out_c = pick(random, 1, random.integer(0, 5) == 0 ? 300 : 40);
    CAPTURE(round);
    check_algorithms(test::random_integer_conv(random, shape));
  }
}

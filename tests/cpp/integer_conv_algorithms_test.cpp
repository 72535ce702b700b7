// Every algorithm of integer convolution that can compute a layer, against the scalar kernels, byte for byte.
#include <doctest/doctest.h>

#include <array>

#include "integer_conv_case.h"

using namespace zeropoint;
using test::ConvKind;
using test::IntegerConvCase;
using test::Random;

namespace {

constexpr std::array algorithms{ConvAlgorithm::plain,     ConvAlgorithm::direct,       ConvAlgorithm::rows,
                                ConvAlgorithm::depthwise, ConvAlgorithm::winograd_2x2, ConvAlgorithm::winograd_4x4};

// Checks all of them, and returns how many could compute it.
int check_algorithms(const IntegerConvCase& c) {
  const std::vector<std::byte> expected = test::run_plain(c);
  int count = 0;
  for (const NetworkKernels* kernels : available_network_kernels()) {
    CHECK(run_integer_conv(kernels->integer_conv, kernels->integer_conv.choose(c.layer, c.weights()), c) == expected);
    if (kernels == &scalar::network_kernels()) continue;  // has `plain` only
    for (const ConvAlgorithm algorithm : algorithms) {
      const auto choice = conv_choice(algorithm, c.layer, c.weights());
      if (!choice) continue;
      ++count;
      CAPTURE(conv_algorithm_name(algorithm));
      CHECK(run_integer_conv(kernels->integer_conv, *choice, c) == expected);
    }
  }
  return count;
}

}  // namespace

namespace {

// Runs of all algorithms on so many layers of a kind.
int check_layers(Random& random, ConvKind kind, int layers) {
  int runs = 0;
  for (int round = 0; round < layers; ++round) {
    CAPTURE(static_cast<int>(kind));
    CAPTURE(round);
    runs += check_algorithms(test::random_integer_conv(random, test::random_conv_shape(random, kind)));
  }
  return runs;
}

bool has_algorithms() { return available_network_kernels().size() > 1; }

}  // namespace

TEST_CASE("integer convolution: random layers, every algorithm") {
  Random random(2);
  // At least `plain` and one other for each.
  CHECK(check_layers(random, ConvKind::any, 1000) >= (has_algorithms() ? 2000 : 0));
  CHECK(check_layers(random, ConvKind::groups, 500) >= (has_algorithms() ? 1000 : 0));
  CHECK(check_layers(random, ConvKind::depthwise, 1000) >= (has_algorithms() ? 2000 : 0));
  CHECK(check_layers(random, ConvKind::three_by_three, 1000) >= (has_algorithms() ? 4000 : 0));
  CHECK(check_layers(random, ConvKind::product, 300) >= (has_algorithms() ? 900 : 0));
}

TEST_CASE("integer convolution: a million runs" * doctest::skip()) {
  Random random(3);
  int runs = 0;
  for (std::int64_t layer = 0; has_algorithms() && runs < 1'000'000; ++layer) runs += check_layers(random, static_cast<ConvKind>(layer % 5), 1);
}

namespace {

// 3 × 3 over `channels` input channels with a padded 4 × 4 picture, all codes of x alike, and weights whose differences
// add up to `sum` (all of one sign): the middle outputs are exactly x·sum, which is the end of (9).
IntegerConvCase extreme_case(std::size_t channels, std::int32_t sum, std::int32_t x, const CodeRange& range) {
  IntegerConvCase c;
  ConvShape& s = c.layer.shape;
  s.in_h = s.in_w = s.out_h = s.out_w = 4;
  s.kernel_h = s.kernel_w = 3;
  s.pad_top = s.pad_left = 1;
  s.in_c = channels;
  c.layer.x_pixel = channels;
  c.layer.x = range;
  c.layer.x_signed = range.qmin < 0;
  c.layer.result = ConvResult::accumulators;
  c.x = {c.layer.x_signed, std::vector<std::byte>(16 * channels, static_cast<std::byte>(x + range.zero_point))};
  const std::int32_t sign = sum < 0 ? -1 : 1;
  c.w.is_signed = false;
  c.w_zero = {sum < 0 ? 255 : 0};
  c.multipliers = {1};
  for (std::size_t i = 0; i < 9 * channels; ++i) {
    const std::int32_t difference = std::min(255, sign * sum);
    c.w.bytes.push_back(static_cast<std::byte>(c.w_zero[0] + sign * difference));
    sum -= sign * difference;
  }
  REQUIRE(sum == 0);
  return c;
}

struct Bound {
  ConvAlgorithm algorithm;
  std::size_t channels;
  std::int32_t sum, x;
  CodeRange range;
  bool fits;
};

constexpr CodeRange bytes{0, 0, 255};
constexpr CodeRange halves{-1, -128, 127};  // x in [−127, 128]

}  // namespace

TEST_CASE("integer convolution: at Winograd's bounds and just beyond") {
  const Bound bounds[] = {
      // 2^25 = 33,554,432 = 255·131,586.007: the last sum that fits, and the next.
      {ConvAlgorithm::winograd_4x4, 60, 131586, 255, bytes, true},
      {ConvAlgorithm::winograd_4x4, 60, 131587, 255, bytes, false},
      {ConvAlgorithm::winograd_4x4, 60, -131586, 255, bytes, true},
      {ConvAlgorithm::winograd_4x4, 60, -131587, 255, bytes, false},
      // −2^25 itself is in, 2^25 is not.
      {ConvAlgorithm::winograd_4x4, 120, -(1 << 18), 128, halves, true},
      {ConvAlgorithm::winograd_4x4, 120, 1 << 18, 128, halves, false},
      {ConvAlgorithm::winograd_2x2, 920, (1 << 29) / 255, 255, bytes, true},
      {ConvAlgorithm::winograd_2x2, 920, (1 << 29) / 255 + 1, 255, bytes, false},
      {ConvAlgorithm::winograd_2x2, 1840, -(1 << 22), 128, halves, true},
      {ConvAlgorithm::winograd_2x2, 1840, 1 << 22, 128, halves, false},
  };
  for (const Bound& b : bounds) {
    CAPTURE(b.sum);
    const IntegerConvCase c = extreme_case(b.channels, b.sum, b.x, b.range);
    const std::vector<std::byte> expected = exact_integer_conv(c);
    CHECK(expected == test::run_plain(c));
    const auto choice = conv_choice(b.algorithm, c.layer, c.weights());
    REQUIRE(choice);
    CHECK((choice->parts == 1) == b.fits);
    if (!has_algorithms()) continue;
    const IntegerConvKernels& kernels = available_network_kernels().back()->integer_conv;
    CHECK(run_integer_conv(kernels, *choice, c) == expected);
    // The bound is not only enough but also needed.
    CHECK((run_integer_conv(kernels, {.algorithm = b.algorithm}, c) == expected) == b.fits);
  }
}

TEST_CASE("integer convolution: many parts, and layers for which there are too few") {
  // The largest differences on both sides: 9·255·255 for each channel, so 2^25 holds 57.
  for (const std::size_t channels : {64UL, 200UL, 400UL}) {
    const IntegerConvCase c = extreme_case(channels, static_cast<std::int32_t>(channels * 9 * 255), 255, bytes);
    const auto choice = conv_choice(ConvAlgorithm::winograd_4x4, c.layer, c.weights());
    REQUIRE(choice);
    CHECK(choice->parts == (channels + 55) / 56);
    if (has_algorithms()) CHECK(run_integer_conv(available_network_kernels().back()->integer_conv, *choice, c) == exact_integer_conv(c));
  }
  const IntegerConvCase c = extreme_case(600, 600 * 9 * 255, 255, bytes);
  CHECK_FALSE(conv_choice(ConvAlgorithm::winograd_4x4, c.layer, c.weights()));
}

TEST_CASE("integer convolution: steps beyond all codes") {
  // The weight is 0, so the accumulator is the bias.
  for (const std::int32_t bias : {1 << 22, 2147483647, -(1 << 22), -2147483647 - 1}) {
    IntegerConvCase c;
    c.layer.y = {7, 0, 255};
    c.x.bytes = c.w.bytes = {std::byte{0}};
    c.bias = {bias};
    c.multipliers = {bias % 2 == 0 ? 1 : 3.4028234e38F};
    CAPTURE(bias);
    check_algorithms(c);
    CHECK(exact_integer_conv(c)[0] == (bias > 0 ? std::byte{255} : std::byte{0}));
  }
}

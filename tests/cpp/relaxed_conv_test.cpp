// Convolution with relaxed dot products, with every behaviour that the instruction may have, against the scalar kernels, byte
// for byte.
#include <doctest/doctest.h>

#include <numeric>

#include "integer_conv_case.h"
#include "relaxed_emulation.h"

using namespace zeropoint;
using test::ConvKind;
using test::IntegerConvCase;
using test::Random;

namespace {

struct Runs {
  int dot = 0, depthwise = 0, pairs = 0;
};

void check_layer(const test::RelaxedBackEnd& back_end, const IntegerConvCase& c, const std::vector<std::byte>& expected, Runs& runs) {
  const ConvChoice chosen = back_end.kernels->choose(c.layer, c.weights());
  bool ran_chosen = false;
  for (const ConvAlgorithm algorithm : {ConvAlgorithm::dot, ConvAlgorithm::dot_depthwise, ConvAlgorithm::dot_pairs}) {
    const auto choice = relaxed::dot_choice(back_end.kind, algorithm, c.layer, c.weights());
    if (!choice) continue;
    ++(algorithm == ConvAlgorithm::dot ? runs.dot : algorithm == ConvAlgorithm::dot_depthwise ? runs.depthwise : runs.pairs);
    CAPTURE(conv_algorithm_name(algorithm));
    CHECK(test::run_integer_conv(*back_end.kernels, *choice, c) == expected);
    ran_chosen |= chosen.algorithm == algorithm && chosen.x_offset == choice->x_offset;
  }
  if (!ran_chosen) CHECK(test::run_integer_conv(*back_end.kernels, chosen, c) == expected);
}

void check_random_layer(Random& random, int round, std::vector<Runs>& runs) {
  const auto kind = static_cast<ConvKind>(round % 5);
  ConvShape shape = test::random_conv_shape(random, kind);
  if (kind == ConvKind::depthwise) {
    shape.groups = shape.in_c = shape.out_c = (shape.out_c + 7) / 8 * 8;
    shape.kernel_h = shape.kernel_w = 3;
    shape.dilation_h = shape.dilation_w = 1;
  }
  IntegerConvCase c = test::random_integer_conv(random, shape);
  if (kind == ConvKind::depthwise) c.layer.result = ConvResult::codes;
  const std::vector<std::byte> expected = test::run_plain(c);
  CAPTURE(round);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    CAPTURE(test::relaxed_back_ends()[i].name);
    check_layer(test::relaxed_back_ends()[i], c, expected, runs[i]);
  }
}

}  // namespace

TEST_CASE("relaxed dot products: the probe tells the behaviours apart") {
  for (const test::RelaxedBackEnd& back_end : test::relaxed_back_ends()) {
    CAPTURE(back_end.name);
    CHECK(back_end.kind == back_end.wanted);
  }
}

TEST_CASE("relaxed convolution: random layers, every behaviour") {
  Random random(4);
  std::vector<Runs> runs(test::relaxed_back_ends().size());
  for (int round = 0; round < 1200; ++round) check_random_layer(random, round, runs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool exact = test::relaxed_back_ends()[i].kind != relaxed::DotKind::other;
    CHECK(runs[i].dot >= (exact ? 300 : 80));
    CHECK(runs[i].depthwise >= (exact ? 50 : 15));
    CHECK(runs[i].pairs >= 25);
  }
}

TEST_CASE("relaxed convolution: a million runs" * doctest::skip()) {
  Random random(5);
  std::vector<Runs> runs(test::relaxed_back_ends().size());
  int all = 0;
  for (int round = 0; all < 1'000'000; ++round) {
    check_random_layer(random, round, runs);
    all = std::accumulate(runs.begin(), runs.end(), 0, [](int sum, const Runs& r) { return sum + r.dot + r.depthwise + r.pairs; });
  }
}

// 32 products of −128 and 15 are the most that 16 bits are asked to hold.
TEST_CASE("relaxed convolution: weights of 4 bits at the ends of what sums in 16 bits hold") {
  for (const std::size_t depth : {32U, 33U, 36U, 100U, 256U}) {
    for (const int x : {0, 255}) {
      for (const int w : {-8, 7}) {
        IntegerConvCase c;
        ConvShape& s = c.layer.shape;
        s.in_w = s.out_w = 7;
        s.in_c = c.layer.x_pixel = depth;
        s.out_c = 9;
        c.layer.result = ConvResult::accumulators;
        c.layer.x = {.zero_point = x, .qmin = 0, .qmax = 255};
        c.x = {false, std::vector<std::byte>(s.in_w * depth, static_cast<std::byte>(x))};
        c.x.bytes[3 * depth] = static_cast<std::byte>(255 - x);
        c.w = {true, std::vector<std::byte>(s.out_c * depth, static_cast<std::byte>(w))};
        c.multipliers.assign(s.out_c, 1);
        CAPTURE(depth);
        CAPTURE(x);
        CAPTURE(w);
        for (const test::RelaxedBackEnd& back_end : test::relaxed_back_ends()) {
          const auto choice = relaxed::dot_choice(back_end.kind, ConvAlgorithm::dot_pairs, c.layer, c.weights());
          REQUIRE(choice);
          CHECK(test::run_integer_conv(*back_end.kernels, *choice, c) == test::exact_integer_conv(c));
        }
        for (std::byte& q : c.w.bytes) q = static_cast<std::byte>(w < 0 ? w - 1 : w + 1);
        CHECK(!relaxed::dot_choice(relaxed::DotKind::other, ConvAlgorithm::dot_pairs, c.layer, c.weights()));
      }
    }
  }
}

// Convolution with relaxed dot products, with every behaviour that the instruction may have, against the scalar kernels, byte
// for byte.
#include <doctest/doctest.h>

#include "integer_conv_case.h"
#include "relaxed_emulation.h"

using namespace zeropoint;
using test::ConvKind;
using test::IntegerConvCase;
using test::Random;

namespace {

struct Runs {
  int dot = 0, depthwise = 0;
};

void check_layer(const test::RelaxedBackEnd& back_end, const IntegerConvCase& c, Runs& runs) {
  const std::vector<std::byte> expected = test::run_plain(c);
  for (const ConvAlgorithm algorithm : {ConvAlgorithm::dot, ConvAlgorithm::dot_depthwise}) {
    const auto choice = relaxed::dot_choice(back_end.kind, algorithm, c.layer, c.weights());
    if (!choice) continue;
    ++(algorithm == ConvAlgorithm::dot ? runs.dot : runs.depthwise);
    CAPTURE(conv_algorithm_name(algorithm));
    CHECK(test::run_integer_conv(*back_end.kernels, *choice, c) == expected);
  }
  CHECK(test::run_integer_conv(*back_end.kernels, back_end.kernels->choose(c.layer, c.weights()), c) == expected);
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
  for (int round = 0; round < 1200; ++round) {
    const auto kind = static_cast<ConvKind>(round % 5);
    ConvShape shape = test::random_conv_shape(random, kind);
    if (kind == ConvKind::depthwise) {
      shape.groups = shape.in_c = shape.out_c = (shape.out_c + 7) / 8 * 8;
      shape.kernel_h = shape.kernel_w = 3;
      shape.dilation_h = shape.dilation_w = 1;
    }
    const IntegerConvCase c = test::random_integer_conv(random, shape);
    CAPTURE(round);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      CAPTURE(test::relaxed_back_ends()[i].name);
      check_layer(test::relaxed_back_ends()[i], c, runs[i]);
    }
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool exact = test::relaxed_back_ends()[i].kind != relaxed::DotKind::other;
    CHECK(runs[i].dot >= (exact ? 300 : 80));
    CHECK(runs[i].depthwise >= (exact ? 50 : 15));
  }
}

// Float convolution and matrix product: the scalar kernels against float64 loops over unpacked weights, the
// others against the scalar ones, bit for bit.
#include <doctest/doctest.h>

#include <cmath>

#include "float_check.h"
#include "kernels/network_kernels.h"

using namespace zeropoint;
using test::guarded_output;
using test::Random;
using test::random_values;
using test::same_bits;

namespace {

struct Layer {
  ConvShape shape;
  std::vector<float> x, weights, bias, packed;
  FloatClamp to;
};

std::size_t pick(Random& random, std::size_t lo, std::size_t hi) {
  return static_cast<std::size_t>(random.integer(static_cast<std::int64_t>(lo), static_cast<std::int64_t>(hi)));
}

// Any shape with at least one output; the padding may exceed the kernel, and at the right and bottom as well.
ConvShape random_shape(Random& random) {
  ConvShape s;
  s.batch = pick(random, 1, 2);
  s.in_h = pick(random, 1, 9);
  s.in_w = pick(random, 1, 14);
  s.kernel_h = pick(random, 1, 5);
  s.kernel_w = pick(random, 1, 5);
  s.stride_h = pick(random, 1, 3);
  s.stride_w = pick(random, 1, 3);
  s.dilation_h = pick(random, 1, 2);
  s.dilation_w = random.integer(0, 2) == 0 ? 2 : 1;
  s.pad_top = pick(random, 0, 3);
  s.pad_left = pick(random, 0, 3);
  s.out_h = pick(random, 1, (s.in_h + s.pad_top + 2) / s.stride_h + 1);
  s.out_w = pick(random, 1, (s.in_w + s.pad_left + 2) / s.stride_w + 1);
  switch (random.integer(0, 3)) {
    case 0: s.groups = s.in_c = s.out_c = pick(random, 2, 70); break;
    case 1: {  // groups, depthwise with a multiplier among them
      s.groups = pick(random, 2, 5);
      s.in_c = s.groups * pick(random, 1, 6);
      s.out_c = s.groups * pick(random, 1, 12);
      break;
    }
    default:
      s.in_c = pick(random, 1, random.integer(0, 1) == 0 ? 4 : 70);
      s.out_c = pick(random, 1, 70);
      break;
  }
  return s;
}

Layer random_layer(Random& random, const ConvShape& shape) {
  Layer layer{shape, random_values(random, shape.batch * shape.in_h * shape.in_w * shape.in_c),
              random_values(random, shape.out_c * shape.depth()), random_values(random, shape.out_c), {}, {}};
  if (random.integer(0, 3) == 0) layer.bias.clear();
  if (random.integer(0, 1) == 0) layer.to = {0, 6};
  layer.packed.resize(packed_conv_size(shape));
  pack_conv(shape, layer.weights, layer.bias, layer.packed.data());
  return layer;
}

std::vector<float> run(const NetworkKernels& kernels, const Layer& layer) {
  const ConvShape& s = layer.shape;
  return guarded_output(s.batch * s.out_h * s.out_w * s.out_c,
                        [&](float* y) { kernels.conv.conv(s, layer.x, layer.packed, layer.to, y); });
}

// The definition, in float64; `magnitude` is the sum of the terms' absolute values.
double exact_output(const Layer& layer, std::size_t n, std::size_t oy, std::size_t ox, std::size_t o, double& magnitude) {
  const ConvShape& s = layer.shape;
  double sum = layer.bias.empty() ? 0.0 : double{layer.bias[o]};
  magnitude = std::fabs(sum);
  const std::size_t first = o / (s.out_c / s.groups) * s.group_in();
  for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
    for (std::size_t kw = 0; kw < s.kernel_w; ++kw) {
      const auto iy = static_cast<long>(oy * s.stride_h + kh * s.dilation_h) - static_cast<long>(s.pad_top);
      const auto ix = static_cast<long>(ox * s.stride_w + kw * s.dilation_w) - static_cast<long>(s.pad_left);
      if (iy < 0 || ix < 0 || iy >= static_cast<long>(s.in_h) || ix >= static_cast<long>(s.in_w)) continue;
      for (std::size_t c = 0; c < s.group_in(); ++c) {
        const std::size_t at = ((n * s.in_h + static_cast<std::size_t>(iy)) * s.in_w + static_cast<std::size_t>(ix)) * s.in_c;
        const double term = double{layer.x[at + first + c]} *
                            double{layer.weights[((o * s.kernel_h + kh) * s.kernel_w + kw) * s.group_in() + c]};
        sum += term;
        magnitude += std::fabs(term);
      }
    }
  }
  return std::clamp(sum, double{layer.to.lo}, double{layer.to.hi});
}

void check_against_exact(const Layer& layer) {
  const ConvShape& s = layer.shape;
  const std::vector<float> y = run(scalar::network_kernels(), layer);
  double worst = 0;  // in units of the bound
  for (std::size_t i = 0; i < y.size(); ++i) {
    double magnitude = 0;
    const std::size_t pixel = i / s.out_c;
    const double exact = exact_output(layer, pixel / (s.out_h * s.out_w), pixel / s.out_w % s.out_h, pixel % s.out_w,
                                      i % s.out_c, magnitude);
    // One rounding for each product and each sum.
    const double bound = static_cast<double>(s.depth() + 1) * 0x1p-24 * magnitude;
    worst = std::max(worst, std::fabs(double{y[i]} - exact) / (bound + 1e-300));
  }
  CHECK(worst <= 1);
}

}  // namespace

TEST_CASE("float convolution: a 3 × 3 map by hand") {
  // x = 1 … 9, w = 1 2 / 3 4, padding 1 at the top and left: y(0, 0) = 4·1, y(1, 1) = 1 + 2·2 + 3·4 + 4·5 = 37.
  ConvShape s;
  s.in_h = s.in_w = 3;
  s.out_h = s.out_w = 3;
  s.kernel_h = s.kernel_w = 2;
  s.pad_top = s.pad_left = 1;
  Layer layer{s, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4}, {0.5F}, std::vector<float>(packed_conv_size(s)), {}};
  pack_conv(s, layer.weights, layer.bias, layer.packed.data());
  const std::vector<float> expected = {4.5F, 11.5F, 18.5F, 18.5F, 37.5F, 47.5F, 36.5F, 67.5F, 77.5F};
  for (const NetworkKernels* kernels : available_network_kernels()) CHECK(run(*kernels, layer) == expected);
  layer.to = {11, 47};
  const std::vector<float> clamped = {11, 11.5F, 18.5F, 18.5F, 37.5F, 47, 36.5F, 47, 47};
  for (const NetworkKernels* kernels : available_network_kernels()) CHECK(run(*kernels, layer) == clamped);
}

TEST_CASE("float convolution: the bias comes first, terms follow kh, kw, ci") {
  // 2^24 + 1 is lost, so the order shows: ((2^24 + 1) − 2^24) = 0, while (2^24 − 2^24) + 1 = 1.
  ConvShape s;
  s.in_c = 3;
  Layer layer{s, {1, 1, 1}, {1, -0x1p24F, 1}, {0x1p24F}, std::vector<float>(packed_conv_size(s)), {}};
  pack_conv(s, layer.weights, layer.bias, layer.packed.data());
  for (const NetworkKernels* kernels : available_network_kernels()) CHECK(run(*kernels, layer)[0] == 1);
}

TEST_CASE("float convolution: random layers, the definition in float64, and every back end alike") {
  Random random(1);
  for (int round = 0; round < 400; ++round) {
    const ConvShape shape = random_shape(random);
    CAPTURE(round);
    CAPTURE(shape.in_c);
    CAPTURE(shape.out_c);
    CAPTURE(shape.groups);
    const Layer layer = random_layer(random, shape);
    check_against_exact(layer);
    const std::vector<float> expected = run(scalar::network_kernels(), layer);
    for (const NetworkKernels* kernels : available_network_kernels()) CHECK(same_bits(run(*kernels, layer), expected));
  }
}

TEST_CASE("float convolution: long runs in the padding, and several blocks of pixels") {
  Random random(2);
  ConvShape s;
  s.in_h = s.in_w = 19;
  s.in_c = 301;
  s.out_h = s.out_w = 19;
  s.out_c = 9;
  s.kernel_h = s.kernel_w = 3;
  s.pad_top = s.pad_left = 1;
  const Layer layer = random_layer(random, s);
  const std::vector<float> expected = run(scalar::network_kernels(), layer);
  for (const NetworkKernels* kernels : available_network_kernels()) CHECK(same_bits(run(*kernels, layer), expected));
}

TEST_CASE("float matrix product: packed either way, every number of rows and columns") {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    const FloatGemmShape s{pick(random, 1, 9), pick(random, 1, 40), pick(random, 1, 70)};
    const std::vector<float> a = random_values(random, s.rows * s.depth);
    const std::vector<float> b = random_values(random, s.depth * s.columns);
    const std::vector<float> bias = random_values(random, s.columns);
    std::vector<float> transposed(b.size());
    for (std::size_t k = 0; k < s.depth; ++k) {
      for (std::size_t o = 0; o < s.columns; ++o) transposed[o * s.depth + k] = b[k * s.columns + o];
    }
    std::vector<float> packed(packed_gemm_size(s));
    std::vector<float> again(packed_gemm_size(s));
    pack_gemm(s, b, false, bias, packed.data());
    pack_gemm(s, transposed, true, bias, again.data());
    CHECK(same_bits(packed, again));

    std::vector<float> expected(s.rows * s.columns);
    for (std::size_t row = 0; row < s.rows; ++row) {
      for (std::size_t o = 0; o < s.columns; ++o) {
        float acc = bias[o] + 0.0F;
        for (std::size_t k = 0; k < s.depth; ++k) acc += a[row * s.depth + k] * b[k * s.columns + o];
        expected[row * s.columns + o] = acc;
      }
    }
    for (const NetworkKernels* kernels : available_network_kernels()) {
      const auto y = guarded_output(expected.size(), [&](float* out) { kernels->conv.gemm(s, a, packed, {}, out); });
      CHECK(same_bits(y, expected));
    }
  }
}

// Pooling, resizing and transposing: by hand, against float64, and every back end alike, bit for bit.
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

std::size_t pick(Random& random, int lo, int hi) { return static_cast<std::size_t>(random.integer(lo, hi)); }

// Padding below the kernel's reach and output positions that start inside the input, as ONNX demands.
PoolShape random_shape(Random& random) {
  PoolShape s;
  s.batch = pick(random, 1, 2);
  s.in_h = pick(random, 3, 9);
  s.in_w = pick(random, 3, 9);
  s.channels = pick(random, 1, 21);
  s.kernel_h = pick(random, 1, 3);
  s.kernel_w = pick(random, 1, 3);
  s.stride_h = pick(random, 1, 3);
  s.stride_w = pick(random, 1, 3);
  s.pad_top = pick(random, 0, static_cast<int>(s.kernel_h) - 1);
  s.pad_left = pick(random, 0, static_cast<int>(s.kernel_w) - 1);
  s.pad_bottom = pick(random, 0, static_cast<int>(s.kernel_h) - 1);
  s.pad_right = pick(random, 0, static_cast<int>(s.kernel_w) - 1);
  s.out_h = (s.in_h + s.pad_top - 1) / s.stride_h + 1;
  s.out_w = (s.in_w + s.pad_left - 1) / s.stride_w + 1;
  s.count_include_pad = random.integer(0, 1) != 0;
  return s;
}

struct Window {
  double sum = 0;
  double most = -std::numeric_limits<double>::infinity();
  double inside = 0, padded = 0;
};

Window window(const PoolShape& s, const std::vector<float>& x, std::size_t pixel, std::size_t c) {
  Window w;
  const std::size_t n = pixel / (s.out_h * s.out_w);
  for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
    for (std::size_t kw = 0; kw < s.kernel_w; ++kw) {
      const auto iy = static_cast<long>(pixel / s.out_w % s.out_h * s.stride_h + kh) - static_cast<long>(s.pad_top);
      const auto ix = static_cast<long>(pixel % s.out_w * s.stride_w + kw) - static_cast<long>(s.pad_left);
      if (iy < static_cast<long>(s.in_h + s.pad_bottom) && ix < static_cast<long>(s.in_w + s.pad_right)) w.padded += 1;
      if (iy < 0 || ix < 0 || iy >= static_cast<long>(s.in_h) || ix >= static_cast<long>(s.in_w)) continue;
      const std::size_t at = (n * s.in_h + static_cast<std::size_t>(iy)) * s.in_w + static_cast<std::size_t>(ix);
      const double value = double{x[at * s.channels + c]};
      w.sum += value;
      w.most = std::max(w.most, value);
      w.inside += 1;
    }
  }
  return w;
}

}  // namespace

TEST_CASE("average pooling by hand: with and without the padding, and a window that reaches beyond it") {
  // 1 2 3 / 4 5 6 / 7 8 9, windows of 2 × 2 every 2 from (−1, −1): 1 | 2 3 / 4 7 | 5 6 8 9.
  PoolShape s;
  s.in_h = s.in_w = 3;
  s.out_h = s.out_w = 2;
  s.kernel_h = s.kernel_w = s.stride_h = s.stride_w = 2;
  s.pad_top = s.pad_left = 1;
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const NetworkKernels* kernels : available_network_kernels()) {
    const auto average = [&] { return guarded_output(4, [&](float* y) { kernels->pool.average(s, x, y); }); };
    s.count_include_pad = false;
    CHECK(average() == std::vector<float>{1, 2.5F, 5.5F, 7});
    s.count_include_pad = true;
    CHECK(average() == std::vector<float>{0.25F, 1.25F, 2.75F, 7});
    s.pad_top = s.pad_left = 0;  // 1 2 4 5 | 3 6 / 7 8 | 9: nothing beyond the edge counts
    CHECK(average() == std::vector<float>{3, 4.5F, 7.5F, 9});
    s.pad_top = s.pad_left = 1;
    CHECK(guarded_output(4, [&](float* y) { kernels->pool.max(s, x, y); }) == std::vector<float>{1, 3, 7, 9});
  }
}

TEST_CASE("maxima pass over NaN, and keep the first of two zeros") {
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  const std::size_t channels = 5;  // a vector and one more
  const float cases[][3] = {{not_a_number, 2, 2}, {2, not_a_number, 2}, {-0.0F, 0, -0.0F}, {0, -0.0F, 0}};  // two pixels, the larger
  for (const auto& [first, second, expected] : cases) {
    std::vector<float> x(channels, first);
    x.insert(x.end(), channels, second);
    for (const NetworkKernels* kernels : available_network_kernels()) {
      const auto y = guarded_output(channels, [&](float* out) { kernels->pool.largest(x, channels, out); });
      CHECK(same_bits(y, std::vector<float>(channels, expected)));
    }
  }
}

TEST_CASE("pooling: random shapes, float64, and every back end alike") {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const PoolShape s = random_shape(random);
    const std::vector<float> x = random_values(random, s.batch * s.in_h * s.in_w * s.channels);
    const std::size_t n = s.batch * s.out_h * s.out_w * s.channels;
    const auto max = [&](const NetworkKernels& k) { return guarded_output(n, [&](float* y) { k.pool.max(s, x, y); }); };
    const auto average = [&](const NetworkKernels& k) { return guarded_output(n, [&](float* y) { k.pool.average(s, x, y); }); };
    const std::vector<float> maxima = max(scalar::network_kernels());
    const std::vector<float> averages = average(scalar::network_kernels());
    bool right = true;
    for (std::size_t i = 0; i < n; ++i) {
      const Window w = window(s, x, i / s.channels, i % s.channels);
      if (w.inside == 0) continue;
      right = right && double{maxima[i]} == w.most;
      const double exact = w.sum / (s.count_include_pad ? w.padded : w.inside);
      right = right && std::fabs(double{averages[i]} - exact) <= 10 * 0x1p-24 * 4;  // at most 9 terms below 4
    }
    CHECK(right);
    for (const NetworkKernels* kernels : available_network_kernels()) {
      CHECK(same_bits(max(*kernels), maxima));
      CHECK(same_bits(average(*kernels), averages));
    }
  }
}

TEST_CASE("means and maxima over all pixels") {
  Random random(2);
  for (std::size_t channels = 1; channels <= 21; ++channels) {
    const std::vector<float> x = random_values(random, 49 * channels);
    for (const NetworkKernels* kernels : available_network_kernels()) {
      const auto mean = guarded_output(channels, [&](float* y) { kernels->pool.mean(x, channels, y); });
      const auto largest = guarded_output(channels, [&](float* y) { kernels->pool.largest(x, channels, y); });
      for (std::size_t c = 0; c < channels; ++c) {
        float sum = 0;
        float most = x[c];
        for (std::size_t i = c; i < x.size(); i += channels) {
          sum += x[i];
          most = std::max(most, x[i]);
        }
        CHECK(mean[c] == sum / 49);
        CHECK(largest[c] == most);
      }
    }
  }
}

TEST_CASE("transpose: every size around the blocks") {
  Random random(3);
  for (std::size_t rows = 1; rows <= 13; ++rows) {
    for (std::size_t columns = 1; columns <= 13; ++columns) {
      const std::vector<float> x = random_values(random, rows * columns);
      std::vector<float> expected;
      for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < rows; ++r) expected.push_back(x[r * columns + c]);
      }
      for (const NetworkKernels* kernels : available_network_kernels()) {
        CHECK(same_bits(guarded_output(x.size(), [&](float* y) { kernels->pool.transpose(rows, columns, x, y); }), expected));
      }
    }
  }
}

TEST_CASE("resize by hand, and every back end alike") {
  // 1 2 / 3 4 to 3 × 3 with the corners kept: the middles are halfway.
  const std::vector<std::uint32_t> low = {0, 0, 1};
  const std::vector<std::uint32_t> high = {0, 1, 1};
  const std::vector<float> keep = {1, 0.5F, 1};
  const std::vector<float> weight = {0, 0.5F, 0};
  const ResizeAxis axis{low, high, keep, weight};
  const std::vector<float> x = {1, 2, 3, 4};
  Random random(4);
  for (const NetworkKernels* kernels : available_network_kernels()) {
    const auto& pool = kernels->pool;
    CHECK(guarded_output(9, [&](float* y) { pool.resize_linear(axis, axis, x, 2, 1, y); }) ==
          std::vector<float>{1, 1.5F, 2, 2, 2.5F, 3, 3, 3.5F, 4});
    for (std::size_t channels = 1; channels <= 13; ++channels) {
      const std::vector<float> image = random_values(random, 4 * channels);
      const auto run = [&](const FloatPoolKernels& k) {
        return guarded_output(9 * channels, [&](float* y) { k.resize_linear(axis, axis, image, 2, channels, y); });
      };
      CHECK(same_bits(run(pool), run(scalar::network_kernels().pool)));
    }
  }
}

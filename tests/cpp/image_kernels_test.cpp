// The image kernels of every back end against the scalar ones, bit by bit, on runs of every length and offset.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>

#include "image/error_map.h"
#include "image_reference.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

std::vector<std::uint8_t> random_pixels(Random& random, std::int64_t n) {
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(4 * n));
  const std::int64_t lo = random.integer(0, 255);
  const std::int64_t hi = random.integer(lo, 255);
  for (auto& v : rgba) v = static_cast<std::uint8_t>(random.integer(lo, hi));
  return rgba;
}

RgbTable random_table(Random& random) {
  RgbTable table;
  for (auto& channel : table) {
    for (auto& v : channel) v = static_cast<std::uint8_t>(random.next());
  }
  return table;
}

// Runs `test` for every back end and for lengths around those of the vectors. Buffers are as long as they have to
// be, so that a sanitizer sees any step too far.
template <class Test>
void for_every_length(Test&& test) {
  for (const Kernels* kernels : available_kernels()) {
    CAPTURE(kernels->name);
    for (std::int64_t n = 0; n <= 70; ++n) {
      CAPTURE(n);
      Random random(static_cast<std::uint64_t>(n) + 1);
      test(kernels->image, random, n);
    }
  }
}

const ImageKernels& reference() { return scalar::kernels().image; }

}  // namespace

TEST_CASE("image kernels: minmax and histogram") {
  for_every_length([](const ImageKernels& kernels, Random& random, std::int64_t n) {
    const auto rgba = random_pixels(random, n);
    RgbRange range, expected_range;
    RgbHistogram counts{}, expected_counts{};
    for (int twice = 0; twice < 2; ++twice) {
      kernels.minmax(rgba, range);
      reference().minmax(rgba, expected_range);
      kernels.histogram(rgba, counts);
      reference().histogram(rgba, expected_counts);
    }
    CHECK(range.min == expected_range.min);
    CHECK(range.max == expected_range.max);
    CHECK(counts == expected_counts);
    if (n == 0) CHECK(range.min[0] > range.max[0]);
  });
}

TEST_CASE("image kernels: map, also in place") {
  for_every_length([](const ImageKernels& kernels, Random& random, std::int64_t n) {
    auto rgba = random_pixels(random, n);
    const RgbTable table = random_table(random);
    std::vector<std::uint8_t> out(rgba.size()), expected(rgba.size());
    kernels.map(rgba, table, out.data());
    reference().map(rgba, table, expected.data());
    CHECK(out == expected);
    kernels.map(rgba, table, rgba.data());
    CHECK(rgba == expected);
  });
}

TEST_CASE("image kernels: stochastic map") {
  auto table = std::make_unique<StochasticTable>();
  for_every_length([&](const ImageKernels& kernels, Random& random, std::int64_t n) {
    const auto rgba = random_pixels(random, n);
    table->code = random_table(random);
    table->shown = random_table(random);
    table->shown_up = random_table(random);
    for (auto& channel : table->threshold) {
      for (auto& threshold : channel) threshold = static_cast<std::uint32_t>(random.integer(1, 1 << 24));
    }
    const auto key = static_cast<std::uint32_t>(random.next());
    const auto first = static_cast<std::uint32_t>(random.integer(0, 1 << 26));
    std::vector<std::uint8_t> codes(rgba.size()), shown(rgba.size());
    std::vector<std::uint8_t> expected_codes(rgba.size()), expected(rgba.size());
    kernels.map_stochastic(rgba, *table, key, first, codes.data(), shown.data());
    reference().map_stochastic(rgba, *table, key, first, expected_codes.data(), expected.data());
    CHECK(codes == expected_codes);
    CHECK(shown == expected);
  });
}

TEST_CASE("image kernels: random bits equal to the threshold round up") {
  auto table = std::make_unique<StochasticTable>();
  for (const Kernels* kernels : available_kernels()) {
    for (std::uint32_t pixel = 0; pixel < 20; ++pixel) {
      const std::vector<std::uint8_t> rgba{10, 20, 30, 40};
      std::vector<std::uint8_t> codes(4), shown(4);
      for (std::uint32_t c = 0; c < 3; ++c) {
        table->threshold[c][rgba[c]] = (random_u32(7, 4 * pixel + c) >> 8) + (c == 1 ? 1 : 0);
        table->code[c][rgba[c]] = 5;
        table->shown[c][rgba[c]] = 100;
        table->shown_up[c][rgba[c]] = 200;
      }
      kernels->image.map_stochastic(rgba, *table, 7, pixel, codes.data(), shown.data());
      CHECK(codes == std::vector<std::uint8_t>{6, 5, 6, 40});
      CHECK(shown == std::vector<std::uint8_t>{200, 100, 200, 40});
    }
  }
}

TEST_CASE("image kernels: error diffusion") {
  for_every_length([](const ImageKernels& kernels, Random& random, std::int64_t n) {
    for (int round = 0; round < 12; ++round) {
      const auto rgba = random_pixels(random, n);
      std::array<QParams, 3> p;
      for (QParams& channel : p) {
        const QuantSpec spec{static_cast<int>(random.integer(1, 8)), random.integer(0, 1) != 0, Scheme::affine};
        Range range{random.real(-0.5F, 0), random.real(0, 1)};
        if (round == 6) range = {-3e38F, 3e38F};  // S·(q − Z) overflows at the ends
        if (round == 7) range = {0, 1e-37F};
        channel = choose_qparams(range, spec).value();
        if (round >= 8 && n > 0) {  // the first pixel lies next to a tie
          const float r = dequantize_value(std::max<std::uint8_t>(rgba[0], 1), byte_qparams);
          channel = {r / (static_cast<float>(random.integer(0, 60)) + 0.5F), 0, 0, 255};
        }
      }
      const auto pixels = static_cast<std::size_t>(n);
      std::vector<float> errors(4 * (pixels + 1)), below(4 * (pixels + 2));
      const float reach = round < 4 ? 0.1F : 0;
      for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = i % 4 == 3 ? 0 : random.real(-reach, reach);
      for (std::size_t i = 0; i < below.size(); ++i) below[i] = i % 4 == 3 ? 0 : random.real(-0.1F, 0.1F);
      auto expected_errors = errors;
      auto expected_below = below;
      std::vector<std::uint8_t> codes(rgba.size()), shown(rgba.size());
      std::vector<std::uint8_t> expected_codes(rgba.size()), expected(rgba.size());
      kernels.diffuse(rgba, p, errors.data(), below.data() + 4, codes.data(), shown.data());
      reference().diffuse(rgba, p, expected_errors.data(), expected_below.data() + 4, expected_codes.data(),
                          expected.data());
      CHECK(codes == expected_codes);
      CHECK(shown == expected);
      CHECK(std::memcmp(errors.data() + 4 * pixels, expected_errors.data() + 4 * pixels, 16) == 0);
      CHECK(std::memcmp(below.data(), expected_below.data(), 4 * below.size()) == 0);
    }
  });
}

TEST_CASE("image kernels: error sums and error map") {
  for_every_length([](const ImageKernels& kernels, Random& random, std::int64_t n) {
    const auto original = random_pixels(random, n);
    const auto shown = random_pixels(random, n);
    RgbErrorSums sums, expected_sums;
    for (int twice = 0; twice < 2; ++twice) {
      kernels.error_sums(original, shown, sums);
      reference().error_sums(original, shown, expected_sums);
    }
    CHECK(sums.squared == expected_sums.squared);
    CHECK(sums.max_abs == expected_sums.max_abs);

    ErrorMapSpec spec;
    spec.channel = static_cast<ErrorChannel>(random.integer(0, 3));
    spec.gain = random.real(0.5F, 20);
    const ErrorColours colours = error_colours(spec);
    std::vector<std::uint8_t> map(original.size()), expected(original.size());
    kernels.error_map(original, shown, colours, map.data());
    reference().error_map(original, shown, colours, expected.data());
    CHECK(map == expected);
  });
}

TEST_CASE("image kernels: error sums of a large image that is all wrong do not overflow") {
  const std::size_t pixels = 200'000;
  const std::vector<std::uint8_t> black(4 * pixels, 0), white(4 * pixels, 255);
  for (const Kernels* kernels : available_kernels()) {
    RgbErrorSums sums;
    kernels->image.error_sums(black, white, sums);
    for (std::size_t c = 0; c < 3; ++c) {
      CHECK(sums.squared[c] == std::uint64_t{pixels} * 255 * 255);
      CHECK(sums.max_abs[c] == 255);
    }
  }
}

TEST_CASE("ssim kernels: every back end gives the scalar bits") {
  const SsimKernels& expected = scalar::kernels().ssim;
  for (const Kernels* table : available_kernels()) {
    const SsimKernels& kernels = table->ssim;
    CAPTURE(table->name);
    for (std::int64_t n = 0; n <= 40; ++n) {
      Random random(static_cast<std::uint64_t>(n) + 100);
      const auto count = static_cast<std::size_t>(n);
      const auto rgba = random_pixels(random, n);
      std::vector<double> plane(count), plane_expected(count);
      for (std::size_t c = 0; c < 3; ++c) {
        kernels.plane(rgba, c, plane.data());
        expected.plane(rgba, c, plane_expected.data());
        CHECK(plane == plane_expected);
      }
      std::vector<double> squares(count), products(count), squares_expected(count), products_expected(count);
      const std::vector<double> other(plane.rbegin(), plane.rend());
      kernels.products(plane, other.data(), squares.data(), products.data());
      expected.products(plane, other.data(), squares_expected.data(), products_expected.data());
      CHECK(squares == squares_expected);
      CHECK(products == products_expected);

      std::vector<double> wide(count + 10), row(count), row_expected(count);
      for (double& v : wide) v = double{random.real(0, 255)};
      kernels.filter_row(wide, row.data());
      expected.filter_row(wide, row_expected.data());
      CHECK(row == row_expected);

      std::vector<double> moments[3][11];
      ssim::Rows rows[3];
      for (std::size_t m = 0; m < 3; ++m) {
        for (std::size_t i = 0; i < 11; ++i) {
          for (std::size_t k = 0; k < count; ++k) moments[m][i].push_back(double{random.real(0, 255)});
          rows[m][i] = moments[m][i].data();
        }
      }
      kernels.filter_column(rows[0], count, row.data());
      expected.filter_column(rows[0], count, row_expected.data());
      CHECK(row == row_expected);
      CHECK(kernels.sum(row.data(), rows[0], rows[1], rows[2], count) ==
            expected.sum(row.data(), rows[0], rows[1], rows[2], count));
    }
  }
}

#include "image/ssim.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <numbers>

#include "image_reference.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

std::array<double, 3> ssim_of(const RgbaImage& original, const RgbaImage& shown, const Kernels& kernels,
                              std::int64_t rows = 1 << 20) {
  SsimPass pass;
  REQUIRE(pass.begin(original).ok());
  while (pass.rows_to_do() > 0) pass.advance(original, shown, kernels, rows);
  return pass.means();
}

// Straight from the definition: the whole window at once, centred moments.
double ssim_from_definition(const RgbaImage& x, const RgbaImage& y, std::size_t channel) {
  double weights[11];
  double total = 0;
  for (int d = -5; d <= 5; ++d) total += weights[d + 5] = std::exp(-d * d / 4.5);
  for (double& weight : weights) weight /= total;

  double sum = 0;
  for (std::int64_t top = 0; top + 11 <= x.height; ++top) {
    for (std::int64_t left = 0; left + 11 <= x.width; ++left) {
      const auto over_window = [&](auto&& f) {
        double result = 0;
        for (std::int64_t i = 0; i < 11; ++i) {
          for (std::int64_t j = 0; j < 11; ++j) {
            const auto at = static_cast<std::size_t>(4 * ((top + i) * x.width + left + j)) + channel;
            result += weights[i] * weights[j] * f(double(x.pixels[at]), double(y.pixels[at]));
          }
        }
        return result;
      };
      const double mx = over_window([](double a, double) { return a; });
      const double my = over_window([](double, double b) { return b; });
      const double vx = over_window([&](double a, double) { return (a - mx) * (a - mx); });
      const double vy = over_window([&](double, double b) { return (b - my) * (b - my); });
      const double vxy = over_window([&](double a, double b) { return (a - mx) * (b - my); });
      sum += (2 * mx * my + 6.5025) * (2 * vxy + 58.5225) / ((mx * mx + my * my + 6.5025) * (vx + vy + 58.5225));
    }
  }
  return sum / static_cast<double>((x.width - 10) * (x.height - 10));
}

}  // namespace

TEST_CASE("ssim: equals scikit-image") {
  std::FILE* file = std::fopen(ZEROPOINT_TEST_DATA "/ssim/ssim.txt", "r");
  REQUIRE(file != nullptr);
  char line[512];
  int cases = 0;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    if (line[0] == '#') continue;
    int width = 0, height = 0, seed = 0, noise = 0, step = 0;
    double expected[4];
    REQUIRE(std::sscanf(line, "%d %d %d %d %d %lf %lf %lf %lf", &width, &height, &seed, &noise, &step, &expected[0],
                        &expected[1], &expected[2], &expected[3]) == 9);
    Random random(static_cast<std::uint64_t>(seed));
    std::vector<std::uint8_t> x, y;
    for (int row = 0; row < height; ++row) {
      for (int column = 0; column < width; ++column) {
        for (int c = 0; c < 3; ++c) {
          const auto jitter = static_cast<int>(random.next() % static_cast<std::uint64_t>(noise));
          const int v = std::min(255, (3 * column + (c + 2) * row) % 256 + jitter);
          x.push_back(static_cast<std::uint8_t>(v));
          y.push_back(static_cast<std::uint8_t>(v / step * step));
        }
        x.push_back(0);
        y.push_back(255);
      }
    }
    for (const Kernels* kernels : available_kernels()) {
      CAPTURE(line);
      const auto means = ssim_of(make_image(width, height, x), make_image(width, height, y), *kernels);
      for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(means[c] - expected[c]) < 1e-12);
      CHECK(std::abs((means[0] + means[1] + means[2]) / 3 - expected[3]) < 1e-12);
    }
    ++cases;
  }
  std::fclose(file);
  CHECK(cases == 7);
}

TEST_CASE("ssim: equals the definition, in any steps, with all kernels alike to the last bit") {
  Random random(11);
  for (int round = 0; round < 30; ++round) {
    const RgbaImage x = random_image(random, random.integer(11, 40), random.integer(11, 30));
    ImageSpec spec = random_spec(random, false);
    std::vector<std::uint8_t> shown = quantize_naively(x, spec).shown;
    const RgbaImage y = make_image(x.width, x.height, shown);
    const auto reference = ssim_of(x, y, scalar::kernels());
    for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(reference[c] - ssim_from_definition(x, y, c)) < 1e-12);
    for (const Kernels* kernels : available_kernels()) {
      CHECK(ssim_of(x, y, *kernels) == reference);
      CHECK(ssim_of(x, y, *kernels, random.integer(1, 20)) == reference);
    }
  }
}

TEST_CASE("ssim: what is remembered of the original does not show") {
  Random random(12);
  const RgbaImage image = random_image(random, 47, 31);
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer reused = quantizer_of(image, *kernels);
    for (int round = 0; round < 8; ++round) {
      ImageSpec spec = random_spec(random, false);
      spec.want_ssim = true;
      if (round % 3 == 2) {  // dropped halfway
        REQUIRE(reused.start(spec).ok());
        for (int i = 0; i < 90; ++i) REQUIRE(reused.advance(1).ok());
      }
      const ImageMetrics metrics = run(reused, spec, 3).metrics;
      ImageQuantizer fresh = quantizer_of(image, *kernels);
      const ImageMetrics expected = run(fresh, spec).metrics;
      for (std::size_t c = 0; c < 3; ++c) CHECK(metrics.channels[c].ssim == expected.channels[c].ssim);
      CHECK(metrics.all.ssim == expected.all.ssim);
      REQUIRE(metrics.all.ssim.has_value());
    }
  }
}

TEST_CASE("ssim: 1 for equal images, absent below 11 pixels and when not asked for") {
  Random random(13);
  ImageSpec spec;
  spec.range = Range{0, 1};
  spec.want_ssim = true;
  ImageQuantizer large = quantizer_of(random_image(random, 11, 20), scalar::kernels());
  CHECK(run(large, spec).metrics.all.ssim == 1.0);
  spec.want_ssim = false;
  CHECK(!run(large, spec).metrics.all.ssim.has_value());
  spec.want_ssim = true;
  ImageQuantizer narrow = quantizer_of(random_image(random, 10, 20), scalar::kernels());
  CHECK(!run(narrow, spec).metrics.all.ssim.has_value());
  CHECK(!run(narrow, spec).metrics.channels[0].ssim.has_value());
}

// Stochastic rounding and error diffusion.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "image/byte_tables.h"
#include "image_reference.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

std::vector<std::uint8_t> reds(const RgbaImage& image) {
  std::vector<std::uint8_t> out;
  for (std::size_t i = 0; i < image.pixels.size(); i += 4) out.push_back(image.pixels[i]);
  return out;
}

RgbaImage grey(std::int64_t width, std::int64_t height, const std::vector<std::uint8_t>& values) {
  std::vector<std::uint8_t> rgba;
  for (std::uint8_t v : values) rgba.insert(rgba.end(), {v, v, v, 255});
  return make_image(width, height, rgba);
}

ImageSpec one_bit(Rounding rounding) {
  ImageSpec spec;
  spec.quant.bits = 1;
  spec.range = Range{0, 1};
  spec.rounding = rounding;
  return spec;
}

}  // namespace

TEST_CASE("stochastic: the mean is the value, and the seed decides") {
  const std::vector<std::uint8_t> flat(256 * 256, 77);
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer quantizer = quantizer_of(grey(256, 256, flat), *kernels);
    ImageSpec spec = one_bit(Rounding::stochastic);
    spec.seed = 1;
    const auto first = reds(run(quantizer, spec).image);
    // Standard deviation of the mean: √(0.3·0.7/65536)·255 = 0.46 levels.
    double mean = 0;
    for (std::uint8_t v : first) mean += v;
    CHECK(std::abs(mean / 65536 - 77) < 1.5);
    for (const RgbHistogram& after = quantizer.result()->counts.after; const auto& channel : after) {
      CHECK(std::abs(channel[255] * 255.0 / 65536 - 77) < 1.5);
    }
    CHECK(reds(run(quantizer, spec).image) == first);
    spec.seed = 2;
    const auto second = reds(run(quantizer, spec).image);
    // Independent fields of ones with probability p = 77/255 agree with probability p² + (1 − p)² = 0.578.
    std::int64_t equal = 0;
    for (std::size_t i = 0; i < first.size(); ++i) equal += first[i] == second[i];
    CHECK(std::abs(static_cast<double>(equal) / 65536 - 0.578) < 0.01);
  }
}

TEST_CASE("stochastic: neighbours and channels are independent") {
  ImageQuantizer quantizer = quantizer_of(grey(256, 256, std::vector<std::uint8_t>(65536, 128)), scalar::kernels());
  const RgbaImage& image = run(quantizer, one_bit(Rounding::stochastic)).image;
  const auto agreement = [&](std::size_t distance) {
    std::int64_t equal = 0;
    const std::size_t n = image.pixels.size() - distance;
    for (std::size_t i = 0; i < n; i += 4) equal += image.pixels[i] == image.pixels[i + distance];
    return static_cast<double>(equal) / (static_cast<double>(n) / 4);
  };
  for (const std::size_t distance : {1UL, 2UL, 4UL, 8UL, 1024UL, 1028UL}) {
    CAPTURE(distance);
    CHECK(std::abs(agreement(distance) - 0.5) < 0.01);
  }
}

TEST_CASE("stochastic: thresholds at the ends") {
  const ByteTables bytes(scalar::kernels());
  StochasticTable table;
  const QParams p{0.5F, 0, 0, 2};
  bytes.fill_stochastic(p, {0, 255}, 0, table);
  CHECK(table.threshold[0][0] == 1U << 24);  // an exact code never goes up
  CHECK(table.code[0][0] == 0);
  CHECK(table.code[0][255] == 2);  // fl(fl(1/255)·255) = 1 = 2·S: exact as well
  CHECK(table.threshold[0][255] == 1U << 24);
  const float steps = bytes.reals()[51] / 0.5F;  // 0.4 within rounding
  CHECK(table.threshold[0][51] == static_cast<std::uint32_t>(std::ceil((1 - double{steps}) * 16777216)));
  CHECK(table.code[0][51] == 0);
  CHECK(table.shown_up[0][51] == 127);  // 0.5, a little below 127.5 levels
  bytes.fill_stochastic(QParams{0.25F, 0, 0, 3}, {0, 255}, 0, table);
  CHECK(table.code[0][255] == 3);  // above the range: the largest code, and never up
  CHECK(table.threshold[0][255] == 1U << 24);
}

TEST_CASE("stochastic: the threshold is the smallest number that goes up") {
  const ByteTables bytes(scalar::kernels());
  StochasticTable table;
  Random random(31);
  for (int round = 0; round < 50; ++round) {
    const QParams p{random.real(0.001F, 0.1F), 3, 0, 255};
    bytes.fill_stochastic(p, {0, 255}, 1, table);
    for (std::size_t v = 0; v < 256; ++v) {
      const double steps = double{bytes.reals()[v] / p.scale};
      if (steps >= 252) continue;
      const auto rounded = [&](std::uint32_t random_bits) {
        return static_cast<int>(std::floor(steps + random_bits / 16777216.0)) + 3;  // exact in float64
      };
      const std::uint32_t threshold = table.threshold[1][v];
      CHECK(rounded(threshold - 1) == table.code[1][v]);
      if (threshold < 1U << 24) CHECK(rounded(threshold) == table.code[1][v] + 1);
    }
  }
}

TEST_CASE("floyd-steinberg: three pixels in a row, worked by hand") {
  // 100/255 = 0.392 → 0, error 0.392, 7/16 of it to the right: 0.392 + 0.172 = 0.564 → 1, error −0.436;
  // then 0.392 − 0.191 = 0.201 → 0.
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer quantizer = quantizer_of(grey(3, 1, {100, 100, 100}), *kernels);
    CHECK(reds(run(quantizer, one_bit(Rounding::floyd_steinberg)).image) == std::vector<std::uint8_t>{0, 255, 0});
  }
}

TEST_CASE("floyd-steinberg: two by two, worked by hand") {
  // In levels of 255:
  // 120 → 0, error 120: right 52.5, below 37.5, below right 7.5; below left would leave the image.
  // 50 + 52.5 = 102.5 → 0, error 102.5: below left 19.22, below 32.03.
  // 80 + 37.5 + 19.22 = 136.72 → 255, error −118.28: right −51.75.
  // 140 + 7.5 + 32.03 − 51.75 = 127.78 → 255; without any one of the positive parts it would be 0.
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer quantizer = quantizer_of(grey(2, 2, {120, 50, 80, 140}), *kernels);
    CHECK(reds(run(quantizer, one_bit(Rounding::floyd_steinberg)).image) == std::vector<std::uint8_t>{0, 0, 255, 255});
  }
}

TEST_CASE("floyd-steinberg: keeps the mean of a flat image") {
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer quantizer = quantizer_of(grey(200, 200, std::vector<std::uint8_t>(40000, 77)), *kernels);
    const RgbHistogram after = run(quantizer, one_bit(Rounding::floyd_steinberg)).counts.after;
    CHECK(std::abs(after[1][255] * 255.0 / 40000 - 77) < 1);
  }
}

TEST_CASE("floyd-steinberg: what clipping takes away is not handed on") {
  // White above a range that ends at 0.5, then black: no white may bleed into it.
  std::vector<std::uint8_t> values(16 * 16, 0);
  std::fill_n(values.begin(), 16 * 8, std::uint8_t{255});
  ImageQuantizer quantizer = quantizer_of(grey(16, 16, values), scalar::kernels());
  ImageSpec spec = one_bit(Rounding::floyd_steinberg);
  spec.range = Range{0, 0.5F};
  const auto shown = reds(run(quantizer, spec).image);
  CHECK(std::all_of(shown.begin(), shown.begin() + 16 * 8, [](std::uint8_t v) { return v == 127; }));
  CHECK(std::all_of(shown.begin() + 16 * 8, shown.end(), [](std::uint8_t v) { return v == 0; }));
}

#include "image/image_quantizer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "image_reference.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

template <class Range>
std::vector<std::uint8_t> bytes_of(const Range& range) {
  return {range.begin(), range.end()};
}

void check_equal(const ImageResult& result, const NaiveResult& naive) {
  REQUIRE(result.qparams.size() == naive.qparams.size());
  CHECK(std::equal(result.qparams.begin(), result.qparams.end(), naive.qparams.begin()));
  CHECK(bytes_of(result.image.pixels) == naive.shown);
  CHECK(bytes_of(result.codes) == naive.codes);
  CHECK(static_cast<std::int64_t>(result.metrics.saturated) == naive.saturated);
  const double n = 3 * static_cast<double>(result.image.pixel_count());
  CHECK(result.metrics.all.mse == naive.sum_squared_error / n);
}

}  // namespace

TEST_CASE("image: two bits of four greys, worked by hand") {
  // r = 0, 85/255, 128/255, 1; S = 1/3; codes 0, 1, rne(1.506) = 2, 3; shown 0, 85, 170, 255.
  const RgbaImage image = make_image(2, 2, {0, 0, 0, 7, 85, 85, 85, 0, 128, 128, 128, 255, 255, 255, 255, 9});
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer quantizer = quantizer_of(image, *kernels);
    ImageSpec spec;
    spec.quant.bits = 2;
    spec.want_codes = true;
    const ImageResult& result = run(quantizer, spec);
    CHECK(result.qparams[0] == QParams{1.0F / 3.0F, 0, 0, 3});
    CHECK(bytes_of(result.codes) == std::vector<std::uint8_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
    CHECK(bytes_of(result.image.pixels) ==
          std::vector<std::uint8_t>{0, 0, 0, 7, 85, 85, 85, 0, 170, 170, 170, 255, 255, 255, 255, 9});
    CHECK(result.metrics.all.mse == 42.0 * 42.0 / 4);
    CHECK(result.metrics.all.max_abs_error == 42);
    CHECK(result.metrics.all.psnr == doctest::Approx(10 * std::log10(255 * 255 / 441.0)).epsilon(1e-14));
    const double squares = 85 * 85 + 128 * 128 + 255 * 255;
    CHECK(result.metrics.all.sqnr == doctest::Approx(10 * std::log10(squares / 1764)).epsilon(1e-14));
    CHECK(result.metrics.all.cosine ==
          doctest::Approx((85 * 85 + 128 * 170 + 255 * 255) / std::sqrt(88634.0 * 101150.0)).epsilon(1e-14));
    CHECK(result.metrics.code_entropy == doctest::Approx(2).epsilon(1e-14));
    CHECK(result.metrics.saturated == 0);
    CHECK(result.metrics.bytes.original == 12);
    CHECK(result.metrics.bytes.stored.codes == 3);
    CHECK(result.metrics.bytes.stored.parameters == 5);
    CHECK(result.counts.before[0][128] == 1);
    CHECK(result.counts.after[0][170] == 1);
    CHECK(result.counts.codes[2][2] == 1);
  }
}

TEST_CASE("image: eight bits over 0…1 give every byte back") {
  std::vector<std::uint8_t> rgba;
  for (int v = 0; v < 256; ++v) {
    const auto byte = static_cast<std::uint8_t>(v);
    rgba.insert(rgba.end(), {byte, static_cast<std::uint8_t>(255 - v), byte, byte});
  }
  const RgbaImage image = make_image(16, 16, rgba);
  for (const Kernels* kernels : available_kernels()) {
    for (const Rounding rounding : {Rounding::half_even, Rounding::stochastic, Rounding::floyd_steinberg}) {
      CAPTURE(kernels->name);
      ImageQuantizer quantizer = quantizer_of(image, *kernels);
      ImageSpec spec;
      spec.range = Range{0, 1};
      spec.rounding = rounding;
      const ImageResult& result = run(quantizer, spec);
      CHECK(result.qparams[0] == byte_qparams);
      CHECK(bytes_of(result.image.pixels) == rgba);
      CHECK(result.metrics.all.mse == 0);
      CHECK(result.metrics.all.psnr == std::numeric_limits<double>::infinity());
      CHECK(result.metrics.all.sqnr == std::numeric_limits<double>::infinity());
      CHECK(result.metrics.all.cosine == 1);
      CHECK(result.metrics.code_entropy == doctest::Approx(8));
    }
  }
}

TEST_CASE("image: a narrow range by hand saturates") {
  const RgbaImage image = make_image(3, 1, {0, 0, 0, 0, 100, 127, 128, 0, 255, 255, 1, 0});
  ImageQuantizer quantizer = quantizer_of(image, scalar::kernels());
  ImageSpec spec;
  spec.range = Range{0, 0.5F};
  spec.quant.bits = 8;
  const ImageResult& result = run(quantizer, spec);
  CHECK(result.metrics.saturated == 3);      // 128 is 256 steps of 0.5/255, 255 is 510
  CHECK(result.counts.saturated[0] == 1);
  CHECK(result.counts.saturated[2] == 1);
  CHECK(result.image.pixels[8] == 127);      // r̂ = 0.5, and fl(1/255) is a little above 1/255: below the tie
}

TEST_CASE("image: a black image has S = 1 and cosine 1") {
  ImageQuantizer quantizer = quantizer_of(make_image(1, 1, {0, 0, 0, 0}), scalar::kernels());
  const ImageResult& result = run(quantizer, ImageSpec{});
  CHECK(result.qparams[0] == QParams{1, 0, 0, 255});
  CHECK(result.metrics.all.cosine == 1);
  CHECK(result.metrics.code_entropy == 0);
}

TEST_CASE("image: equals the definitions, pixel by pixel") {
  Random random(2024);
  for (int round = 0; round < 150; ++round) {
    const RgbaImage image = random_image(random, random.integer(1, 70), random.integer(1, 40));
    const ImageSpec spec = random_spec(random, round % 5 == 0);
    const NaiveResult naive = quantize_naively(image, spec);
    for (const Kernels* kernels : available_kernels()) {
      CAPTURE(kernels->name);
      CAPTURE(round);
      ImageQuantizer quantizer = quantizer_of(image, *kernels);
      check_equal(run(quantizer, spec), naive);
    }
  }
}

TEST_CASE("image: counts follow from the pixels") {
  Random random(7);
  for (int round = 0; round < 40; ++round) {
    const RgbaImage image = random_image(random, random.integer(1, 50), random.integer(1, 50));
    const ImageSpec spec = random_spec(random, false);
    for (const Kernels* kernels : available_kernels()) {
      ImageQuantizer quantizer = quantizer_of(image, *kernels);
      const ImageResult& result = run(quantizer, spec);
      RgbHistogram before{}, after{}, codes{};
      RgbErrorSums errors;
      for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        const std::size_t c = i % 4;
        if (c == 3) continue;
        ++before[c][image.pixels[i]];
        ++after[c][result.image.pixels[i]];
        ++codes[c][static_cast<std::uint8_t>(result.codes[i / 4 * 3 + c] - result.qparams[0].qmin)];
        const int error = std::abs(image.pixels[i] - result.image.pixels[i]);
        errors.squared[c] += static_cast<std::uint64_t>(error * error);
        errors.max_abs[c] = std::max(errors.max_abs[c], error);
      }
      CHECK(before == result.counts.before);
      CHECK(after == result.counts.after);
      CHECK(codes == result.counts.codes);
      CHECK(errors.squared == result.counts.errors.squared);
      CHECK(errors.max_abs == result.counts.errors.max_abs);
    }
  }
}

TEST_CASE("image: neither the steps nor earlier runs show") {
  Random random(99);
  const RgbaImage image = random_image(random, 61, 37);
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer reused = quantizer_of(image, *kernels);
    for (int round = 0; round < 60; ++round) {
      ImageSpec spec = random_spec(random, round % 10 == 0);
      spec.want_codes = random.integer(0, 1) != 0;
      if (random.integer(0, 1) != 0) spec.error_map = ErrorMapSpec{};
      if (random.integer(0, 3) == 0) {  // a run that is dropped
        REQUIRE(reused.start(random_spec(random, false)).ok());
        REQUIRE(reused.advance(random.integer(1, 50)).ok());
      }
      const ImageResult& stepwise = run(reused, spec, random.integer(1, 9));
      ImageQuantizer fresh = quantizer_of(image, *kernels);
      const ImageResult& at_once = run(fresh, spec);
      CHECK(bytes_of(stepwise.image.pixels) == bytes_of(at_once.image.pixels));
      CHECK(bytes_of(stepwise.codes) == bytes_of(at_once.codes));
      CHECK(bytes_of(stepwise.error_map.pixels) == bytes_of(at_once.error_map.pixels));
      CHECK(std::equal(stepwise.qparams.begin(), stepwise.qparams.end(), at_once.qparams.begin()));
      CHECK(stepwise.counts.codes == at_once.counts.codes);
      CHECK(stepwise.metrics.all.mse == at_once.metrics.all.mse);
      CHECK(stepwise.metrics.all.cosine == at_once.metrics.all.cosine);
    }
  }
}

TEST_CASE("image: a dropped run leaves nothing behind") {
  std::vector<std::uint8_t> ramp;  // every tile has another range
  for (int i = 0; i < 50 * 40 * 4; ++i) ramp.push_back(static_cast<std::uint8_t>(i / 4 % 50 + 5 * (i / 200) + i % 4));
  const RgbaImage image = make_image(50, 40, ramp);
  ImageSpec tiles;
  tiles.quant.bits = 3;
  tiles.granularity = ImageGranularity::tile_channel;
  const auto expected = [&](const ImageSpec& spec) { return quantize_naively(image, spec).shown; };

  ImageQuantizer quantizer = quantizer_of(image, scalar::kernels());
  REQUIRE(quantizer.start(ImageSpec{}).ok());
  REQUIRE(quantizer.advance(7).ok());  // part of the histogram
  CHECK(bytes_of(run(quantizer, tiles).image.pixels) == expected(tiles));
  CHECK(quantizer.result()->metrics.bytes.original == 3 * 50 * 40);
  std::uint64_t counted = 0;
  for (const std::uint32_t count : quantizer.result()->counts.before[0]) counted += count;
  CHECK(counted == 50 * 40);

  ImageSpec taller = tiles;  // tiles of another height, then of another width, dropped while their ranges are taken
  taller.tile_height = 21;
  CHECK(bytes_of(run(quantizer, taller).image.pixels) == expected(taller));
  ImageSpec wider = taller;
  wider.tile_width = 19;
  for (int steps = 0; steps < 2; ++steps) {
    REQUIRE(quantizer.start(wider).ok());
    for (int i = 0; i < steps; ++i) REQUIRE(quantizer.advance(1).ok());
    CHECK(bytes_of(run(quantizer, wider).image.pixels) == expected(wider));
    wider.tile_width = 13;
  }
  CHECK(bytes_of(run(quantizer, tiles).image.pixels) == expected(tiles));
}

TEST_CASE("image: bytes of codes and parameters") {
  Random random(8);
  ImageQuantizer quantizer = quantizer_of(random_image(random, 3, 1), scalar::kernels());
  ImageSpec spec;
  spec.quant = {3, true, Scheme::symmetric};
  spec.granularity = ImageGranularity::tile_channel;
  spec.tile_width = 2;
  const ImageBytes bytes = run(quantizer, spec).metrics.bytes;
  CHECK(bytes.original == 9);
  CHECK(bytes.stored.codes == 4);                // 27 bits
  CHECK(bytes.stored.parameters == 2 * 3 * 4);  // two tiles, three channels, no zero points
}

TEST_CASE("image: buffers are kept from run to run") {
  Random random(5);
  ImageQuantizer quantizer = quantizer_of(random_image(random, 40, 30), scalar::kernels());
  ImageSpec spec;
  spec.want_codes = true;
  spec.error_map = ErrorMapSpec{};
  const ImageResult& first = run(quantizer, spec);
  const void* image = first.image.pixels.data();
  const void* codes = first.codes.data();
  const void* map = first.error_map.pixels.data();
  spec.quant.bits = 3;
  const ImageResult& second = run(quantizer, spec);
  CHECK(second.image.pixels.data() == image);
  CHECK(second.codes.data() == codes);
  CHECK(second.error_map.pixels.data() == map);
}

TEST_CASE("image: without a run there is nothing to advance") {
  ImageQuantizer quantizer = quantizer_of(make_image(1, 1, {1, 2, 3, 4}), scalar::kernels());
  CHECK(quantizer.result() == nullptr);
  CHECK(quantizer.progress() == 0);
  CHECK(!quantizer.advance(1).ok());
  REQUIRE(quantizer.start(ImageSpec{}).ok());
  quantizer.cancel();
  CHECK(!quantizer.advance(1).ok());
  run(quantizer, ImageSpec{});
  CHECK(quantizer.advance(1).value());  // finished stays finished
  ImageSpec bad;
  bad.quant.bits = 9;
  CHECK(!quantizer.start(bad).ok());
  CHECK(quantizer.result() == nullptr);
}

// A second implementation of image quantization for the tests: pixel by pixel from the definitions, without
// tables, kernels or histograms.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <vector>

#include "image/image_quantizer.h"
#include "random.h"

namespace zeropoint::test {

inline RgbaImage make_image(std::int64_t width, std::int64_t height, const std::vector<std::uint8_t>& rgba) {
  auto image = RgbaImage::copy_of(width, height, rgba);
  REQUIRE(image.ok());
  return std::move(image).value();
}

// Smooth in places, so that tiles differ in range, and noisy.
inline RgbaImage random_image(Random& random, std::int64_t width, std::int64_t height) {
  std::vector<std::uint8_t> rgba;
  const std::int64_t noise = random.integer(0, 3) == 0 ? 255 : random.integer(0, 60);
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t c = 0; c < 4; ++c) {
        const std::int64_t v = 5 * x + 3 * y * (c + 1) % 200 + random.integer(0, noise);
        rgba.push_back(static_cast<std::uint8_t>(std::min<std::int64_t>(v, 255)));
      }
    }
  }
  return make_image(width, height, rgba);
}

struct NaiveResult {
  std::vector<std::uint8_t> shown;  // RGBA
  std::vector<std::uint8_t> codes;  // RGB
  std::vector<QParams> qparams;
  std::int64_t saturated = 0;
  double sum_squared_error = 0;
};

inline NaiveResult quantize_naively(const RgbaImage& image, const ImageSpec& spec) {
  const std::int64_t w = image.width;
  const std::int64_t h = image.height;
  const auto real = [&](std::int64_t y, std::int64_t x, std::int64_t c) {
    const std::uint8_t v = image.pixels[static_cast<std::size_t>(4 * (y * w + x) + c)];
    return (1.0F / 255.0F) * static_cast<float>(v);
  };
  const bool tiled = spec.granularity == ImageGranularity::tile || spec.granularity == ImageGranularity::tile_channel;
  const bool by_channel =
      spec.granularity == ImageGranularity::channel || spec.granularity == ImageGranularity::tile_channel;
  const std::int64_t th = tiled ? spec.tile_height : h;
  const std::int64_t tw = tiled ? spec.tile_width : w;

  NaiveResult result;
  for (std::int64_t y0 = 0; y0 < h; y0 += th) {
    for (std::int64_t x0 = 0; x0 < w; x0 += tw) {
      for (std::int64_t c0 = 0; c0 < 3; c0 += by_channel ? 1 : 3) {
        std::vector<float> values;
        for (std::int64_t y = y0; y < std::min(h, y0 + th); ++y) {
          for (std::int64_t x = x0; x < std::min(w, x0 + tw); ++x) {
            for (std::int64_t c = c0; c < c0 + (by_channel ? 1 : 3); ++c) values.push_back(real(y, x, c));
          }
        }
        Observer observer = Observer::make(spec.observer).value();
        REQUIRE(observer.observe(std::span<const float>(values), "tile").ok());
        const Range range = spec.range ? *spec.range : observer.range(spec.quant).value();
        result.qparams.push_back(choose_qparams(range, spec.quant).value());
      }
    }
  }

  std::vector<float> errors(static_cast<std::size_t>((h + 1) * (w + 2) * 3), 0.0F);  // a column more on both sides
  const auto error_at = [&](std::int64_t y, std::int64_t x, std::int64_t c) -> float& {
    return errors[static_cast<std::size_t>((y * (w + 2) + x + 1) * 3 + c)];
  };
  const std::int64_t tiles_across = (w + tw - 1) / tw;
  result.shown.resize(static_cast<std::size_t>(4 * w * h));
  for (std::int64_t y = 0; y < h; ++y) {
    for (std::int64_t x = 0; x < w; ++x) {
      const std::int64_t pixel = y * w + x;
      for (std::int64_t c = 0; c < 3; ++c) {
        const std::int64_t tile = y / th * tiles_across + x / tw;
        const QParams p = result.qparams[static_cast<std::size_t>(by_channel ? tile * 3 + c : tile)];
        const float r = real(y, x, c);
        const double unclamped = double{std::nearbyint(r / p.scale)} + p.zero_point;
        result.saturated += unclamped < p.qmin || unclamped > p.qmax;

        std::int32_t q = quantize_value(r, p);
        if (spec.rounding == Rounding::stochastic) {
          const std::uint32_t bits = random_u32(random_key(spec.seed), static_cast<std::uint32_t>(4 * pixel + c)) >> 8;
          const double steps = std::floor(double{r / p.scale} + bits / 16777216.0) + p.zero_point;
          q = static_cast<std::int32_t>(std::clamp(steps, double(p.qmin), double(p.qmax)));
        }
        if (spec.rounding == Rounding::floyd_steinberg) {
          const float lo = p.scale * static_cast<float>(p.qmin - p.zero_point);
          const float hi = p.scale * static_cast<float>(p.qmax - p.zero_point);
          const float wanted = std::min(std::max(r, lo), hi) + error_at(y, x, c);
          q = quantize_value(wanted, p);
          const float error = wanted - dequantize_value(q, p);
          error_at(y, x + 1, c) += error * 0.4375F;
          error_at(y + 1, x - 1, c) += error * 0.1875F;
          error_at(y + 1, x, c) += error * 0.3125F;
          error_at(y + 1, x + 1, c) += error * 0.0625F;
        }
        result.codes.push_back(static_cast<std::uint8_t>(q));

        const float back = dequantize_value(q, p) / (1.0F / 255.0F);
        const auto shown = static_cast<std::uint8_t>(std::clamp(std::nearbyint(back), 0.0F, 255.0F));
        const auto at = static_cast<std::size_t>(4 * pixel + c);
        result.shown[at] = shown;
        result.sum_squared_error += std::pow(shown - image.pixels[at], 2);
      }
      const auto alpha = static_cast<std::size_t>(4 * pixel + 3);
      result.shown[alpha] = image.pixels[alpha];
    }
  }
  return result;
}

// A finished run in steps of `rows`.
inline const ImageResult& run(ImageQuantizer& quantizer, const ImageSpec& spec, std::int64_t rows = 1 << 20) {
  const Status started = quantizer.start(spec);
  REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error().message));
  double progress = quantizer.progress();
  CHECK(progress == 0);
  for (;;) {
    const auto finished = quantizer.advance(rows);
    REQUIRE(finished.ok());
    CHECK(quantizer.progress() >= progress);
    progress = quantizer.progress();
    if (finished.value()) break;
    CHECK(quantizer.result() == nullptr);
  }
  CHECK(progress == 1);
  REQUIRE(quantizer.result() != nullptr);
  return *quantizer.result();
}

inline ImageQuantizer quantizer_of(const RgbaImage& image, const Kernels& kernels) {
  auto copy = RgbaImage::copy_of(image.width, image.height, image.pixels.span());
  REQUIRE(copy.ok());
  auto quantizer = ImageQuantizer::make(std::move(copy).value(), kernels);
  REQUIRE(quantizer.ok());
  return std::move(quantizer).value();
}

inline ImageSpec random_spec(Random& random, bool with_slow_observers) {
  ImageSpec spec;
  spec.quant.scheme = random.integer(0, 1) != 0 ? Scheme::affine : Scheme::symmetric;
  spec.quant.bits = static_cast<int>(random.integer(spec.quant.scheme == Scheme::symmetric ? 2 : 1, 8));
  spec.quant.is_signed = random.integer(0, 1) != 0;
  spec.granularity = static_cast<ImageGranularity>(random.integer(0, 3));
  spec.tile_height = random.integer(1, 40);
  spec.tile_width = random.integer(1, 40);
  spec.rounding = static_cast<Rounding>(random.integer(0, 2));
  spec.seed = static_cast<std::uint32_t>(random.next());
  spec.want_codes = true;
  const std::int64_t source = random.integer(0, with_slow_observers ? 5 : 2);
  if (source == 0) {
    spec.range = Range{random.real(-0.5F, 0.5F), 0};
    spec.range->max = spec.range->min + random.real(0, 1);
  } else {
    spec.observer.method = static_cast<RangeMethod>(source - 1);
    spec.observer.percentile = 90;
  }
  return spec;
}

}  // namespace zeropoint::test

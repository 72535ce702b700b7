// Bad input, the error map and its palette.
#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <string>

#include "image_reference.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

void check_error(const Status& status, ErrorCode code, const std::string& part) {
  REQUIRE(!status.ok());
  CHECK(status.error().code == code);
  CAPTURE(status.error().message);
  CHECK(status.error().message.find(part) != std::string::npos);
}

}  // namespace

TEST_CASE("image spec: bad ones are errors that name the value, and leave the quantizer usable") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  using Change = std::function<void(ImageSpec&)>;
  struct Case {
    Change change;
    ErrorCode code;
    const char* part;
  };
  const Case cases[] = {
      {[](ImageSpec& s) { s.quant.bits = 0; }, ErrorCode::invalid_argument, "bits must be 1 to 8 for images, got 0"},
      {[](ImageSpec& s) { s.quant.bits = 9; }, ErrorCode::invalid_argument, "got 9"},
      {[](ImageSpec& s) { s.quant.bits = 16; }, ErrorCode::invalid_argument, "got 16"},
      {[](ImageSpec& s) { s.quant = {1, false, Scheme::symmetric}; }, ErrorCode::invalid_argument, "at least 2 bits"},
      {[](ImageSpec& s) { s.quant = {1, true, Scheme::binary}; }, ErrorCode::invalid_argument, "binary"},
      {[](ImageSpec& s) { s.quant.narrow_range = true; }, ErrorCode::invalid_argument, "narrow"},
      {[](ImageSpec& s) {
         s.granularity = ImageGranularity::tile;
         s.tile_height = 0;
         s.tile_width = 5;
       },
       ErrorCode::invalid_argument, "height 0 and width 5"},
      {[](ImageSpec& s) {
         s.granularity = ImageGranularity::tile_channel;
         s.tile_width = -3;
       },
       ErrorCode::invalid_argument, "width -3"},
      {[](ImageSpec& s) { s.range = Range{nan, 1}; }, ErrorCode::not_finite, "nan"},
      {[](ImageSpec& s) { s.range = Range{0, std::numeric_limits<float>::infinity()}; }, ErrorCode::not_finite, "inf"},
      {[](ImageSpec& s) { s.range = Range{0.75F, 0.25F}; }, ErrorCode::invalid_argument, "min 0.75 is above max 0.25"},
      {[](ImageSpec& s) { s.observer.method = RangeMethod::moving_average, s.observer.averaging_constant = 0; },
       ErrorCode::invalid_argument, "0"},
      {[](ImageSpec& s) { s.observer.method = RangeMethod::percentile, s.observer.percentile = 50; },
       ErrorCode::invalid_argument, "50"},
      {[](ImageSpec& s) { s.error_map = ErrorMapSpec{ErrorChannel::all, 0, {}, {}}; }, ErrorCode::invalid_argument,
       "gain of the error map must be positive and finite, got 0"},
      {[](ImageSpec& s) { s.error_map = ErrorMapSpec{ErrorChannel::all, double{nan}, {}, {}}; },
       ErrorCode::invalid_argument, "nan"},
      {[](ImageSpec& s) { s.error_map = ErrorMapSpec{ErrorChannel::all, 1, {Rgba{}, Rgba{}}, {}}; },
       ErrorCode::invalid_argument, "got 2"},
  };
  ImageQuantizer quantizer = quantizer_of(make_image(1, 1, {1, 2, 3, 4}), scalar::kernels());
  for (const Case& bad : cases) {
    ImageSpec spec;
    bad.change(spec);
    check_error(quantizer.start(spec), bad.code, bad.part);
    CHECK(quantizer.result() == nullptr);
    run(quantizer, ImageSpec{});
  }
}

TEST_CASE("image size: limits") {
  check_error(check_image_size(0, 0), ErrorCode::invalid_argument, "0 x 0");
  check_error(check_image_size(5, 0), ErrorCode::invalid_argument, "5 x 0");
  check_error(check_image_size(-1, 5), ErrorCode::invalid_argument, "-1 x 5");
  check_error(check_image_size(32768, 1), ErrorCode::too_large, "32768 x 1");
  check_error(check_image_size(20000, 20000), ErrorCode::too_large, "20000 x 20000 = 400000000");
  CHECK(check_image_size(8192, 8192).ok());
  CHECK(!check_image_size(8192, 8193).ok());
  CHECK(check_image_size(32767, 2048).ok());
  const std::vector<std::uint8_t> bytes(15);
  CHECK(RgbaImage::copy_of(2, 2, bytes).error().message == "an RGBA image of 2 x 2 has 16 bytes, got 15");
  CHECK(!ImageQuantizer::make(RgbaImage{}, scalar::kernels()).ok());
  CHECK(!ImageQuantizer::make(RgbaImage{2, 2, {}}, scalar::kernels()).ok());
}

TEST_CASE("error map: zero is the neutral colour, the ends are blue and orange") {
  const auto palette = diverging_palette(Rgba{20, 30, 40, 255});
  CHECK(palette[255] == Rgba{20, 30, 40, 255});
  CHECK(palette[0] == Rgba{0, 114, 178, 255});
  CHECK(palette[510] == Rgba{213, 94, 0, 255});
  CHECK(palette[256] == Rgba{21, 30, 40, 255});  // 20 + 193/255 = 20.76, 30 + 64/255, 40 − 40/255 = 39.8
}

TEST_CASE("error map: colours by channel and gain") {
  std::vector<Rgba> ramp(511);  // entry i holds its own number
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    ramp[i] = {static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i & 255), 7, 9};
  }
  const auto entry = [&](ErrorChannel channel, double gain, std::array<int, 3> error) {
    ErrorMapSpec spec{channel, gain, ramp, {}};
    std::vector<std::uint8_t> original(4), shown(4);
    for (std::size_t c = 0; c < 3; ++c) {
      original[c] = static_cast<std::uint8_t>(error[c] < 0 ? 255 : 0);
      shown[c] = static_cast<std::uint8_t>(original[c] + error[c]);
    }
    RgbaImage map;
    REQUIRE(render_error_map(scalar::kernels(), make_image(1, 1, original), make_image(1, 1, shown), spec, map).ok());
    CHECK(map.pixels[2] == 7);
    CHECK(map.pixels[3] == 9);
    return map.pixels[0] * 256 + map.pixels[1] - 255;
  };
  using enum ErrorChannel;
  CHECK(entry(red, 1, {255, 0, 0}) == 255);
  CHECK(entry(red, 1, {-255, 0, 0}) == -255);
  CHECK(entry(red, 1, {13, 99, 99}) == 13);
  CHECK(entry(green, 1, {13, -99, 99}) == -99);
  CHECK(entry(blue, 4, {13, 99, 20}) == 80);
  CHECK(entry(blue, 4, {13, 99, 64}) == 255);      // 256: cut off
  CHECK(entry(blue, 0.5, {0, 0, 5}) == 2);         // 2.5: to even
  CHECK(entry(all, 1, {1, 0, 0}) == 0);            // ⅓
  CHECK(entry(all, 1, {1, 1, 0}) == 1);            // ⅔
  CHECK(entry(all, 3, {1, 0, 0}) == 1);            // the mean is not rounded before the gain
  CHECK(entry(all, 1, {10, -10, -30}) == -10);
  CHECK(entry(all, 1, {-255, -255, -255}) == -255);

  // 256 entries: zero in the middle at 128, the upper end cut off by one.
  ErrorMapSpec spec;
  spec.palette.assign(ramp.begin(), ramp.begin() + 256);
  const ErrorColours colours = error_colours(spec);
  CHECK(colours.colours[ErrorColours::zero][1] == 128);
  CHECK(colours.colours.front()[1] == 0);
  CHECK(colours.colours.back()[1] == 255);
}

TEST_CASE("error map: of a run, and rendered again, are the same; sizes must match") {
  Random random(3);
  const RgbaImage image = random_image(random, 33, 9);
  for (const Kernels* kernels : available_kernels()) {
    ImageQuantizer quantizer = quantizer_of(image, *kernels);
    ImageSpec spec = random_spec(random, false);
    spec.error_map = ErrorMapSpec{ErrorChannel::green, 8, {}, Rgba{1, 2, 3, 255}};
    const ImageResult& result = run(quantizer, spec);
    RgbaImage map;
    REQUIRE(render_error_map(*kernels, image, result.image, *spec.error_map, map).ok());
    const auto& expected = result.error_map.pixels;
    CHECK(std::equal(map.pixels.begin(), map.pixels.end(), expected.begin(), expected.end()));
    const void* before = map.pixels.data();
    REQUIRE(render_error_map(*kernels, image, result.image, *spec.error_map, map).ok());
    CHECK(map.pixels.data() == before);
    CHECK(!render_error_map(*kernels, image, make_image(1, 1, {1, 2, 3, 4}), *spec.error_map, map).ok());
  }
}

// Equations (1) to (5) on numbers worked by hand; tests/data/golden holds thousands from other sources.
#include "quant/qparams.h"

#include <doctest/doctest.h>

#include <cfloat>
#include <limits>

using namespace zeropoint;

namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

QParams chosen(float min, float max, QuantSpec spec = {}) {
  auto result = choose_qparams({min, max}, spec);
  REQUIRE(result.ok());
  return result.value();
}
}  // namespace

TEST_CASE("affine: S from (3), Z from (4)") {
  // S = 2/255, Z = rne(255 − 1/S) = rne(127.5) computed with fl(2/255) = 0.00784313772…: 1/S = 127.49999…
  CHECK(chosen(-1, 1) == QParams{2.0F / 255, 128, 0, 255});
  // S = 3/255, Z = rne(255 − 2/S) = 255 − 170 = 85.
  CHECK(chosen(-1, 2) == QParams{3.0F / 255, 85, 0, 255});
  CHECK(chosen(-1, 2, {.is_signed = true}) == QParams{3.0F / 255, -43, -128, 127});
  CHECK(chosen(0, 15, {.bits = 4}) == QParams{1, 0, 0, 15});
  CHECK(chosen(0, 1, {.bits = 1}) == QParams{1, 0, 0, 1});
  CHECK(chosen(-1, 0, {.bits = 1}) == QParams{1, 1, 0, 1});
  CHECK(chosen(0, 65535, {.bits = 16}) == QParams{1, 0, 0, 65535});
}

TEST_CASE("a range is widened to contain 0") {
  CHECK(chosen(2, 5) == chosen(0, 5));
  CHECK(chosen(-5, -2) == chosen(-5, 0));
}

TEST_CASE("symmetric: Z in the middle, S from the larger end") {
  const QuantSpec weights{.is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true};
  CHECK(chosen(-127, 3, weights) == QParams{1, 0, -127, 127});
  CHECK(chosen(-3, 254, weights) == QParams{2, 0, -127, 127});
  CHECK(chosen(-127, 3, {.is_signed = true, .scheme = Scheme::symmetric}) == QParams{1, 0, -128, 127});
  CHECK(chosen(-127, 3, {.scheme = Scheme::symmetric}) == QParams{1, 128, 0, 255});
  CHECK(chosen(-1, 1, {.bits = 2, .is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true}) ==
        QParams{1, 0, -1, 1});
}

TEST_CASE("constant zero keeps S = 1 and a zero point inside the codes") {
  CHECK(chosen(0, 0) == QParams{1, 0, 0, 255});
  CHECK(chosen(0, 0, {.is_signed = true}) == QParams{1, 0, -128, 127});
  CHECK(chosen(0, 0, {.scheme = Scheme::symmetric}) == QParams{1, 128, 0, 255});
}

TEST_CASE("the scale stays a normal float") {
  CHECK(chosen(0, std::numeric_limits<float>::denorm_min()).scale == FLT_MIN);
  CHECK(chosen(-FLT_MAX, FLT_MAX, {.bits = 1}).scale == FLT_MAX);
  CHECK(chosen(-FLT_MAX, FLT_MAX).scale == static_cast<float>(2.0 * FLT_MAX / 255));
}

TEST_CASE("what cannot be chosen is refused with the value in the message") {
  const auto message = [](Range range, QuantSpec spec) {
    const auto result = choose_qparams(range, spec);
    REQUIRE_FALSE(result.ok());
    return result.error().message;
  };
  CHECK(message({0, 1}, {.bits = 0}) == "bits must be 1 to 8 or 16, got 0");
  CHECK(message({0, 1}, {.bits = 17}) == "bits must be 1 to 8 or 16, got 17");
  CHECK(message({0, 1}, {.bits = 9}) == "bits must be 1 to 8 or 16, got 9");
  CHECK(message({2, 1}, {}) == "the range is upside down: min 2 is above max 1");
  CHECK(message({not_a_number, 1}, {}) == "the range must be finite, got [nan, 1]");
  CHECK(message({0, infinity}, {}) == "the range must be finite, got [0, inf]");
  CHECK(message({0, 1}, {.bits = 1, .is_signed = true, .scheme = Scheme::symmetric}).starts_with("symmetric"));
  CHECK(message({0, 1}, {.narrow_range = true}).starts_with("the narrow range"));
  CHECK(message({0, 1}, {.bits = 1, .scheme = Scheme::binary}).starts_with("the binary scheme"));
  CHECK(message({0, 1}, {.bits = 1, .is_signed = true, .scheme = Scheme::binary}).starts_with("the scale of the binary"));
}

TEST_CASE("quantize rounds half to even before the zero point is added") {
  const QParams odd{1, 3, 0, 255};
  CHECK(quantize_value(0.5F, odd) == 3);   // rne(0.5) + 3; rne(0.5 + 3) would be 4
  CHECK(quantize_value(1.5F, odd) == 5);
  CHECK(quantize_value(2.5F, odd) == 5);
  CHECK(quantize_value(-0.5F, odd) == 3);
  CHECK(quantize_value(-1.5F, odd) == 1);
}

TEST_CASE("quantize saturates, infinity included, and sends NaN to qmin") {
  const QParams p{0.5F, 100, 0, 255};
  CHECK(quantize_value(1e30F, p) == 255);
  CHECK(quantize_value(infinity, p) == 255);
  CHECK(quantize_value(-infinity, p) == 0);
  CHECK(quantize_value(not_a_number, p) == 0);
  CHECK(quantize_value(FLT_MAX, {FLT_MIN, 0, -32768, 32767}) == 32767);
}

TEST_CASE("an 8-bit image is r = q/255: dequantize and quantize give every byte back") {
  const QParams pixel{1.0F / 255, 0, 0, 255};
  for (int v = 0; v <= 255; ++v) CHECK(quantize_value(dequantize_value(v, pixel), pixel) == v);
}

TEST_CASE("check_qparams refuses what no chooser would give") {
  CHECK(check_qparams({0.1F, 0, 0, 255}).ok());
  CHECK_FALSE(check_qparams({0, 0, 0, 255}).ok());
  CHECK_FALSE(check_qparams({-1, 0, 0, 255}).ok());
  CHECK_FALSE(check_qparams({not_a_number, 0, 0, 255}).ok());
  CHECK_FALSE(check_qparams({infinity, 0, 0, 255}).ok());
  CHECK_FALSE(check_qparams({1, 256, 0, 255}).ok());
  CHECK_FALSE(check_qparams({1, 0, 5, 4}).ok());
  CHECK_FALSE(check_qparams({1, 0, -1, 65535}).ok());
}

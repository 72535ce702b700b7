// The numbers in src/quantization.md, so that the text cannot drift from the code. Each test is named after the
// section it belongs to. Expected values were worked by hand or with exact fractions.
#include <doctest/doctest.h>

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/numeric.h"
#include "kernels/image_rules.h"
#include "quant/distribution.h"
#include "quant/integer_rules.h"
#include "quant/metrics.h"
#include "quant/observer.h"
#include "quant/packing.h"
#include "quant/qparams.h"
#include "quant/quantize_tensor.h"
#include "quant/requantize.h"

using namespace zeropoint;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

QParams chosen(float min, float max, QuantSpec spec = {}) {
  const auto result = choose_qparams({min, max}, spec);
  REQUIRE(result.ok());
  return result.value();
}

Range observed(const ObserverOptions& options, std::initializer_list<std::vector<float>> batches) {
  auto observer = Observer::make(options);
  REQUIRE(observer.ok());
  for (const auto& batch : batches) REQUIRE(observer.value().observe(std::span<const float>(batch), "data").ok());
  const auto range = observer.value().range({});
  REQUIRE(range.ok());
  return range.value();
}

QuantizedTensor quantized(const std::vector<float>& values, const Shape& shape, const TensorSpec& spec) {
  auto tensor = quantize_tensor(values, shape, spec, "values");
  REQUIRE(tensor.ok());
  return std::move(tensor).value();
}

std::vector<int> packed(const std::vector<std::int8_t>& codes, int bits) {
  const auto bytes = pack(std::span<const std::int8_t>(codes), bits);
  REQUIRE(bytes.ok());
  return {bytes.value().begin(), bytes.value().end()};
}

}  // namespace

TEST_CASE("quantization.md 2: codes 0 to 255 for [-1, 2]") {
  const QParams p = chosen(-1, 2);
  CHECK(p == QParams{0.0117647061F, 85, 0, 255});
  CHECK(quantize_value(0.33F, p) == 113);
  CHECK(dequantize_value(113, p) == 0.329411775F);
  CHECK(quantize_value(0, p) == 85);
  CHECK(dequantize_value(85, p) == 0);
  CHECK(quantize_value(2.5F, p) == 255);
  CHECK(dequantize_value(255, p) == 2);
}

TEST_CASE("quantization.md 2.1: round, then add Z") {
  const QParams p{1, 3, 0, 255};
  CHECK(quantize_value(0.5F, p) == 3);
  CHECK(quantize_value(1.5F, p) == 5);
  CHECK(quantize_value(2.5F, p) == 5);
  CHECK(round_half_even(0.5 + 3) == 4);
  CHECK(round_half_even(1.5 + 3) == 4);
  CHECK(round_half_even(2.5 + 3) == 6);
}

TEST_CASE("quantization.md 2.2: divide by S, in float32") {
  // onnxruntime-web gives 165 and 84: tests/data/golden/quantize.txt.
  const QParams tenth{0.1F, 20, 0, 255};
  const float r = std::bit_cast<float>(0x4168CCCCU);
  CHECK(r == 14.5499992F);
  CHECK(r / tenth.scale == 145.499985F);
  CHECK(quantize_value(r, tenth) == 165);
  CHECK(1 / tenth.scale == 10);
  CHECK(r * (1 / tenth.scale) == 145.5F);
  CHECK(round_half_even(r * (1 / tenth.scale)) + 20 == 166);

  const QParams third{1.0F / 3, 82, 0, 255};
  CHECK(0.5F / third.scale == 1.5F);
  CHECK(quantize_value(0.5F, third) == 84);
  const double exact = 0.5 / double{third.scale};
  CHECK(exact < 1.49999996);
  CHECK(round_half_even(exact) + 82 == 83);
}

TEST_CASE("quantization.md 2.3: saturation, and the bound on the error") {
  const QParams p = chosen(-1, 2);
  CHECK(quantize_value(infinity, p) == 255);
  CHECK(quantize_value(-infinity, p) == 0);
  CHECK(quantize_value(FLT_MAX, p) == 255);
  // S·(1/2 + 2^(8 − 23)) is the bound; 0.33 is 28.05 steps.
  CHECK(std::abs(0.33F - 0.329411775F) < p.scale * (0.5 + 0x1p-15));
}

TEST_CASE("quantization.md 3.1: a range contains 0") {
  CHECK(chosen(2, 5) == QParams{5.0F / 255, 0, 0, 255});
  CHECK(chosen(-5, -2) == QParams{5.0F / 255, 255, 0, 255});
  CHECK(chosen(5, 5) == QParams{5.0F / 255, 0, 0, 255});
  CHECK(dequantize_value(quantize_value(5, chosen(5, 5)), chosen(5, 5)) == 5);
}

TEST_CASE("quantization.md 3.2: Z follows from the S that is stored") {
  const QParams p = chosen(-0.2F, 1);
  CHECK(p.scale == 0.00470588217F);
  CHECK(p.zero_point == 42);
  const double unrounded = (1.0 - double{-0.2F}) / 255;
  CHECK(round_half_even(255 - 1.0 / unrounded) == 43);
}

TEST_CASE("quantization.md 3.3: the limits of S") {
  const QParams small = chosen(0, 0x64p-126F);
  CHECK(small == QParams{0x1p-126F, 155, 0, 255});
  CHECK(quantize_value(0, small) == 155);
  CHECK(dequantize_value(155, small) == 0);
  CHECK(quantize_value(0x64p-126F, small) == 255);
  CHECK(chosen(-FLT_MAX, FLT_MAX, {.bits = 1}).scale == FLT_MAX);

  const QParams large = chosen(-FLT_MAX, FLT_MAX);
  CHECK(large.zero_point == 128);
  CHECK(quantize_value(-FLT_MAX, large) == 0);
  CHECK(dequantize_value(0, large) == -infinity);
  CHECK(std::isfinite(dequantize_value(1, large)));
}

TEST_CASE("quantization.md 3.4: constant zero, one-sided ranges, one bit") {
  CHECK(chosen(0, 0) == QParams{1, 0, 0, 255});
  CHECK(chosen(0, 6) == QParams{6.0F / 255, 0, 0, 255});
  CHECK(chosen(0, 6, {.is_signed = true}) == QParams{6.0F / 255, -128, -128, 127});
  CHECK(chosen(-6, 0) == QParams{6.0F / 255, 255, 0, 255});
  CHECK(chosen(0, 1, {.bits = 1}) == QParams{1, 0, 0, 1});
  const QParams one_bit = chosen(-1, 1, {.bits = 1});
  CHECK(one_bit == QParams{2, 0, 0, 1});
  CHECK(quantize_value(-1, one_bit) == 0);
  CHECK(quantize_value(1, one_bit) == 0);
}

TEST_CASE("quantization.md 4: symmetric") {
  const QuantSpec weights{.is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true};
  CHECK(chosen(-2, 0.5F, weights) == QParams{2.0F / 127, 0, -127, 127});
  CHECK(chosen(-2, 0.5F, {.is_signed = true, .scheme = Scheme::symmetric}) == QParams{2.0F / 127, 0, -128, 127});
  CHECK(chosen(-2, 0.5F, {.scheme = Scheme::symmetric}) == QParams{2.0F / 127, 128, 0, 255});
  CHECK(chosen(-2, 0.5F, {.bits = 2, .is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true}) ==
        QParams{2, 0, -1, 1});
  CHECK_FALSE(choose_qparams({-1, 1}, {.bits = 1, .is_signed = true, .scheme = Scheme::symmetric}).ok());
}

TEST_CASE("quantization.md 5: binary") {
  const TensorSpec spec{{.bits = 1, .is_signed = true, .scheme = Scheme::binary}, {}, {}};
  const QuantizedTensor tensor = quantized({0.5F, -1.5F, 0, -3}, {4}, spec);
  CHECK(tensor.qparams[0].scale == 1.25F);
  const auto restored = dequantize_tensor(tensor);
  REQUIRE(restored.ok());
  CHECK(std::vector<float>(restored.value().begin(), restored.value().end()) ==
        std::vector<float>{1.25F, -1.25F, 1.25F, -1.25F});
}

TEST_CASE("quantization.md 6: granularity of weights [64, 32, 3, 3]") {
  const Shape weights{64, 32, 3, 3};
  const auto tiles = [&](const Granularity& granularity) {
    const auto tiling = make_tiling(weights, granularity);
    REQUIRE(tiling.ok());
    return tiling.value().counts;
  };
  using Kind = Granularity::Kind;
  CHECK(tiles({.kind = Kind::tensor}) == Shape{1, 1, 1, 1});
  CHECK(tiles({.kind = Kind::group, .axis = 0, .groups = 4}) == Shape{4, 1, 1, 1});
  CHECK(tiles({.kind = Kind::channel, .axis = 0}) == Shape{64, 1, 1, 1});
  CHECK(tiles({.kind = Kind::block, .axis = 1, .size = 16}) == Shape{64, 2, 3, 3});
  const auto convolution = make_tiling(weights, Shape{1, 16, 3, 3});
  REQUIRE(convolution.ok());
  CHECK(convolution.value().counts == Shape{64, 2, 1, 1});
  CHECK_FALSE(make_tiling(weights, {.kind = Kind::group, .axis = 0, .groups = 5}).ok());
}

TEST_CASE("quantization.md 7: packing and size") {
  CHECK(packed({1, 2, 3}, 4) == std::vector<int>{0x21, 0x03});
  CHECK(packed({-1, 7}, 4) == std::vector<int>{0x7F});
  CHECK(packed({1, 2, -1}, 3) == std::vector<int>{0xD1, 0x01});

  const std::vector<float> values(64 * 64 * 3 * 3, 1.0F);
  TensorSpec spec{{.bits = 4, .is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true},
                  {.kind = Granularity::Kind::channel, .axis = 0}, {}};
  CHECK(storage_bytes(values.size(), 64, spec.quant).total() == 18432 + 256);
  spec.quant = {.bits = 4};
  CHECK(storage_bytes(values.size(), 64, spec.quant).total() == 18432 + 256 + 32);
}

TEST_CASE("quantization.md 8: observers") {
  CHECK(observed({.method = RangeMethod::minmax}, {{-1, 3}, {2, 7}}) == Range{-1, 7});
  CHECK(observed({.method = RangeMethod::moving_average}, {{0, 8}, {0, 16}, {}}) == Range{0, 8.08F});
  std::vector<float> integers;
  for (int i = 0; i <= 100; ++i) integers.push_back(static_cast<float>(i));
  CHECK(observed({.method = RangeMethod::percentile, .percentile = 99}, {integers}) == Range{1, 99});
  CHECK(observed({.method = RangeMethod::percentile, .percentile = 75.5}, {integers}) == Range{24.5F, 75.5F});
}

TEST_CASE("quantization.md 8.1: bins are anchored at 0") {
  const auto exponent = [](float value) {
    Distribution values;
    REQUIRE(values.add(std::span<const float>(&value, 1)).ok());
    const auto bins = values.bins(Distribution::log2_bins_per_side);
    REQUIRE(bins.ok());
    return bins.value().exponent;
  };
  CHECK(exponent(5) == -9);
  CHECK(exponent(-8) == -8);
  for (int x = -5; x <= 5; ++x) {
    CHECK((x >> 1) == static_cast<int>(std::floor(x / 2.0)));
    CHECK(((x >> 1) >> 2) == static_cast<int>(std::floor(x / 8.0)));
  }
}

TEST_CASE("quantization.md 8.2: the ranges that are tried") {
  std::vector<float> values = {4};
  for (int i = 0; i < 400; ++i) values.push_back(static_cast<float>(i % 4));
  auto observer = Observer::make({.method = RangeMethod::mse});
  REQUIRE(observer.ok());
  REQUIRE(observer.value().observe(std::span<const float>(values), "data").ok());
  const auto best = observer.value().range({.bits = 2});
  REQUIRE(best.ok());
  CHECK(best.value() == Range{0, 3.00583649F});
  CHECK(best.value().max == static_cast<float>(3.0 * 257 / 256 * 511 / 512));
  const auto error = [&](Range range) {
    const QParams p = chosen(range.min, range.max, {.bits = 2});
    double sum = 0;
    for (const float r : values) sum += std::pow(double{r} - dequantize_value(quantize_value(r, p), p), 2);
    return sum;
  };
  CHECK(error({0, 4}) == doctest::Approx(66.7).epsilon(1e-3));
  CHECK(error({0, 3}) == 1);
  CHECK(error(best.value()) == doctest::Approx(0.993660025).epsilon(1e-9));
}

TEST_CASE("quantization.md 9: metrics") {
  const auto c = compare(std::vector<float>{3, 4}, std::vector<float>{3, 5});
  REQUIRE(c.ok());
  CHECK(c.value().max_abs_error == 1);
  CHECK(c.value().mse == 0.5);
  CHECK(c.value().sqnr_db == doctest::Approx(13.979400086720377).epsilon(1e-14));           // 10·log10(25)
  CHECK(c.value().cosine_similarity == doctest::Approx(0.99469179382655126).epsilon(1e-13));  // 29/(5·√34)
  CHECK(entropy_bits(std::vector<std::uint64_t>{2, 1, 1, 0}) == 1.5);
}

TEST_CASE("quantization.md 10: bytes are quantized already") {
  CHECK(chosen(0, 1) == byte_qparams);
  for (int v = 0; v < 256; ++v) CHECK(quantize_value(dequantize_value(v, byte_qparams), byte_qparams) == v);
  const QParams two_bits = chosen(0, 1, {.bits = 2});
  std::vector<int> shown;
  for (int q = 0; q < 4; ++q) shown.push_back(quantize_value(dequantize_value(q, two_bits), byte_qparams));
  CHECK(shown == std::vector<int>{0, 85, 170, 255});
  CHECK(chosen(0, 1, {.scheme = Scheme::symmetric}) == QParams{1.0F / 127, 128, 0, 255});
}

TEST_CASE("quantization.md 10.1: random bits by counter") {
  const std::uint32_t key = random_key(0);
  CHECK((random_u32(key, 0) >> 8) == 11431808);
  CHECK((random_u32(key, 1) >> 8) == 14917081);
  CHECK((random_u32(key, 2) >> 8) == 7284686);
  CHECK((random_u32(key, 4) >> 8) == 8431724);
  CHECK((random_u32(random_key(1), 0) >> 8) == 2295367);
}

TEST_CASE("quantization.md 10.2: a grey row diffused at one bit") {
  const QParams one_bit = chosen(0, 1, {.bits = 1});
  const float r = dequantize_value(128, byte_qparams);
  std::vector<int> codes;
  std::vector<float> errors;
  float handed_on = 0;
  for (int i = 0; i < 4; ++i) {
    const DiffusedValue value = diffuse_value(r, handed_on, one_bit);
    codes.push_back(value.code);
    errors.push_back(value.error);
    handed_on = value.error * floyd_steinberg::right;
  }
  CHECK(codes == std::vector<int>{1, 0, 1, 0});
  CHECK(errors == std::vector<float>{-0.498039186F, 0.284068674F, -0.373759151F, 0.338441193F});
}

TEST_CASE("quantization.md 11: bias, multiplier, output") {
  CHECK(quantize_bias(1.1875F, 0.5F, 0.25F) == 10);  // 9.5
  CHECK(quantize_bias(1e30F, 0.5F, 0.25F) == std::numeric_limits<std::int32_t>::max());
  const auto m = requantize_multiplier(0.5F, 0.25F, 2);
  REQUIRE(m.ok());
  CHECK(m.value() == 0.0625F);
  CHECK(requantize_value(1000, m.value(), QParams{2, 3, 0, 255}) == 65);  // rne(62.5) + 3
  CHECK(static_cast<float>(16777217) == 16777216.0F);
  CHECK_FALSE(requantize_multiplier(0x1p-100F, 0x1p-100F, 1).ok());
  CHECK_FALSE(requantize_multiplier(0x1p-60F, 0x1p-60F, 0x1p60F).ok());
}

TEST_CASE("quantization.md 11.1: accumulators of 64 channels and nine taps") {
  constexpr std::int64_t p = 576 * 127;
  CHECK(p * 255 == 18653760);
  CHECK(p * 255 < std::int64_t{1} << 25);
  constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
  CHECK(largest / (255 * 127 * 9) == 7367);
  CHECK(largest / (255 * 255 * 9) == 3669);
}

TEST_CASE("quantization.md 11.3: a sum is rounded after Z is added") {
  CHECK(quantized_sum(1, QParams{0.25F, 0, 0, 255}, 0, QParams{0.25F, 0, 0, 255}, QParams{0.5F, 3, 0, 255}) == 4);
  CHECK(quantize_value(0.25F, QParams{0.5F, 3, 0, 255}) == 3);
}

TEST_CASE("quantization.md 13: DynamicQuantizeLinear differs by one in Z") {
  const QParams p = chosen(-8.36000633F, 66.4400482F);
  CHECK(p.scale == 0.29333356F);
  CHECK(p.zero_point == 29);
  const float onnx_scale = (66.4400482F + 8.36000633F) / 255;
  CHECK(onnx_scale == p.scale);
  CHECK(8.36000633F / onnx_scale == 28.5F);
  CHECK(round_half_even(8.36000633F / onnx_scale) == 28);
}

TEST_CASE("quantization.md 14: textbook code, truncated Z") {
  const double s = (0.9 + 0.6) / 15;
  const int z = static_cast<int>(0.6 / s);  // 5.999999999999999
  CHECK(z == 5);
  const QParams right = chosen(-0.6F, 0.9F, {.bits = 4});
  CHECK(right == QParams{0.1F, 6, 0, 15});
  CHECK(dequantize_value(quantize_value(-0.6F, right), right) == -0.6F);
  const QParams wrong{0.1F, z, 0, 15};
  CHECK(dequantize_value(quantize_value(-0.6F, wrong), wrong) == -0.5F);
}

TEST_CASE("quantization.md 14: textbook code, the clamp result thrown away") {
  const float steps = round_half_even(1.2F / byte_qparams.scale);
  CHECK(steps == 306);
  CHECK(static_cast<std::uint8_t>(static_cast<int>(steps)) == 50);
  CHECK(quantize_value(1.2F, byte_qparams) == 255);
}

TEST_CASE("quantization.md 14: textbook code, S = 0 for a constant tensor") {
  const float s = (5.0F - 5.0F) / 255;
  CHECK(s == 0);
  volatile float zero = s;
  CHECK(5.0F / zero == infinity);
  CHECK(std::isnan(0.0F / zero));
}

TEST_CASE("quantization.md 14: textbook code, a range without 0") {
  const float s = (5.0F - 2.0F) / 255;
  const float z = round_half_even(255 - 5.0F / s);
  CHECK(z == -170);
  const QParams wrong{s, 0, 0, 255};  // clamped to a uint8
  CHECK(dequantize_value(quantize_value(5, wrong), wrong) == 3);
  CHECK(dequantize_value(quantize_value(4, wrong), wrong) == 3);
}

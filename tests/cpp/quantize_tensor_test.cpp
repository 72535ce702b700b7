#include "quant/quantize_tensor.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "quant/packing.h"

using namespace zeropoint;
using Kind = Granularity::Kind;

namespace {

template <class Code>
std::vector<int> codes_of(const QuantizedTensor& tensor) {
  const auto* codes = std::get_if<Buffer<Code>>(&tensor.codes);
  REQUIRE(codes != nullptr);
  return {codes->begin(), codes->end()};
}

std::uint64_t stored(const QuantizedTensor& tensor) {
  return storage_bytes(tensor.tiling.shape.element_count(), tensor.qparams.size(), tensor.spec.quant).total();
}

std::string error_of(const std::vector<float>& values, const Shape& shape, const TensorSpec& spec) {
  const auto result = quantize_tensor(values, shape, spec, "weights");
  REQUIRE_FALSE(result.ok());
  return result.error().message;
}

}  // namespace

TEST_CASE("per channel: each row has its own scale") {
  // 4 bits signed symmetric narrow: qmax 7. Row 0 reaches 7, row 1 reaches 0.7.
  const std::vector<float> values = {7, -3.4F, 0.6F, 0.7F, -0.34F, 0.06F};
  const TensorSpec spec{{.bits = 4, .is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true},
                        {.kind = Kind::channel, .axis = 0}, {}};
  const auto tensor = quantize_tensor(values, {2, 3}, spec, "weights");
  REQUIRE(tensor.ok());
  CHECK(tensor.value().qparams.size() == 2);
  CHECK(tensor.value().qparams[0] == QParams{1, 0, -7, 7});
  CHECK(codes_of<std::int8_t>(tensor.value()) == std::vector<int>{7, -3, 1, 7, -3, 1});
  CHECK(stored(tensor.value()) == 3 + 2 * 4);  // six codes of 4 bits, two scales, no zero points
}

TEST_CASE("per tensor the small row is lost, and the zero point is stored") {
  const std::vector<float> values = {0, 150, 75, 0.4F, 0.6F, 4};
  const auto tensor = quantize_tensor(values, {2, 3}, {{.bits = 4}, {}, {}}, "weights");
  REQUIRE(tensor.ok());
  CHECK(tensor.value().qparams[0] == QParams{10, 0, 0, 15});
  CHECK(codes_of<std::uint8_t>(tensor.value()) == std::vector<int>{0, 15, 8, 0, 0, 0});  // 7.5 is a tie: 8
  CHECK(stored(tensor.value()) == 3 + 4 + 1);
  const auto back = dequantize_tensor(tensor.value());
  REQUIRE(back.ok());
  CHECK(std::vector<float>(back.value().begin(), back.value().end()) == std::vector<float>{0, 150, 80, 0, 0, 0});
}

TEST_CASE("blocks along the last axis, the last one shorter") {
  const std::vector<float> values = {15, 30, 150, 300, 1.5F};
  const TensorSpec spec{{.bits = 4}, {.kind = Kind::block, .axis = 1, .size = 2}, {}};
  const auto tensor = quantize_tensor(values, {1, 5}, spec, "weights");
  REQUIRE(tensor.ok());
  CHECK(tensor.value().tiling.counts == Shape{1, 3});
  CHECK(tensor.value().qparams[0].scale == 2);
  CHECK(tensor.value().qparams[1].scale == 20);
  CHECK(tensor.value().qparams[2].scale == 0.1F);
  CHECK(codes_of<std::uint8_t>(tensor.value()) == std::vector<int>{8, 15, 8, 15, 15});  // 7.5 twice
}

TEST_CASE("binary weights: the sign, and the mean of the magnitudes as scale") {
  const std::vector<float> values = {0.5F, -1, 0, -2.5F};
  const TensorSpec spec{{.bits = 1, .is_signed = true, .scheme = Scheme::binary}, {}, {}};
  const auto tensor = quantize_tensor(values, {4}, spec, "weights");
  REQUIRE(tensor.ok());
  CHECK(tensor.value().qparams[0] == QParams{1, 0, -1, 1});
  CHECK(codes_of<std::int8_t>(tensor.value()) == std::vector<int>{1, -1, 1, -1});
  CHECK(stored(tensor.value()) == 1 + 4);
}

TEST_CASE("binary weights that are all zero stay next to nothing") {
  const std::vector<float> values(3, 0.0F);
  const TensorSpec spec{{.bits = 1, .is_signed = true, .scheme = Scheme::binary}, {}, {}};
  const auto tensor = quantize_tensor(values, {3}, spec, "weights");
  REQUIRE(tensor.ok());
  CHECK(tensor.value().qparams[0].scale == 0x1p-126F);
}

TEST_CASE("a range so wide that r̂ exceeds float32 is an error when dequantized") {
  // S = fl(2·FLT_MAX/255), Z = 128: the code 0 is −128·S, beyond −FLT_MAX.
  const float most = std::numeric_limits<float>::max();
  const std::vector<float> values = {0, -most, most};
  const auto tensor = quantize_tensor(values, {3}, {}, "weights");
  REQUIRE(tensor.ok());
  CHECK(dequantize_tensor(tensor.value()).error().message ==
        "the range is too wide: S·(q − Z) at index 1 exceeds float32");
}

TEST_CASE("16 bits take the wide types") {
  const std::vector<float> values = {0, 65535, 1};
  const auto tensor = quantize_tensor(values, {3}, {{.bits = 16}, {}, {}}, "weights");
  REQUIRE(tensor.ok());
  CHECK(codes_of<std::uint16_t>(tensor.value()) == std::vector<int>{0, 65535, 1});
  CHECK(stored(tensor.value()) == 6 + 4 + 2);
}

TEST_CASE("bad input is named") {
  CHECK(error_of({1, 2, 3}, {2, 2}, {}) == "weights has 3 elements, shape [2, 2] has 4");
  CHECK(error_of({}, {0}, {}) == "weights is empty: there is no range to observe");
  CHECK(error_of({1, 2, std::numeric_limits<float>::quiet_NaN()}, {3}, {}) == "weights holds nan at index 2");
  CHECK(error_of({1, -std::numeric_limits<float>::infinity(), 2}, {3}, {}) == "weights holds -inf at index 1");
  CHECK(error_of({1}, {1}, {{.bits = 12}, {}, {}}) == "bits must be 1 to 8 or 16, got 12");
  CHECK(error_of({1}, {1}, {{}, {.kind = Kind::channel, .axis = 3}, {}}) == "axis 3 does not exist in shape [1]");
}

#include "quant/packing.h"

#include <doctest/doctest.h>

#include <vector>

#include "quant/qparams.h"
#include "random.h"

using namespace zeropoint;
using Bytes = std::vector<std::uint8_t>;

namespace {

template <class Code>
Bytes packed(const std::vector<Code>& codes, int bits) {
  const auto bytes = pack(std::span<const Code>(codes), bits);
  REQUIRE(bytes.ok());
  return {bytes.value().begin(), bytes.value().end()};
}

template <class Code>
std::vector<Code> unpacked(const Bytes& bytes, std::size_t n, int bits) {
  const auto codes = unpack<Code>(bytes, n, bits);
  REQUIRE(codes.ok());
  return {codes.value().begin(), codes.value().end()};
}

// All lengths up to several bytes' worth, random codes and both ends.
template <class Code>
void check_round_trips(int bits, bool is_signed) {
  const QParams range = code_range({.bits = bits, .is_signed = is_signed});
  test::Random random(static_cast<std::uint64_t>(bits));
  for (std::size_t n = 0; n <= 67; ++n) {
    CAPTURE(bits);
    CAPTURE(n);
    std::vector<Code> codes(n);
    for (Code& code : codes) code = static_cast<Code>(random.integer(range.qmin, range.qmax));
    if (n > 0) codes.front() = static_cast<Code>(range.qmin);
    if (n > 1) codes.back() = static_cast<Code>(range.qmax);
    const Bytes bytes = packed(codes, bits);
    CHECK(bytes.size() == packed_size_bytes(n, bits));
    CHECK(unpacked<Code>(bytes, n, bits) == codes);
  }
}

}  // namespace

TEST_CASE("packed_size_bytes rounds up to whole bytes") {
  CHECK(packed_size_bytes(0, 3) == 0);
  CHECK(packed_size_bytes(1, 1) == 1);
  CHECK(packed_size_bytes(8, 1) == 1);
  CHECK(packed_size_bytes(9, 1) == 2);
  CHECK(packed_size_bytes(5, 3) == 2);
  CHECK(packed_size_bytes(3, 16) == 6);
  CHECK(packed_size_bytes(std::uint64_t{1} << 62, 4) == std::uint64_t{1} << 61);  // the bits alone would overflow
}

TEST_CASE("4 bits as ONNX lays out int4 and uint4: the first element in the low nibble") {
  // onnx.proto, TensorProto.int32_data: "uint4 and int4 values must be packed to 4bitx2, the first nibble
  // is stored in the 4 LSB and the second nibble is stored in the 4 MSB"; an odd last nibble is padded with 0.
  CHECK(packed<std::int8_t>({1, -2, 7, -8, -1}, 4) == Bytes{0xE1, 0x87, 0x0F});
  CHECK(packed<std::uint8_t>({1, 14, 7}, 4) == Bytes{0xE1, 0x07});
}

TEST_CASE("hand-worked bytes, least significant bit first") {
  CHECK(packed<std::uint8_t>({1, 2, 3, 0, 3}, 2) == Bytes{0b00'11'10'01, 0b11});
  CHECK(packed<std::int8_t>({-2, 1, -1, 0}, 2) == Bytes{0b00'11'01'10});
  // 101 001 then the low two bits of 110; its high bit opens the next byte.
  CHECK(packed<std::uint8_t>({5, 1, 6, 7}, 3) == Bytes{0b10'001'101, 0b111'1});
  CHECK(packed<std::uint8_t>({1, 0, 0, 1, 1, 0, 0, 0, 1}, 1) == Bytes{0b00011001, 1});
  CHECK(packed<std::int8_t>({-1, 0, -1}, 1) == Bytes{0b101});
  CHECK(packed<std::uint8_t>({127, 1}, 7) == Bytes{0xFF, 0x00});
  CHECK(packed<std::int8_t>({-128, 127}, 8) == Bytes{0x80, 0x7F});
  CHECK(packed<std::int16_t>({-2, 0x1234}, 16) == Bytes{0xFE, 0xFF, 0x34, 0x12});
}

TEST_CASE("unpack is the inverse of pack for all bits, both signs and odd lengths") {
  for (int bits = 1; bits <= 8; ++bits) {
    check_round_trips<std::int8_t>(bits, true);
    check_round_trips<std::uint8_t>(bits, false);
    check_round_trips<std::int16_t>(bits, true);
    check_round_trips<std::uint16_t>(bits, false);
  }
  check_round_trips<std::int16_t>(16, true);
  check_round_trips<std::uint16_t>(16, false);
}

TEST_CASE("binary codes take one bit, 1 as 1 and -1 as 0") {
  const std::vector<std::int8_t> codes{1, -1, -1, 1, 1, 1, -1, -1, 1};
  const auto bytes = pack_binary(codes);
  REQUIRE(bytes.ok());
  CHECK(Bytes(bytes.value().begin(), bytes.value().end()) == Bytes{0b00111001, 1});
  const auto back = unpack_binary(bytes.value().span(), codes.size());
  REQUIRE(back.ok());
  CHECK(std::vector<std::int8_t>(back.value().begin(), back.value().end()) == codes);
  CHECK(pack_binary(std::vector<std::int8_t>{1, 0}).error().message == "a binary code is -1 or 1, got 0 at index 1");
  CHECK(unpack_binary(Bytes{1}, 9).error().code == ErrorCode::shape_mismatch);
}

TEST_CASE("packing refuses what does not fit") {
  const std::vector<std::int8_t> codes{3, -8, 8};
  const auto too_large = pack(std::span<const std::int8_t>(codes), 4);
  REQUIRE_FALSE(too_large.ok());
  CHECK(too_large.error().code == ErrorCode::invalid_argument);
  CHECK(too_large.error().message == "code 8 at index 2 does not fit 4 signed bits");
  CHECK_FALSE(pack(std::span<const std::int8_t>(std::vector<std::int8_t>{-9}), 4).ok());
  CHECK_FALSE(pack(std::span<const std::uint8_t>(Bytes{4}), 2).ok());
  for (int bits : {-1, 0, 9, 16, 17}) {
    CHECK_FALSE(pack(std::span<const std::int8_t>(codes), bits).ok());
    CHECK_FALSE(unpack<std::uint8_t>(Bytes{1}, 1, bits).ok());
  }
  CHECK_FALSE(pack(std::span<const std::int16_t>(), 15).ok());
  CHECK(unpack<std::uint8_t>(Bytes{1, 2}, 2, 4).error().message == "2 codes of 4 bits take 1 bytes, got 2");
  CHECK(unpack<std::uint8_t>(Bytes{}, 1, 1).error().code == ErrorCode::shape_mismatch);
}

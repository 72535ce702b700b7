#include "quant/packing.h"

#include <limits>
#include <type_traits>

#include "core/text.h"

namespace zeropoint {

namespace {

template <class Code>
Status check_bits(int bits) {
  constexpr bool wide = sizeof(Code) == 2;
  if ((bits >= 1 && bits <= 8) || (wide && bits == 16)) return Done{};
  return Error{ErrorCode::invalid_argument,
               text("packed codes of this type have 1 to 8 ", wide ? "or 16 " : "", "bits, got ", bits)};
}

Status check_size(std::size_t bytes, std::size_t n, int bits) {
  if (bytes == packed_size_bytes(n, bits)) return Done{};
  return Error{ErrorCode::shape_mismatch, text(n, " codes of ", bits, " bits take ", packed_size_bytes(n, bits),
                                               " bytes, got ", bytes)};
}

Result<Buffer<std::uint8_t>> make_packed(std::size_t n, int bits) {
  // Never more than 2·n bytes, which the codes themselves fit into where they come from memory.
  return Buffer<std::uint8_t>::make(static_cast<std::size_t>(packed_size_bytes(n, bits)));
}

class BitWriter {
 public:
  explicit BitWriter(std::uint8_t* out) : out_(out) {}

  void write(std::uint32_t field, int bits) {
    pending_ |= field << held_;
    held_ += bits;
    for (; held_ >= 8; held_ -= 8) {
      *out_++ = static_cast<std::uint8_t>(pending_);
      pending_ >>= 8;
    }
  }
  void finish() {
    if (held_ > 0) *out_ = static_cast<std::uint8_t>(pending_);
  }

 private:
  std::uint8_t* out_;
  std::uint32_t pending_ = 0;  // fewer than 8 bits between two calls
  int held_ = 0;
};

class BitReader {
 public:
  explicit BitReader(const std::uint8_t* in) : in_(in) {}

  std::uint32_t read(int bits) {
    for (; held_ < bits; held_ += 8) pending_ |= std::uint32_t{*in_++} << held_;
    const std::uint32_t field = pending_ & ((std::uint32_t{1} << bits) - 1);
    pending_ >>= bits;
    held_ -= bits;
    return field;
  }

 private:
  const std::uint8_t* in_;
  std::uint32_t pending_ = 0;
  int held_ = 0;
};

}  // namespace

template <class Code>
Result<Buffer<std::uint8_t>> pack(std::span<const Code> codes, int bits) {
  ZP_CHECK(check_bits<Code>(bits));
  const int values = 1 << bits;
  const int min = std::is_signed_v<Code> ? -values / 2 : 0;
  const int max = min + values - 1;
  ZP_TRY(Buffer<std::uint8_t> bytes, make_packed(codes.size(), bits));
  BitWriter writer(bytes.data());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const int code = codes[i];
    if (code < min || code > max) {
      return Error{ErrorCode::invalid_argument, text("code ", code, " at index ", i, " does not fit ", bits, " ",
                                                     std::is_signed_v<Code> ? "signed" : "unsigned", " bits")};
    }
    writer.write(static_cast<std::uint32_t>(code) & static_cast<std::uint32_t>(values - 1), bits);
  }
  writer.finish();
  return bytes;
}

template <class Code>
Result<Buffer<Code>> unpack(std::span<const std::uint8_t> bytes, std::size_t n, int bits) {
  ZP_CHECK(check_bits<Code>(bits));
  ZP_CHECK(check_size(bytes.size(), n, bits));
  const int values = 1 << bits;
  const int max = std::is_signed_v<Code> ? values / 2 - 1 : values - 1;
  ZP_TRY(Buffer<Code> codes, Buffer<Code>::make(n));
  BitReader reader(bytes.data());
  for (Code& code : codes) {
    const auto field = static_cast<int>(reader.read(bits));
    code = static_cast<Code>(field > max ? field - values : field);
  }
  return codes;
}

template Result<Buffer<std::uint8_t>> pack<std::int8_t>(std::span<const std::int8_t>, int);
template Result<Buffer<std::uint8_t>> pack<std::uint8_t>(std::span<const std::uint8_t>, int);
template Result<Buffer<std::uint8_t>> pack<std::int16_t>(std::span<const std::int16_t>, int);
template Result<Buffer<std::uint8_t>> pack<std::uint16_t>(std::span<const std::uint16_t>, int);
template Result<Buffer<std::int8_t>> unpack<std::int8_t>(std::span<const std::uint8_t>, std::size_t, int);
template Result<Buffer<std::uint8_t>> unpack<std::uint8_t>(std::span<const std::uint8_t>, std::size_t, int);
template Result<Buffer<std::int16_t>> unpack<std::int16_t>(std::span<const std::uint8_t>, std::size_t, int);
template Result<Buffer<std::uint16_t>> unpack<std::uint16_t>(std::span<const std::uint8_t>, std::size_t, int);

Result<Buffer<std::uint8_t>> pack_binary(std::span<const std::int8_t> codes) {
  ZP_TRY(Buffer<std::uint8_t> bytes, make_packed(codes.size(), 1));
  BitWriter writer(bytes.data());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != 1 && codes[i] != -1) {
      return Error{ErrorCode::invalid_argument,
                   text("a binary code is -1 or 1, got ", int{codes[i]}, " at index ", i)};
    }
    writer.write(codes[i] == 1 ? 1 : 0, 1);
  }
  writer.finish();
  return bytes;
}

Result<Buffer<std::int8_t>> unpack_binary(std::span<const std::uint8_t> bytes, std::size_t n) {
  ZP_CHECK(check_size(bytes.size(), n, 1));
  ZP_TRY(Buffer<std::int8_t> codes, Buffer<std::int8_t>::make(n));
  BitReader reader(bytes.data());
  for (std::int8_t& code : codes) code = reader.read(1) == 1 ? std::int8_t{1} : std::int8_t{-1};
  return codes;
}

}  // namespace zeropoint

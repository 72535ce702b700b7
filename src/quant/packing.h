// Packing of codes for storage: `bits` bits per code in one stream, least significant bit first, so that
// code i occupies the bits [i·bits, (i + 1)·bits) and bit k of the stream is bit k mod 8 of byte ⌊k/8⌋.
// Signed codes are two's complement fields; unused bits of the last byte are 0. With 4 and 2 bits this is
// the layout of ONNX's int4, uint4, int2 and uint2 (first element in the low bits), with 8 and 16 bits
// that of little-endian memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/buffer.h"
#include "core/result.h"
#include "quant/qparams.h"

namespace zeropoint {

// The size in bytes of n packed codes, ⌈n·bits/8⌉; bits is 1 to 8 or 16.
constexpr std::uint64_t packed_size_bytes(std::uint64_t n, int bits) {
  const auto width = static_cast<std::uint64_t>(bits);
  return n / 8 * width + (n % 8 * width + 7) / 8;
}

// What quantized values take when stored, in bytes.
struct StorageBytes {
  std::uint64_t codes = 0;
  std::uint64_t parameters = 0;  // 4 for each S; for affine schemes the zero points, packed like the codes

  std::uint64_t total() const { return codes + parameters; }
};
constexpr StorageBytes storage_bytes(std::uint64_t values, std::uint64_t tiles, const QuantSpec& spec) {
  const std::uint64_t zero_points = spec.scheme == Scheme::affine ? packed_size_bytes(tiles, spec.bits) : 0;
  return {packed_size_bytes(values, spec.bits), 4 * tiles + zero_points};
}

// Code is std::int8_t, std::uint8_t (1 to 8 bits), std::int16_t or std::uint16_t (1 to 8 bits or 16).
// Errors: other bits; a code that does not fit into them, naming the index; out of memory.
template <class Code>
Result<Buffer<std::uint8_t>> pack(std::span<const Code> codes, int bits);

// Errors: other bits; a number of bytes other than packed_size_bytes(n, bits); out of memory.
template <class Code>
Result<Buffer<Code>> unpack(std::span<const std::uint8_t> bytes, std::size_t n, int bits);

// Codes of Scheme::binary: 1 is stored as the bit 1, −1 as the bit 0. Errors: other codes, naming the
// index; a wrong number of bytes; out of memory.
Result<Buffer<std::uint8_t>> pack_binary(std::span<const std::int8_t> codes);
Result<Buffer<std::int8_t>> unpack_binary(std::span<const std::uint8_t> bytes, std::size_t n);

}  // namespace zeropoint

#include "model/constant.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>

namespace zeropoint {

static_assert(std::endian::native == std::endian::little, "constants are kept as ONNX's raw_data stores them");

namespace {

template <class T>
T load(std::span<const std::byte> bytes, std::size_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

Constant::Constant(ElementType type, const Shape& shape, Buffer<std::byte> bytes)
    : type_(type), shape_(shape), bytes_(std::make_shared<const Buffer<std::byte>>(std::move(bytes))) {
  assert(bytes_->size() == stored_bytes(type, size()));
}

Constant::Constant(const Constant&) = default;
Constant::Constant(Constant&&) noexcept = default;
Constant& Constant::operator=(const Constant&) = default;
Constant& Constant::operator=(Constant&&) noexcept = default;
Constant::~Constant() = default;

Result<Constant> Constant::from_integers(ElementType type, const Shape& shape, std::span<const std::int64_t> values) {
  ZP_TRY(auto bytes, Buffer<std::byte>::make(stored_bytes(type, values.size()), std::byte{0}));
  for (std::size_t i = 0; i < values.size(); ++i) store_integer(type, bytes.span(), i, values[i]);
  return Constant(type, shape, std::move(bytes));
}

Result<Constant> Constant::from_floats(const Shape& shape, std::span<const float> values) {
  ZP_TRY(auto bytes, Buffer<std::byte>::make(values.size_bytes()));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), values.size_bytes());
  return Constant(ElementType::f32, shape, std::move(bytes));
}

std::int64_t Constant::integer_at(std::size_t i) const { return load_integer(type_, bytes(), i); }
double Constant::real_at(std::size_t i) const { return load_real(type_, bytes(), i); }

bool Constant::operator==(const Constant& other) const {
  return type_ == other.type_ && shape_ == other.shape_ && std::ranges::equal(bytes(), other.bytes());
}

std::int64_t load_integer(ElementType type, std::span<const std::byte> bytes, std::size_t i) {
  switch (type) {
    case ElementType::i8: return load<std::int8_t>(bytes, i);
    case ElementType::i16: return load<std::int16_t>(bytes, i);
    case ElementType::i32: return load<std::int32_t>(bytes, i);
    case ElementType::u8:
    case ElementType::boolean: return load<std::uint8_t>(bytes, i);
    case ElementType::u16: return load<std::uint16_t>(bytes, i);
    case ElementType::u32: return load<std::uint32_t>(bytes, i);
    case ElementType::i4:
    case ElementType::u4: {
      const int nibble = (load<std::uint8_t>(bytes, i / 2) >> (4 * (i % 2))) & 15;
      return type == ElementType::i4 && nibble > 7 ? nibble - 16 : nibble;
    }
    default: return load<std::int64_t>(bytes, i);
  }
}

double load_real(ElementType type, std::span<const std::byte> bytes, std::size_t i) {
  switch (type) {
    case ElementType::f32: return double{load<float>(bytes, i)};
    case ElementType::f64: return load<double>(bytes, i);
    case ElementType::f16: return double{half_to_float(load<std::uint16_t>(bytes, i))};
    case ElementType::u64: return static_cast<double>(load<std::uint64_t>(bytes, i));
    default: return static_cast<double>(load_integer(type, bytes, i));
  }
}

void store_integer(ElementType type, std::span<std::byte> bytes, std::size_t i, std::int64_t value) {
  if (element_bits(type) == 4) {
    const int shift = 4 * static_cast<int>(i % 2);
    const int kept = std::to_integer<int>(bytes[i / 2]) & (0xF0 >> shift);
    bytes[i / 2] = static_cast<std::byte>(kept | (static_cast<int>(value & 15) << shift));
    return;
  }
  // The low bytes of two's complement are the narrower integer.
  const auto width = static_cast<std::size_t>(element_bits(type) / 8);
  std::memcpy(bytes.data() + i * width, &value, width);
}

float half_to_float(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const int fraction = bits & 1023;
  const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 31) {
    const std::uint32_t wide = (static_cast<std::uint32_t>(bits & 0x8000) << 16) | 0x7F800000U | (static_cast<std::uint32_t>(fraction) << 13);
    return std::bit_cast<float>(wide);
  }
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
}

}  // namespace zeropoint

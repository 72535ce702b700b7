#include "runtime/convert.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace zeropoint {

namespace {

template <class T>
void store(std::span<std::byte> bytes, std::size_t i, T value) {
  std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
}

}  // namespace

std::uint16_t float_to_half(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return static_cast<std::uint16_t>(sign | 0x7E00U | (magnitude >> 13 & 0x3FFU));
  if (magnitude >= 0x47800000U) return static_cast<std::uint16_t>(sign | 0x7C00U);  // 65536 and above
  if (magnitude < 0x38800000U) {  // below 2^−14: steps of 2^−24, which adding ½ rounds to
    const float steps = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(steps) - 0x3F000000U));
  }
  const std::uint32_t odd = magnitude >> 13 & 1U;
  return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000U + 0xFFFU + odd) >> 13));
}

void convert_floats(ElementType from_type, std::span<const std::byte> from, ElementType to_type, std::span<std::byte> to) {
  const std::size_t count = from.size() * 8 / static_cast<std::size_t>(element_bits(from_type));
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<float>(load_real(from_type, from, i));
    switch (to_type) {
      case ElementType::f16: store(to, i, float_to_half(x)); break;
      case ElementType::f64: store(to, i, double{x}); break;
      default: store(to, i, x); break;
    }
  }
}

Result<Buffer<std::byte>> arranged(const Constant& constant, const Shape& shape, const MemoryOrder& from, const MemoryOrder& to,
                                   ElementType type, const NetworkKernels& kernels) {
  const std::span<const std::byte> bytes = constant.bytes();
  ZP_TRY(auto moved, Buffer<std::byte>::make(bytes.size()));
  if (element_bits(constant.type()) < 8) {
    std::memcpy(moved.data(), bytes.data(), bytes.size());
    return moved;
  }
  run_copy(reorder(shape, from, to), bytes.size() / std::max<std::size_t>(1, constant.size()), kernels, bytes.data(), moved.data());
  if (constant.type() == type) return moved;
  ZP_TRY(auto converted, Buffer<std::byte>::make(stored_bytes(type, constant.size())));
  convert_floats(constant.type(), moved.span(), type, converted.span());
  return converted;
}

}  // namespace zeropoint

// Constant: a tensor whose values are known when the model is read. Its bytes never change and are
// shared, so that a copy costs no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/buffer.h"
#include "core/shape.h"
#include "model/element_type.h"

namespace zeropoint {

class Constant {
 public:
  // Little-endian elements, row-major; int4 and uint4 two to a byte, the first in the low half.
  // Precondition: bytes.size() == stored_bytes(type, shape.element_count()).
  Constant(ElementType type, const Shape& shape, Buffer<std::byte> bytes);

  // Not written out wherever a constant moves: there are many such places.
  Constant(const Constant&);
  Constant(Constant&&) noexcept;
  Constant& operator=(const Constant&);
  Constant& operator=(Constant&&) noexcept;
  ~Constant();

  static Result<Constant> from_integers(ElementType type, const Shape& shape, std::span<const std::int64_t> values);
  static Result<Constant> from_floats(const Shape& shape, std::span<const float> values);

  ElementType type() const { return type_; }
  const Shape& shape() const { return shape_; }
  std::size_t size() const { return static_cast<std::size_t>(shape_.element_count()); }
  std::span<const std::byte> bytes() const { return bytes_->span(); }

  // Of an integer or bool type; uint64 above int64 wraps.
  std::int64_t integer_at(std::size_t i) const;
  // Of any type; int64 above 2^53 rounds.
  double real_at(std::size_t i) const;

  bool operator==(const Constant& other) const;

 private:
  ElementType type_;
  Shape shape_;
  std::shared_ptr<const Buffer<std::byte>> bytes_;
};

// Element i of a tensor of that type; uint64 above int64 wraps. Of integers and bool only, and of any type as a double.
std::int64_t load_integer(ElementType type, std::span<const std::byte> bytes, std::size_t i);
double load_real(ElementType type, std::span<const std::byte> bytes, std::size_t i);

// Writes element i of a tensor of that type; of an integer that does not fit the low bits. Halves of a byte are set apart.
void store_integer(ElementType type, std::span<std::byte> bytes, std::size_t i, std::int64_t value);

// IEEE binary16 as float, exactly.
float half_to_float(std::uint16_t bits);

}  // namespace zeropoint

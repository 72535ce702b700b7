// Shape: the extents of a tensor, outermost first, row-major. Rank 0 is a scalar with one element.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "core/result.h"

namespace zeropoint {

class Shape {
 public:
  static constexpr std::size_t max_rank = 8;

  Shape() = default;
  // For extents known to the programmer; make() checks those that come from outside.
  Shape(std::initializer_list<std::int64_t> extents);

  // Errors: more than max_rank dimensions, a negative extent, more than 2^40 elements.
  static Result<Shape> make(std::span<const std::int64_t> extents);

  std::size_t rank() const { return rank_; }
  std::int64_t operator[](std::size_t i) const { return extents_[i]; }
  std::int64_t& operator[](std::size_t i) { return extents_[i]; }
  std::span<const std::int64_t> extents() const { return {extents_.data(), rank_}; }

  std::int64_t element_count() const;
  // Elements between two neighbours along dimension i.
  std::int64_t stride(std::size_t i) const;

  bool operator==(const Shape& other) const;

  std::string to_string() const;  // "[64, 3, 3, 3]"

 private:
  std::array<std::int64_t, max_rank> extents_{};
  std::size_t rank_ = 0;
};

// Maps an axis in [-rank, rank) to [0, rank), as ONNX does.
Result<std::size_t> normalize_axis(std::int64_t axis, const Shape& shape);

}  // namespace zeropoint

#include "core/shape.h"

#include <algorithm>
#include <cassert>

#include "core/text.h"

namespace zeropoint {

namespace {
// Far above what memory holds, far below what a product of two of them could overflow.
constexpr std::int64_t max_elements = std::int64_t{1} << 40;
}  // namespace

Shape::Shape(std::initializer_list<std::int64_t> extents) : rank_(extents.size()) {
  assert(extents.size() <= max_rank);
  std::copy(extents.begin(), extents.end(), extents_.begin());
}

Result<Shape> Shape::make(std::span<const std::int64_t> extents) {
  if (extents.size() > max_rank) {
    return Error{ErrorCode::shape_mismatch, text("a shape has at most ", max_rank, " dimensions, got ", extents.size())};
  }
  Shape shape;
  shape.rank_ = extents.size();
  std::copy(extents.begin(), extents.end(), shape.extents_.begin());

  std::int64_t product = 1;  // of the extents that are not zero, so that a zero hides no overflow
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] < 0) {
      return Error{ErrorCode::shape_mismatch, text("dimension ", i, " of the shape is negative: ", extents[i])};
    }
    if (extents[i] == 0) continue;
    if (extents[i] > max_elements / product) {
      return Error{ErrorCode::too_large, text("shape ", shape.to_string(), " has more than ", max_elements, " elements")};
    }
    product *= extents[i];
  }
  return shape;
}

std::int64_t Shape::element_count() const {
  std::int64_t count = 1;
  for (std::int64_t extent : extents()) count *= extent;
  return count;
}

std::int64_t Shape::stride(std::size_t i) const {
  std::int64_t stride = 1;
  for (std::size_t j = i + 1; j < rank_; ++j) stride *= extents_[j];
  return stride;
}

bool Shape::operator==(const Shape& other) const {
  return std::ranges::equal(extents(), other.extents());
}

std::string Shape::to_string() const {
  std::string out = "[";
  for (std::size_t i = 0; i < rank_; ++i) out += text(i == 0 ? "" : ", ", extents_[i]);
  return out + "]";
}

Result<std::size_t> normalize_axis(std::int64_t axis, const Shape& shape) {
  const auto rank = static_cast<std::int64_t>(shape.rank());
  if (axis < -rank || axis >= rank) {
    return Error{ErrorCode::shape_mismatch, text("axis ", axis, " does not exist in shape ", shape.to_string())};
  }
  return static_cast<std::size_t>(axis < 0 ? axis + rank : axis);
}

}  // namespace zeropoint

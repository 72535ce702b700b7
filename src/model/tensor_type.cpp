#include "model/tensor_type.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace zeropoint {

std::string Dimension::to_string() const {
  if (fixed_) return text(extent_);
  return symbol_.empty() ? "?" : symbol_;
}

Dimensions dimensions(const Shape& shape) { return {shape.extents().begin(), shape.extents().end()}; }

std::string to_string(const Dimensions& dims) {
  std::string out = "[";
  for (const Dimension& d : dims) out += text(out.size() > 1 ? ", " : "", d.to_string());
  return out + "]";
}

bool all_fixed(const Dimensions& dims) { return std::ranges::all_of(dims, &Dimension::fixed); }

Result<std::optional<Shape>> fixed_shape(const Dimensions& dims) {
  if (!all_fixed(dims)) return std::optional<Shape>();
  std::vector<std::int64_t> extents;
  extents.reserve(dims.size());
  for (const Dimension& d : dims) extents.push_back(d.extent());
  ZP_TRY(Shape shape, Shape::make(extents));
  return std::optional<Shape>(shape);
}

std::string TensorType::to_string() const {
  return text(element ? element_type_name(*element) : "?", " ", dims ? zeropoint::to_string(*dims) : "[…]");
}

}  // namespace zeropoint

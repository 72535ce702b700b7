// What is known of a tensor before its values are: element type and shape, in which a dimension may be
// a name ("batch") or unknown until the sizes of the inputs are given.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/shape.h"
#include "model/element_type.h"

namespace zeropoint {

class Dimension {
 public:
  Dimension() = default;  // unknown
  Dimension(std::int64_t extent) : fixed_(true), extent_(extent) {}
  static Dimension named(std::string symbol) {
    Dimension d;
    d.symbol_ = std::move(symbol);
    return d;
  }

  bool fixed() const { return fixed_; }
  std::int64_t extent() const { return extent_; }  // only if fixed()
  bool is(std::int64_t extent) const { return fixed_ && extent_ == extent; }
  const std::string& symbol() const { return symbol_; }  // "" if fixed or unknown

  // Known to be the same; two unknown ones are not.
  bool same(const Dimension& other) const {
    return fixed_ ? other.is(extent_) : !symbol_.empty() && symbol_ == other.symbol_;
  }
  bool operator==(const Dimension&) const = default;

  std::string to_string() const;  // "3", "batch", "?"

 private:
  bool fixed_ = false;
  std::int64_t extent_ = 0;
  std::string symbol_;
};

using Dimensions = std::vector<Dimension>;

Dimensions dimensions(const Shape& shape);
std::string to_string(const Dimensions& dims);  // "[batch, 3, 224, 224]"
bool all_fixed(const Dimensions& dims);
// Nothing if a dimension is not fixed. Errors: those of Shape::make.
Result<std::optional<Shape>> fixed_shape(const Dimensions& dims);

struct TensorType {
  std::optional<ElementType> element;
  std::optional<Dimensions> dims;  // nothing while even the rank is unknown

  bool operator==(const TensorType&) const = default;
  std::string to_string() const;  // "float [batch, 3, 224, 224]"
};

}  // namespace zeropoint

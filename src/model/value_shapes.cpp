// Shape rules of operators that turn shapes into values and values into shapes.
#include <algorithm>

#include "model/shape_rules.h"

namespace zeropoint::shapes {

Status shape(ShapeContext& context) {
  const auto& x = context.dims(0);
  if (!x) {
    context.set(0, ElementType::i64, Dimensions{Dimension()});
    return Done{};
  }
  const auto rank = static_cast<std::int64_t>(x->size());
  const auto bound = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
  const std::int64_t start = bound(context.integer("start", 0));
  const std::int64_t end = std::max(start, bound(context.integer("end", rank)));
  context.set_contents(Dimensions(x->begin() + static_cast<std::ptrdiff_t>(start), x->begin() + static_cast<std::ptrdiff_t>(end)));
  context.set(0, ElementType::i64, Dimensions{end - start});
  return Done{};
}

Status constant(ShapeContext& context) {
  const Node& node = context.node();
  const auto make = [&]() -> Result<std::optional<Constant>> {
    const auto holds = [&]<class T>(std::string_view name, const T*& out) {
      const AttributeValue* found = node.attribute(name);
      return found != nullptr && (out = std::get_if<T>(found)) != nullptr;
    };
    const Constant* tensor = nullptr;
    const std::int64_t* integer = nullptr;
    const float* real = nullptr;
    const std::vector<std::int64_t>* integers = nullptr;
    const std::vector<float>* reals = nullptr;
    if (holds("value", tensor)) return std::optional(*tensor);
    std::optional<Constant> out;
    if (holds("value_int", integer)) {
      ZP_TRY(out, Constant::from_integers(ElementType::i64, {}, std::span(integer, 1)));
    } else if (holds("value_float", real)) {
      ZP_TRY(out, Constant::from_floats({}, std::span(real, 1)));
    } else if (holds("value_ints", integers)) {
      ZP_TRY(out, Constant::from_integers(ElementType::i64, {static_cast<std::int64_t>(integers->size())}, *integers));
    } else if (holds("value_floats", reals)) {
      ZP_TRY(out, Constant::from_floats({static_cast<std::int64_t>(reals->size())}, *reals));
    }
    return out;
  };
  ZP_TRY(const auto& made, make());
  if (!made) return context.unsupported("holds no tensor, number or list of numbers, and nothing else is supported");
  context.set_constant(*made);
  return Done{};
}

Status constant_of_shape(ShapeContext& context) {
  const AttributeValue* attribute = context.node().attribute("value");
  const Constant* fill = attribute != nullptr ? std::get_if<Constant>(attribute) : nullptr;
  if (fill != nullptr && fill->size() != 1) return context.error("attribute 'value' has ", fill->size(), " elements, not 1");
  const ElementType element = fill != nullptr ? fill->type() : ElementType::f32;
  const auto wanted = context.contents(0);
  if (!wanted) {
    const auto& dims = context.dims(0);
    const bool ranked = dims && dims->size() == 1 && (*dims)[0].fixed() && (*dims)[0].extent() <= static_cast<std::int64_t>(Shape::max_rank);
    context.set(0, element, ranked ? std::optional(Dimensions(static_cast<std::size_t>((*dims)[0].extent()))) : std::nullopt);
    return Done{};
  }
  if (wanted->size() == 1 && (*wanted)[0].fixed() && (*wanted)[0].extent() >= 0 && (*wanted)[0].extent() <= static_cast<std::int64_t>(max_contents) && is_integer(element)) {
    const std::int64_t value = fill != nullptr ? fill->integer_at(0) : 0;
    context.set_contents(Dimensions(static_cast<std::size_t>((*wanted)[0].extent()), Dimension(value)));
  }
  context.set(0, element, *wanted);
  return Done{};
}

}  // namespace zeropoint::shapes

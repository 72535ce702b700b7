#include "model/shape_context.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zeropoint {

const Value& ShapeContext::value(std::size_t i) const {
  static const Value nothing;
  return has(i) ? graph_.values[node_.inputs[i]] : nothing;
}

const Constant* ShapeContext::constant(std::size_t i) const {
  if (!has(i)) return nullptr;
  const auto& constant = value(i).constant;
  return constant ? &*constant : nullptr;
}

std::optional<Dimensions> ShapeContext::contents(std::size_t i) const {
  if (constant(i) == nullptr) return has(i) ? value(i).contents : std::nullopt;
  const auto numbers = integers(i, max_contents);
  return numbers ? std::optional(Dimensions(numbers->begin(), numbers->end())) : std::nullopt;
}

std::optional<std::vector<std::int64_t>> ShapeContext::integers(std::size_t i, std::size_t most) const {
  std::vector<std::int64_t> out;
  if (const Constant* c = constant(i)) {
    if (!is_integer(c->type()) || c->type() == ElementType::u64 || c->shape().rank() > 1 || c->size() > most) return std::nullopt;
    for (std::size_t k = 0; k < c->size(); ++k) out.push_back(c->integer_at(k));
    return out;
  }
  const auto& known = value(i).contents;
  if (!known || !all_fixed(*known)) return std::nullopt;
  for (const Dimension& d : *known) out.push_back(d.extent());
  return out;
}

std::optional<std::vector<std::int64_t>> ShapeContext::list(std::string_view name) const {
  const AttributeValue* found = node_.attribute(name);
  const auto* typed = found != nullptr ? std::get_if<std::vector<std::int64_t>>(found) : nullptr;
  return typed != nullptr ? std::optional(*typed) : std::nullopt;
}

Result<std::size_t> ShapeContext::axis(std::int64_t axis, std::size_t rank) const {
  const auto r = static_cast<std::int64_t>(rank);
  if (axis < -r || axis >= r) return error("axis ", axis, " does not exist in a tensor of rank ", rank);
  return static_cast<std::size_t>(axis < 0 ? axis + r : axis);
}

Error ShapeContext::complaint(ErrorCode code, std::string_view what) const { return {code, text(graph_.describe(node_), ": ", what)}; }

Result<std::vector<std::size_t>> ShapeContext::distinct_axes(const std::vector<std::int64_t>& axes, std::size_t rank) const {
  std::vector<std::size_t> out;
  for (std::int64_t one : axes) {
    ZP_TRY(const std::size_t at, axis(one, rank));
    if (std::ranges::find(out, at) != out.end()) return error("axis ", at, " is named twice");
    out.push_back(at);
  }
  return out;
}

Status ShapeContext::same_element(std::initializer_list<std::size_t> inputs) const {
  std::optional<ElementType> first;
  for (std::size_t i : inputs) {
    const auto here = element(i);
    if (first && here && *first != *here) {
      return error("inputs are of different types, ", element_type_name(*first), " and ", element_type_name(*here));
    }
    if (!first) first = here;
  }
  return Done{};
}

Status ShapeContext::finite(std::initializer_list<std::string_view> attributes) const {
  for (std::string_view name : attributes) {
    const float value = attribute(name, 0.0F);
    if (!std::isfinite(value)) return complaint(ErrorCode::not_finite, text("attribute '", name, "' is ", value));
  }
  return Done{};
}

Status ShapeContext::one_of(std::string_view attribute, std::string_view value, std::initializer_list<std::string_view> words) const {
  if (std::ranges::find(words, value) == words.end()) return error("attribute '", attribute, "' is '", value, "'");
  return Done{};
}

void ShapeContext::set(std::size_t output, std::optional<ElementType> element, std::optional<Dimensions> dims) {
  if (node_.has_output(output)) graph_.values[node_.outputs[output]].type = {element, std::move(dims)};
}

void ShapeContext::set_contents(Dimensions contents) {
  if (node_.has_output(0) && contents.size() <= max_contents) graph_.values[node_.outputs[0]].contents = std::move(contents);
}

void ShapeContext::set_constant(const Constant& constant) {
  set(0, constant.type(), dimensions(constant.shape()));
  if (node_.has_output(0)) graph_.values[node_.outputs[0]].constant = constant;
}

}  // namespace zeropoint

#include "model/shape_context.h"

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
  if (!has(i)) return std::nullopt;
  if (const Constant* c = constant(i)) {
    if (!is_integer(c->type()) || c->shape().rank() > 1 || c->size() > max_read) return std::nullopt;
    Dimensions out;
    for (std::size_t k = 0; k < c->size(); ++k) out.emplace_back(c->integer_at(k));
    return out;
  }
  return value(i).contents;
}

std::optional<std::vector<std::int64_t>> ShapeContext::integers(std::size_t i) const {
  const auto known = contents(i);
  if (!known || !all_fixed(*known)) return std::nullopt;
  std::vector<std::int64_t> out;
  for (const Dimension& d : *known) out.push_back(d.extent());
  return out;
}

template <class T>
const T* ShapeContext::attribute(std::string_view name) {
  const AttributeValue* found = node_.attribute(name);
  if (found == nullptr) return nullptr;
  const T* typed = std::get_if<T>(found);
  if (typed == nullptr && !attribute_error_) attribute_error_ = error("attribute '", name, "' is ", attribute_kind(*found));
  return typed;
}

std::int64_t ShapeContext::integer(std::string_view name, std::int64_t otherwise) {
  const auto* found = attribute<std::int64_t>(name);
  return found != nullptr ? *found : otherwise;
}

std::string ShapeContext::word(std::string_view name, std::string_view otherwise) {
  const auto* found = attribute<std::string>(name);
  return found != nullptr ? *found : std::string(otherwise);
}

std::optional<std::vector<std::int64_t>> ShapeContext::list(std::string_view name) {
  const auto* found = attribute<std::vector<std::int64_t>>(name);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

Result<std::size_t> ShapeContext::axis(std::int64_t axis, std::size_t rank) const {
  const auto r = static_cast<std::int64_t>(rank);
  if (axis < -r || axis >= r) return error("axis ", axis, " does not exist in a tensor of rank ", rank);
  return static_cast<std::size_t>(axis < 0 ? axis + r : axis);
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

#include "runtime/preparation.h"

#include <cstring>
#include <limits>

#include "runtime/convert.h"
#include "runtime/plan_builder.h"

namespace zeropoint {

namespace {

template <class T>
const T* typed(const Node& node, std::string_view name) {
  const AttributeValue* found = node.attribute(name);
  return found != nullptr ? std::get_if<T>(found) : nullptr;
}

}  // namespace

Preparation::Preparation(PlanBuilder& builder, const Graph& graph, std::size_t node)
    : builder_(builder), graph_(graph), node_(graph.nodes[node]) {}

const NetworkKernels& Preparation::kernels() const { return builder_.kernels(); }
WeightCache& Preparation::weights() const { return builder_.weights(); }

const Shape& Preparation::shape(std::size_t i) const { return builder_.shape_of(node_.inputs[i]); }
ElementType Preparation::type(std::size_t i) const { return *value(i).type.element; }
const Constant* Preparation::constant(std::size_t i) const {
  const auto& constant = value(i).constant;
  return constant ? &*constant : nullptr;
}
const Shape& Preparation::output_shape(std::size_t o) const { return builder_.shape_of(node_.outputs[o]); }
ElementType Preparation::output_type(std::size_t o) const { return *graph_.values[node_.outputs[o]].type.element; }

Status Preparation::check_floats(std::initializer_list<std::size_t> inputs) const {
  for (const std::size_t i : inputs) {
    if (!has(i) || is_float(type(i))) continue;
    return error(ErrorCode::unsupported, "input '", value(i).name, "' of type ", element_type_name(type(i)), " is not supported");
  }
  return Done{};
}

Result<std::vector<std::int64_t>> Preparation::known_integers(std::size_t i) const {
  const Constant* known = constant(i);
  if (known == nullptr || is_float(known->type())) {
    return error(ErrorCode::unsupported, "input '", value(i).name, "' has to be integers that are known before the run");
  }
  std::vector<std::int64_t> out(known->size());
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = known->integer_at(k);
  return out;
}

Result<std::vector<double>> Preparation::known_reals(std::size_t i) const {
  const Constant* known = constant(i);
  if (known == nullptr) return error(ErrorCode::unsupported, "input '", value(i).name, "' has to be known before the run");
  std::vector<double> out(known->size());
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = known->real_at(k);
  return out;
}

Result<Buffer<float>> Preparation::constant_floats(std::size_t i, const MemoryOrder& order) const {
  const Constant& values = *constant(i);
  const auto row_major = MemoryOrder::row_major(order.rank());
  if (values.type() == ElementType::f32) {
    ZP_TRY(auto floats, Buffer<float>::make(values.size()));
    run_copy(reorder(values.shape(), row_major, order), sizeof(float), kernels(), values.bytes().data(), std::as_writable_bytes(floats.span()).data());
    return floats;
  }
  ZP_TRY(auto bytes, arranged(values, values.shape(), row_major, order, ElementType::f32, kernels()));
  ZP_TRY(auto floats, Buffer<float>::make(values.size()));
  if (!floats.empty()) std::memcpy(floats.data(), bytes.data(), bytes.size());
  return floats;
}

std::int64_t Preparation::integer(std::string_view name, std::int64_t otherwise) const {
  const auto* found = typed<std::int64_t>(node_, name);
  return found != nullptr ? *found : otherwise;
}
float Preparation::real(std::string_view name, float otherwise) const {
  const auto* found = typed<float>(node_, name);
  return found != nullptr ? *found : otherwise;
}
std::string_view Preparation::word(std::string_view name, std::string_view otherwise) const {
  const auto* found = typed<std::string>(node_, name);
  return found != nullptr ? std::string_view(*found) : otherwise;
}
std::optional<std::vector<std::int64_t>> Preparation::integers(std::string_view name) const {
  const auto* found = typed<std::vector<std::int64_t>>(node_, name);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}
std::size_t Preparation::axis(std::string_view name, std::int64_t otherwise, std::size_t rank) const {
  const std::int64_t axis = integer(name, otherwise);
  return static_cast<std::size_t>(axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis);
}

Result<std::size_t> Preparation::fitting(std::uint64_t floats) const {
  if (floats <= std::numeric_limits<std::size_t>::max() / (2 * sizeof(float))) return static_cast<std::size_t>(floats);
  return error(ErrorCode::too_large, "its packed weights need ", floats, " elements");
}

ElementType Preparation::computed(ElementType type) { return is_float(type) ? ElementType::f32 : type; }

MemoryOrder Preparation::order(std::size_t i) const { return builder_.slot(builder_.operand_of(node_.inputs[i])).order; }

MemoryOrder Preparation::common_order(std::size_t rank) const {
  MemoryOrder found = MemoryOrder::row_major(rank);
  std::int64_t largest = -1;
  for (std::size_t i = 0; i < input_count(); ++i) {
    if (!has(i) || constant(i) != nullptr || shape(i).rank() != rank || shape(i).element_count() <= largest) continue;
    found = order(i);
    largest = shape(i).element_count();
  }
  return found;
}

Result<Operand> Preparation::input(std::size_t i, const MemoryOrder& order) { return input(i, order, computed(type(i))); }

Result<Operand> Preparation::input(std::size_t i, const MemoryOrder& order, ElementType as) {
  return builder_.converted(builder_.operand_of(node_.inputs[i]), order, as);
}

Result<Operand> Preparation::extended_input(std::size_t i, const MemoryOrder& order_of_rank) {
  const Operand operand = builder_.operand_of(node_.inputs[i]);
  const Slot& slot = builder_.slot(operand);
  const std::size_t rank = order_of_rank.rank(), added = rank - slot.shape.rank();
  Shape extended = output_shape();  // of that rank
  std::array<std::size_t, Shape::max_rank> axes{};
  for (std::size_t k = 0; k < rank; ++k) {
    extended[k] = k < added ? 1 : slot.shape[k - added];
    axes[k] = k < added ? k : slot.order[k - added] + added;
  }
  const Operand seen = added > 0 ? builder_.view(operand, extended, MemoryOrder(std::span(axes).first(rank))) : operand;
  return builder_.converted(seen, order_of_rank, computed(type(i)));
}

Operand Preparation::output(std::size_t o, const MemoryOrder& order) { return output(o, order, computed(output_type(o))); }

Operand Preparation::output(std::size_t o, const MemoryOrder& order, ElementType as) {
  return builder_.define(node_.outputs[o], order, as);
}

void Preparation::share(std::size_t o, Operand operand, const MemoryOrder& order) {
  builder_.set(node_.outputs[o], builder_.view(operand, output_shape(o), order));
}

void Preparation::chose(std::string kernel) { builder_.chose(std::move(kernel)); }

void Preparation::add(std::vector<Operand> inputs, std::vector<Operand> outputs, Run run, std::size_t scratch_bytes) {
  builder_.add({.inputs = std::move(inputs), .outputs = std::move(outputs), .scratch_bytes = scratch_bytes, .run = std::move(run)});
}

void Preparation::add_in_place(std::vector<Operand> inputs, std::vector<Operand> outputs, Run run, std::size_t scratch_bytes) {
  builder_.add({.inputs = std::move(inputs), .outputs = std::move(outputs), .scratch_bytes = scratch_bytes, .in_place = true, .run = std::move(run)});
}

}  // namespace zeropoint

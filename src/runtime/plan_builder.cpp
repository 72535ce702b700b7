#include "runtime/plan_builder.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/text.h"
#include "model/operators.h"
#include "runtime/convert.h"
#include "runtime/operations.h"
#include "runtime/preparation.h"
#include "runtime/release.h"
#include "runtime/strided.h"

namespace zeropoint {

namespace {

// Far above any network; placing tensors takes time quadratic in it.
constexpr std::size_t max_nodes = 16384;

// In wasm, sizes have 32 bits and the elements of a Shape may exceed them. What is narrower than float32 may be widened,
// and packing a matrix of one column takes eight times as much.
Status check_size(std::string_view where, const Value& value, const Shape& shape) {
  constexpr std::uint64_t most_bytes = std::min<std::uint64_t>(std::numeric_limits<std::size_t>::max() / 9, std::uint64_t{1} << 36);
  std::uint64_t bytes = static_cast<std::uint64_t>(std::max(element_bits(*value.type.element), 32)) / 8;
  // An extent of 0 must not hide others, which loops and packing go by.
  for (const std::int64_t extent : shape.extents()) bytes = bytes > most_bytes ? bytes : bytes * static_cast<std::uint64_t>(std::max<std::int64_t>(extent, 1));
  if (bytes <= most_bytes) return Done{};
  return Error{ErrorCode::too_large, text(where, " '", value.name, "' of shape ", shape.to_string(), " needs more than ", most_bytes, " bytes")};
}

std::size_t number_of(const MemoryOrder& order) {
  std::size_t number = order.rank();
  for (std::size_t i = 0; i < order.rank(); ++i) number = number * Shape::max_rank + order[i];
  return number;
}

// The node's name, or that of its first output.
std::string label(const Graph& graph, const Node& node) {
  if (!node.name.empty()) return node.name;
  const auto first = std::ranges::find_if(node.outputs, [](ValueId id) { return id != absent; });
  return first != node.outputs.end() ? graph.values[*first].name : std::string();
}

}  // namespace

PlanBuilder::PlanBuilder(const Graph& graph, const NetworkKernels& kernels, WeightCache& weights, ReleaseInTurn* release)
    : graph_(graph), kernels_(kernels), weights_(weights), release_(release), shapes_(graph.values.size()), operands_(graph.values.size(), nowhere) {}

Operand PlanBuilder::new_slot(ElementType type, const Shape& shape, const MemoryOrder& order) {
  plan_.slots_.push_back({type, shape, order, std::nullopt, storages_.size()});
  storages_.push_back({plan_.slots_.back().bytes()});
  return plan_.slots_.size() - 1;
}

Operand PlanBuilder::operand_of(ValueId value) {
  if (operands_[value] == nowhere) {
    const Constant& constant = *graph_.values[value].constant;
    const auto order = MemoryOrder::row_major(constant.shape().rank());
    plan_.slots_.push_back({constant.type(), constant.shape(), order, constant});
    operands_[value] = plan_.slots_.size() - 1;
  }
  return operands_[value];
}

Operand PlanBuilder::view(Operand operand, const Shape& shape, const MemoryOrder& order) {
  const Slot& of = slot(operand);
  plan_.slots_.push_back(Slot{of.type, shape, order, of.constant, of.storage});
  return plan_.slots_.size() - 1;
}

Operand PlanBuilder::define(ValueId value, const MemoryOrder& order, ElementType type) {
  return operands_[value] = new_slot(type, shapes_[value], order);
}

void PlanBuilder::add(Step step) {
  step.node = node_;
  plan_.steps_.push_back(std::move(step));
}

Result<Operand> PlanBuilder::converted_constant(Operand operand, const MemoryOrder& order, ElementType type) {
  const Slot from = slot(operand);
  ZP_TRY(auto moved, arranged(*from.constant, from.shape, from.order, order, type, kernels_));
  plan_.slots_.push_back({type, from.shape, order, Constant(type, in_memory(from.shape, order), std::move(moved))});
  return plan_.slots_.size() - 1;
}

Result<Operand> PlanBuilder::converted(Operand operand, const MemoryOrder& order, ElementType type) {
  const Slot from = slot(operand);
  const bool lies_so = element_bits(from.type) < 8 || same_memory(from.shape, from.order, order);
  if (lies_so && from.type == type) return from.order == order ? operand : view(operand, from.shape, order);
  const auto key = std::tuple(operand, number_of(order), type);
  if (const auto known = conversions_.find(key); known != conversions_.end()) return known->second;
  Operand result = operand;
  if (from.constant) {
    ZP_TRY(result, converted_constant(operand, order, type));
  } else if (!lies_so) {
    const Operand moved = new_slot(from.type, from.shape, order);
    const auto width = static_cast<std::size_t>(element_bits(from.type)) / 8;
    add({.inputs = {operand}, .outputs = {moved}, .run = [this_copy = reorder(from.shape, from.order, order), width, &kernels = kernels_](const StepMemory& m) -> Status {
      run_copy(this_copy, width, kernels, m.input<std::byte>(0).data(), m.output<std::byte>(0).data());
      return Done{};
    }});
    ZP_TRY(result, converted(moved, order, type));
  } else {
    result = new_slot(type, from.shape, order);
    add({.inputs = {operand}, .outputs = {result}, .run = [from = from.type, type](const StepMemory& m) -> Status {
      convert_floats(from, m.input<std::byte>(0), type, m.output<std::byte>(0));
      return Done{};
    }});
  }
  conversions_.emplace(key, result);
  return result;
}

// All shapes of a node's inputs and outputs are known.
Status PlanBuilder::complete(const Node& node) {
  const auto check = [&](ValueId id, std::string_view which) -> Status {
    if (id == absent) return Done{};
    const Value& value = graph_.values[id];
    ZP_TRY(const auto& shape, value.type.dims ? fixed_shape(*value.type.dims) : Result<std::optional<Shape>>(std::nullopt));
    if (!shape || !value.type.element) {
      return Error{ErrorCode::unsupported, text(graph_.describe(node), ": the shape of ", which, " '", value.name, "' depends on the data: ", value.type.to_string())};
    }
    ZP_CHECK(check_size(text(graph_.describe(node), ": ", which), value, *shape));
    shapes_[id] = *shape;
    return Done{};
  };
  for (const ValueId id : node.inputs) ZP_CHECK(check(id, "input"));
  for (const ValueId id : node.outputs) ZP_CHECK(check(id, "output"));
  return Done{};
}

Status PlanBuilder::prepare_node(std::size_t index) {
  const Node& node = graph_.nodes[index];
  node_ = index;
  ZP_CHECK(complete(node));
  const Operation* operation = find_operation(*node.op);
  if (operation == nullptr) {
    return Error{ErrorCode::unsupported, text(graph_.describe(node), ": this operator cannot be run")};
  }
  const bool may_lack_first = node.op->name == "Dropout" || node.op->name == "Split";
  if (!node.has_output(0) && !may_lack_first) return Error{ErrorCode::unsupported, text(graph_.describe(node), ": its first output is left out")};
  Preparation preparation(*this, graph_, index);
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (i >= 32 || (operation->parameters >> i & 1U) == 0 || !node.has_input(i) || preparation.constant(i) != nullptr) continue;
    return Error{ErrorCode::unsupported, text(graph_.describe(node), ": input '", graph_.values[node.inputs[i]].name, "' depends on the data; it has to be known before the run")};
  }
  return operation->prepare(preparation);
}

// After the steps that have been added the value is there.
void PlanBuilder::complete_value(ValueId value) {
  if (value != absent && operands_[value] != nowhere) plan_.completions_.push_back({plan_.steps_.size(), value, operands_[value]});
}

// Steps that may write over their input do, where they are its last reader.
void PlanBuilder::write_in_place() {
  std::vector<std::size_t> owner(storages_.size());  // whose memory a storage became
  std::iota(owner.begin(), owner.end(), std::size_t{0});
  for (std::size_t t = 0; t < plan_.steps_.size(); ++t) {
    const Step& step = plan_.steps_[t];
    if (!step.in_place) continue;
    const Slot &from = slot(step.inputs[0]), &to = slot(step.outputs[0]);
    if (from.constant || from.bytes() != to.bytes()) continue;
    const std::size_t kept = owner[from.storage], given_up = to.storage;
    if (storages_[kept].last != t || kept == given_up) continue;
    storages_[kept].use(storages_[given_up].last);
    storages_[given_up] = {};
    owner[given_up] = kept;
  }
  for (Slot& s : plan_.slots_) s.storage = s.constant ? 0 : owner[s.storage];
}

Status PlanBuilder::place_storages() {
  for (std::size_t t = 0; t < plan_.steps_.size(); ++t) {
    Step& step = plan_.steps_[t];
    step.scratch_storage = storages_.size();
    storages_.push_back({step.scratch_bytes});
    storages_.back().use(t);
    for (const auto& operands : {step.inputs, step.outputs}) {
      for (const Operand operand : operands) {
        if (!slot(operand).constant) storages_[slot(operand).storage].use(t);
      }
    }
  }
  // A watcher sees a value when all of its node's steps have run.
  for (const auto& completion : plan_.completions_) {
    const Slot& s = slot(completion.operand);
    if (!s.constant) storages_[s.storage].use(std::max<std::size_t>(completion.steps, 1) - 1);
  }
  // Inputs are written before the first step, outputs read after the last.
  for (const Operand input : plan_.inputs_) storages_[slot(input).storage].use(0);
  for (const Operand output : plan_.outputs_) {
    if (!slot(output).constant) storages_[slot(output).storage].use(plan_.steps_.size());
  }
  for (const Storage& storage : storages_) plan_.memory_.sum += storage.first <= storage.last ? storage.bytes : 0;
  write_in_place();
  plan_.memory_.least = most_at_once(storages_);
  ZP_TRY(plan_.memory_.arena, place(storages_));
  for (const Storage& storage : storages_) plan_.offsets_.push_back(storage.offset);
  return Done{};
}

Result<Plan> PlanBuilder::build() {
  if (graph_.nodes.size() > max_nodes) {
    return Error{ErrorCode::too_large, text("the model has ", graph_.nodes.size(), " nodes; at most ", max_nodes, " can be run")};
  }
  for (const ValueId id : graph_.inputs) {
    const Value& value = graph_.values[id];
    ZP_TRY(const auto& shape, value.type.dims ? fixed_shape(*value.type.dims) : Result<std::optional<Shape>>(std::nullopt));
    if (!shape || !value.type.element) {
      return Error{ErrorCode::shape_mismatch, text("the shape of input '", value.name, "' has to be given: it is ", value.type.to_string())};
    }
    ZP_CHECK(check_size("input", value, *shape));
    shapes_[id] = *shape;
    plan_.inputs_.push_back(define(id, MemoryOrder::row_major(shape->rank()), *value.type.element));
    complete_value(id);
  }
  for (const Node& node : graph_.nodes) plan_.nodes_.push_back({label(graph_, node), qualified_name(node.op->domain, node.op->name), {}});
  for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
    ZP_CHECK(prepare_node(i));
    const Node& node = graph_.nodes[i];
    plan_.names_.push_back(graph_.describe(node));
    const auto first = std::ranges::find_if(node.outputs, [](ValueId id) { return id != absent; });
    plan_.results_.push_back(first == node.outputs.end() ? absent : *first);
    for (const ValueId id : node.outputs) complete_value(id);
    if (release_ != nullptr) release_->after(i);
  }
  for (const ValueId id : graph_.outputs) {
    const Operand operand = operand_of(id);
    const auto order = MemoryOrder::row_major(slot(operand).shape.rank());
    ZP_TRY(const Operand output, converted(operand, order, graph_.values[id].type.element.value_or(slot(operand).type)));
    plan_.outputs_.push_back(output);
  }
  ZP_CHECK(place_storages());
  return std::move(plan_);
}

}  // namespace zeropoint

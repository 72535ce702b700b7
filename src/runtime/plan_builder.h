// PlanBuilder: makes a plan node by node. Preparation is its face towards operators.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "runtime/arena.h"
#include "runtime/plan.h"

namespace zeropoint {

class ReleaseInTurn;

class PlanBuilder {
 public:
  // release: of the same graph, or null.
  PlanBuilder(const Graph& graph, const NetworkKernels& kernels, WeightCache& weights, ReleaseInTurn* release = nullptr);

  Result<Plan> build();

  const NetworkKernels& kernels() const { return kernels_; }
  WeightCache& weights() const { return weights_; }
  // The shape of a value. Precondition: complete() holds for its node.
  const Shape& shape_of(ValueId value) const { return shapes_[value]; }
  const Slot& slot(Operand operand) const { return plan_.slots_[operand]; }

  // Where a value is now.
  Operand operand_of(ValueId value);
  // The same values in another order of memory and another float type; adds a step if they have to move.
  Result<Operand> converted(Operand operand, const MemoryOrder& order, ElementType type);
  // The same memory under another shape and order.
  Operand view(Operand operand, const Shape& shape, const MemoryOrder& order);
  // A place in the arena that becomes the value's.
  Operand define(ValueId value, const MemoryOrder& order, ElementType type);
  void set(ValueId value, Operand operand) { operands_[value] = operand; }
  void add(Step step);
  void chose(std::string kernel) { plan_.nodes_[node_].kernel = std::move(kernel); }

 private:
  static constexpr Operand nowhere = static_cast<Operand>(-1);

  Status prepare_node(std::size_t index);
  Status complete(const Node& node);
  Operand new_slot(ElementType type, const Shape& shape, const MemoryOrder& order);
  Result<Operand> converted_constant(Operand operand, const MemoryOrder& order, ElementType type);
  void complete_value(ValueId value);
  void write_in_place();
  Status place_storages();

  const Graph& graph_;
  const NetworkKernels& kernels_;
  WeightCache& weights_;
  ReleaseInTurn* release_;
  Plan plan_;
  std::size_t node_ = 0;           // that is being prepared
  std::vector<Shape> shapes_;      // by value
  std::vector<Operand> operands_;  // by value
  std::vector<Storage> storages_;
  std::map<std::tuple<Operand, std::size_t, ElementType>, Operand> conversions_;  // order as a number
};

}  // namespace zeropoint

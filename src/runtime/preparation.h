// Preparation: what an operator sees of its node while a plan is made, and where it puts its steps.
//
// float16 and float64 are computed as float32: unless an operator asks for the type as it is, such inputs are
// converted and outputs stay float32 until somebody asks for what the graph declares.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "kernels/network_kernels.h"
#include "model/graph.h"
#include "runtime/step.h"
#include "runtime/weight_cache.h"

namespace zeropoint {

class PlanBuilder;

class Preparation {
 public:
  Preparation(PlanBuilder& builder, const Graph& graph, std::size_t node);

  const Node& node() const { return node_; }
  int opset() const { return node_.opset; }
  const NetworkKernels& kernels() const;
  WeightCache& weights() const;

  bool has(std::size_t i) const { return node_.has_input(i); }
  bool wants(std::size_t o) const { return node_.has_output(o); }
  std::size_t input_count() const { return node_.inputs.size(); }
  std::size_t output_count() const { return node_.outputs.size(); }

  // Of an input that is there, and of an output that is wanted; as the graph declares them.
  const Shape& shape(std::size_t i) const;
  ElementType type(std::size_t i) const;
  const Constant* constant(std::size_t i) const;  // null if the values are not known
  const Shape& output_shape(std::size_t o = 0) const;
  ElementType output_type(std::size_t o = 0) const;

  // Errors: one of these inputs, where it is there, is not of a float type.
  Status check_floats(std::initializer_list<std::size_t> inputs) const;

  // Integers that the steps depend on, of an input that is there. Errors: their values depend on the data.
  Result<std::vector<std::int64_t>> known_integers(std::size_t i) const;
  Result<std::vector<double>> known_reals(std::size_t i) const;

  // A constant input's values in a given order, as float32.
  Result<Buffer<float>> constant_floats(std::size_t i, const MemoryOrder& order) const;

  // Attributes; their kinds have been checked by the shape rules, another kind counts as absent.
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  float real(std::string_view name, float otherwise) const;
  std::string_view word(std::string_view name, std::string_view otherwise) const;
  std::optional<std::vector<std::int64_t>> integers(std::string_view name) const;
  std::size_t axis(std::string_view name, std::int64_t otherwise, std::size_t rank) const;  // counted from the front

  // float16 and float64 → float32; others as they are.
  static ElementType computed(ElementType type);

  // The number itself. Error: too_large if memory could not hold so many float32; packed weights may be many times
  // as large as those of the file.
  Result<std::size_t> fitting(std::uint64_t floats) const;

  // How an input lies now; row-major for constants, which are put into any order while planning.
  MemoryOrder order(std::size_t i) const;
  // The order in which operators work that take any: of the largest input of this rank that is no constant, the
  // first of several.
  MemoryOrder common_order(std::size_t rank) const;

  // An input in a given order, a copy where it lies otherwise; its type as computed, or as asked for (a float type for
  // another one).
  Result<Operand> input(std::size_t i, const MemoryOrder& order);
  Result<Operand> input(std::size_t i, const MemoryOrder& order, ElementType as);
  // The same with axes of extent 1 put in front, up to a rank.
  Result<Operand> extended_input(std::size_t i, const MemoryOrder& order_of_rank);

  // A place for an output in a given order; its type as computed, or as said.
  Operand output(std::size_t o, const MemoryOrder& order);
  Operand output(std::size_t o, const MemoryOrder& order, ElementType as);
  // Output o is the memory of an operand, read in another order.
  void share(std::size_t o, Operand operand, const MemoryOrder& order);

  void add(std::vector<Operand> inputs, std::vector<Operand> outputs, Run run, std::size_t scratch_bytes = 0);
  // `outputs[0]` may be written over `inputs[0]`.
  void add_in_place(std::vector<Operand> inputs, std::vector<Operand> outputs, Run run, std::size_t scratch_bytes = 0);

  // How the node is computed, for people: the kernel that was chosen and why.
  void chose(std::string kernel);

  // Begins with the node's name.
  template <class... Parts>
  Error error(ErrorCode code, const Parts&... parts) const {
    return Error{code, text(graph_.describe(node_), ": ", parts...)};
  }

 private:
  const Value& value(std::size_t i) const { return graph_.values[node_.inputs[i]]; }

  PlanBuilder& builder_;
  const Graph& graph_;
  const Node& node_;
};

}  // namespace zeropoint

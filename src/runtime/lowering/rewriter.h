// Rewriter: what the patterns share. They go through the nodes in the graph's order, once; a pattern adds the integer node
// that computes a float node's result in codes, and takes the nodes away that this one answers for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernels/network_kernels.h"
#include "model/graph.h"
#include "quant/qparams.h"

namespace zeropoint::lowering {

// Codes of 8 bits that stand for a float value, r = S·(q − Z), with one S and one Z.
struct Codes {
  ValueId q = absent;
  ValueId scale = absent;
  ValueId zero_point = absent;
  ElementType type = ElementType::u8;
  QParams params;  // qmin and qmax: those of the type, or narrower where no other codes occur

  // Whether the same codes stand for the same numbers.
  bool agrees(const Codes& other) const {
    return type == other.type && params.scale == other.params.scale && params.zero_point == other.params.zero_point;
  }
};

// Where a float result ends as codes, and the nodes that lead there: Relu and Clip, the QuantizeLinear, Clips of codes.
struct Sink {
  Codes codes;
  std::vector<std::size_t> nodes;
};

class Rewriter {
 public:
  Rewriter(Graph& graph, const NetworkKernels& kernels);

  const Graph& graph() const { return graph_; }
  const Links& links() const { return links_; }
  const Value& value(ValueId id) const { return graph_.values[id]; }
  const Node& node(std::size_t n) const { return graph_.nodes[n]; }

  // The codes that a float value is known to have; null if there are none.
  const Codes* codes(ValueId float_value) const;
  void set_codes(ValueId float_value, const Codes& codes);
  // The same, of a DequantizeLinear; codes that a sink or a Clip has narrowed are known to be.
  void note_dequantized(const Node& dequantize);

  // S and Z of a QuantizeLinear or DequantizeLinear, for the codes on its other side. Nothing unless they are constants,
  // one for the whole tensor, of float32 and of 8 bits.
  std::optional<Codes> per_tensor(const Node& node, ValueId q);

  // Where the float value goes, if nothing else reads it on the way. A clamp that the value's own node applies counts.
  std::optional<Sink> sink(ValueId float_value, const std::optional<Clamp>& activation = {});
  // Narrows codes by the Clips of codes behind them, and passes these over.
  void pass_clips(Sink& sink) const;

  // The outputs of a graph without inputs. Nothing if it cannot run, and when memory for new constants is used up.
  Result<std::optional<std::vector<Constant>>> evaluate_alone(Graph alone);
  // A constant, or a DequantizeLinear of one, as float32. Nothing for other values, and when memory for new constants is
  // used up.
  Result<std::optional<Constant>> floats(ValueId id);

  ValueId add_constant(std::string name, Constant constant) { return graph_.add_constant(std::move(name), std::move(constant)); }
  ValueId add_value(std::string name, TensorType type = {}) { return graph_.add_value(std::move(name), std::move(type)); }
  // Whether so many bytes of new constants are to be had; they are used up then.
  bool spend(std::size_t bytes);

  // An operator with the opset of its domain. Precondition: the registry has it.
  Node make(std::string_view domain, std::string_view op, std::string name) const;
  void add(Node node) { nodes_.push_back(std::move(node)); }
  void take(std::size_t n) { taken_[n] = true; }
  void take(const Sink& sink);
  bool taken(std::size_t n) const { return taken_[n]; }

  // What the graph's nodes have become.
  std::vector<Node> nodes() && { return std::move(nodes_); }

 private:
  ValueId zero_of(ElementType type);
  // Limits a range of codes as a Clip of codes does. False if it is none.
  bool limit(const Node& clip, ElementType type, QParams& codes) const;

  Graph& graph_;
  const NetworkKernels& kernels_;
  const Links links_;
  std::vector<Codes> codes_;  // by value; those of values without have no q
  std::map<ValueId, QParams> narrowed_;  // of values that are codes
  std::vector<bool> taken_;   // by node
  std::map<ElementType, ValueId> zeros_;
  std::vector<Node> nodes_;
  std::size_t budget_;
};

// 1 and such; `otherwise` where the node has no such attribute.
std::int64_t integer_attribute(const Node& node, std::string_view name, std::int64_t otherwise);

// Attributes qmin and qmax, where codes do not use all that their type has.
void set_code_range(Node& node, const Codes& codes);

}  // namespace zeropoint::lowering

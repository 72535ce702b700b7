// What a shape rule sees of one node, and where it puts its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "model/graph.h"

namespace zeropoint {

// Integer constants up to this size are looked into by shape rules.
constexpr std::size_t max_read = 1024;
// Results of shape arithmetic up to this size are followed: enough for the pads of a tensor of the highest
// rank, and little enough to keep for every node of a hostile file.
constexpr std::size_t max_contents = 32;

class ShapeContext {
 public:
  ShapeContext(Graph& graph, const Node& node) : graph_(graph), node_(node) {}

  const Node& node() const { return node_; }
  int opset() const { return node_.opset; }
  bool has(std::size_t i) const { return node_.has_input(i); }

  // Unknown for an input that is not there.
  std::optional<ElementType> element(std::size_t i) const { return value(i).type.element; }
  const std::optional<Dimensions>& dims(std::size_t i) const { return value(i).type.dims; }
  // Null while the values are not known.
  const Constant* constant(std::size_t i) const;
  // Integers of rank 0 or 1, as far as known; nothing for an absent input.
  std::optional<Dimensions> contents(std::size_t i) const;
  // The same when all of them are numbers.
  std::optional<std::vector<std::int64_t>> integers(std::size_t i) const;

  // Attributes; one of another kind is an error that infer_shapes finds in status().
  std::int64_t integer(std::string_view name, std::int64_t otherwise);
  std::string word(std::string_view name, std::string_view otherwise);
  std::optional<std::vector<std::int64_t>> list(std::string_view name);

  // An axis in [-rank, rank), counted from the front.
  Result<std::size_t> axis(std::int64_t axis, std::size_t rank) const;

  void set(std::size_t output, std::optional<ElementType> element, std::optional<Dimensions> dims);
  void set_contents(Dimensions contents);  // of output 0
  void set_constant(const Constant& constant);  // output 0

  template <class... Parts>
  Error error(const Parts&... parts) const {
    return Error{ErrorCode::shape_mismatch, text(graph_.describe(node_), ": ", parts...)};
  }
  const std::optional<Error>& attribute_error() const { return attribute_error_; }

 private:
  const Value& value(std::size_t i) const;
  template <class T>
  const T* attribute(std::string_view name);

  Graph& graph_;
  const Node& node_;
  std::optional<Error> attribute_error_;
};

}  // namespace zeropoint

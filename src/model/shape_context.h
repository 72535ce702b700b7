// What a shape rule sees of one node, and where it puts its answer.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "model/graph.h"

namespace zeropoint {

// Integer constants up to this size are looked into by shape rules: little enough to do it at every node of
// a hostile file.
constexpr std::size_t max_read = 256;
// Shape arithmetic up to this size is followed: enough for the pads of a tensor of the highest rank, and
// little enough to keep for every node.
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
  // The same when all of them are numbers; of constants no more than `most`.
  std::optional<std::vector<std::int64_t>> integers(std::size_t i, std::size_t most = max_read) const;

  // Attributes. The reader has made sure of their kinds.
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const { return attribute(name, otherwise); }
  std::string word(std::string_view name, std::string_view otherwise) const { return attribute(name, std::string(otherwise)); }
  std::optional<std::vector<std::int64_t>> list(std::string_view name) const;

  // An axis in [-rank, rank), counted from the front.
  Result<std::size_t> axis(std::int64_t axis, std::size_t rank) const;
  // The same of several, each of which may be named once.
  Result<std::vector<std::size_t>> distinct_axes(const std::vector<std::int64_t>& axes, std::size_t rank) const;

  // Errors where inputs that are there are of different types, where float attributes are not finite, and
  // where a word is none of those that there are.
  Status same_element(std::initializer_list<std::size_t> inputs) const;
  Status finite(std::initializer_list<std::string_view> attributes) const;
  Status one_of(std::string_view attribute, std::string_view value, std::initializer_list<std::string_view> words) const;

  void set(std::size_t output, std::optional<ElementType> element, std::optional<Dimensions> dims);
  void set_contents(Dimensions contents);  // of output 0
  void set_constant(const Constant& constant);  // output 0

  template <class... Parts>
  Error error(const Parts&... parts) const {
    return complaint(ErrorCode::shape_mismatch, text(parts...));
  }
  // Of what an operator allows and this project does not do.
  template <class... Parts>
  Error unsupported(const Parts&... parts) const {
    return complaint(ErrorCode::unsupported, text(parts...));
  }

 private:
  const Value& value(std::size_t i) const;
  Error complaint(ErrorCode code, std::string_view what) const;
  template <class T>
  T attribute(std::string_view name, T otherwise) const {
    const AttributeValue* found = node_.attribute(name);
    const T* typed = found != nullptr ? std::get_if<T>(found) : nullptr;
    return typed != nullptr ? *typed : std::move(otherwise);
  }

  Graph& graph_;
  const Node& node_;
};

}  // namespace zeropoint

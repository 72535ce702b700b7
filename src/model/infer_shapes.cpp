#include "model/infer_shapes.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "model/operators.h"
#include "model/shape_context.h"

namespace zeropoint {

namespace {

constexpr std::int64_t max_extent = std::int64_t{1} << 40;

using Symbols = std::map<std::string, std::int64_t>;

Error mismatch(std::string message) { return {ErrorCode::shape_mismatch, std::move(message)}; }

Status bind(Graph& graph, const InputShape& given, Symbols& symbols) {
  const auto found = std::ranges::find_if(graph.inputs, [&](ValueId id) { return graph.values[id].name == given.name; });
  if (found == graph.inputs.end()) return mismatch(text("the model has no input '", given.name, "'"));
  auto& dims = graph.values[*found].type.dims;
  if (!dims) dims = Dimensions(given.shape.rank());
  const auto refuse = [&] {
    return mismatch(text("input '", given.name, "' has shape ", to_string(*dims), ", got ", given.shape.to_string()));
  };
  if (dims->size() != given.shape.rank()) return refuse();
  for (std::size_t i = 0; i < dims->size(); ++i) {
    Dimension& d = (*dims)[i];
    if (d.fixed() && !d.is(given.shape[i])) return refuse();
    if (!d.symbol().empty()) {
      const auto [at, is_new] = symbols.emplace(d.symbol(), given.shape[i]);
      if (!is_new && at->second != given.shape[i]) return refuse();
    }
    d = given.shape[i];
  }
  return Done{};
}

// What later arithmetic relies on: extents from 0 to 2^40, as are the products of known shapes.
// where() is the text for messages.
template <class Where>
Status check_type(const TensorType& type, Where where) {
  if (!type.dims) return Done{};
  if (type.dims->size() > Shape::max_rank) {
    return Error{ErrorCode::unsupported, text(where(), " has rank ", type.dims->size(), ", at most ", Shape::max_rank, " is supported")};
  }
  for (const Dimension& d : *type.dims) {
    if (d.fixed() && (d.extent() < 0 || d.extent() > max_extent)) return mismatch(text(where(), " has shape ", to_string(*type.dims)));
  }
  const auto shape = fixed_shape(*type.dims);
  if (!shape.ok()) return Error{shape.error().code, text(where(), ": ", shape.error().message)};
  return Done{};
}

// Shape arithmetic is done in 64 bits; where a narrower type would have wrapped, the value is not followed.
void forget_overflow(Value& value) {
  if (!value.contents || !value.type.element || element_bits(*value.type.element) == 64) return;
  const int bits = element_bits(*value.type.element);
  const std::int64_t top = std::int64_t{1} << (is_signed(*value.type.element) ? bits - 1 : bits);
  const std::int64_t bottom = is_signed(*value.type.element) ? -top : 0;
  for (Dimension& d : *value.contents) {
    if (d.fixed() && (d.extent() < bottom || d.extent() >= top)) d = Dimension();
  }
}

}  // namespace

Status infer_shapes(Graph& graph, std::span<const InputShape> given) {
  Symbols symbols;
  for (const InputShape& one : given) ZP_CHECK(bind(graph, one, symbols));
  for (ValueId id : graph.inputs) {
    Value& value = graph.values[id];
    for (std::size_t i = 0; value.type.dims && i < value.type.dims->size(); ++i) {
      Dimension& d = (*value.type.dims)[i];
      if (const auto bound = symbols.find(d.symbol()); !d.fixed() && bound != symbols.end()) d = bound->second;
    }
    ZP_CHECK(check_type(value.type, [&] { return text("input '", value.name, "'"); }));
  }
  for (const Node& node : graph.nodes) {
    for (ValueId output : node.outputs) {
      if (output != absent) graph.values[output].contents.reset();
    }
    ShapeContext context(graph, node);
    // In com.microsoft's operators zero points in the middle may be left out; their rules look for the rest.
    const std::size_t required = node.op->domain == onnx_domain ? node.op->inputs.least : 1;
    for (std::size_t i = 0; i < required; ++i) {
      if (!node.has_input(i) && node.op->inputs.least > 0) return context.error("input ", i, " is missing");
    }
    ZP_CHECK(node.op->shape_rule(context));
    for (ValueId output : node.outputs) {
      if (output == absent) continue;
      Value& value = graph.values[output];
      ZP_CHECK(check_type(value.type, [&] { return graph.describe(node); }));
      forget_overflow(value);
    }
  }
  return Done{};
}

}  // namespace zeropoint

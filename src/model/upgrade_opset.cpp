#include "model/upgrade_opset.h"

#include <algorithm>

#include "core/text.h"
#include "model/operators.h"
#include "model/unique_names.h"

namespace zeropoint {

namespace {

// One node on its way to a newer version.
struct Upgrade {
  Graph& graph;
  UniqueNames& names;
  Node& node;
  int version;

  bool passes(int since) const { return node.opset < since && version >= since; }

  std::optional<AttributeValue> take(std::string_view name) {
    const auto found = std::ranges::find(node.attributes, name, &Attribute::name);
    if (found == node.attributes.end()) return std::nullopt;
    AttributeValue value = std::move(found->value);
    node.attributes.erase(found);
    return value;
  }

  void set_input(std::size_t i, std::string_view name, Constant constant) {
    if (node.inputs.size() <= i) node.inputs.resize(i + 1, absent);
    node.inputs[i] = graph.add_constant(names.make(text(graph.values[node.outputs[0]].name, ".", name)), std::move(constant));
  }

  // An attribute becomes an input, if it is there.
  Status move_integers(std::string_view name, std::size_t input) {
    const auto value = take(name);
    const auto* list = value ? std::get_if<std::vector<std::int64_t>>(&*value) : nullptr;
    if (list == nullptr) return Done{};
    ZP_TRY(Constant constant, Constant::from_integers(ElementType::i64, {std::ssize(*list)}, *list));
    set_input(input, name, std::move(constant));
    return Done{};
  }
  Status move_float(std::string_view name, std::size_t input) {
    const auto value = take(name);
    const auto* number = value ? std::get_if<float>(&*value) : nullptr;
    if (number == nullptr) return Done{};
    if (graph.values[node.inputs[0]].type.element.value_or(ElementType::f32) != ElementType::f32) {
      return refuse("attribute '", name, "' becomes an input, which is supported for float");
    }
    ZP_TRY(Constant constant, Constant::from_floats({}, {number, 1}));
    set_input(input, name, std::move(constant));
    return Done{};
  }

  template <class... Parts>
  Error refuse(const Parts&... parts) const {
    return Error{ErrorCode::unsupported, text(graph.describe(node), ": cannot be written for opset ", version, ": ", parts...)};
  }
};

Status clip(Upgrade& u) {
  if (!u.passes(11)) return Done{};
  ZP_CHECK(u.move_float("min", 1));
  return u.move_float("max", 2);
}

Status pad(Upgrade& u) {
  if (!u.passes(11)) return Done{};
  ZP_CHECK(u.move_integers("pads", 1));
  return u.move_float("value", 2);
}

Status slice(Upgrade& u) {
  if (!u.passes(10)) return Done{};
  ZP_CHECK(u.move_integers("starts", 1));
  ZP_CHECK(u.move_integers("ends", 2));
  return u.move_integers("axes", 3);
}

Status squeeze(Upgrade& u) { return u.passes(13) ? u.move_integers("axes", 1) : Status(Done{}); }
Status reduce(Upgrade& u) { return u.passes(18) ? u.move_integers("axes", 1) : Status(Done{}); }

Status split(Upgrade& u) {
  if (u.passes(13)) ZP_CHECK(u.move_integers("split", 1));
  if (!u.passes(18) || u.node.has_input(1)) return Done{};
  u.node.attributes.push_back({"num_outputs", static_cast<std::int64_t>(u.node.outputs.size())});
  return Done{};
}

// Before opset 13 all axes from `axis` on were one. The same as one axis where the others have one element.
Status softmax(Upgrade& u) {
  if (!u.passes(13)) return Done{};
  const auto& dims = u.graph.values[u.node.inputs[0]].type.dims;
  if (!dims) return u.refuse("the rank of its input is not known");
  const auto given = u.take("axis");
  const auto* number = given ? std::get_if<std::int64_t>(&*given) : nullptr;
  std::int64_t axis = number != nullptr ? *number : 1;
  if (axis < 0) axis += std::ssize(*dims);
  for (auto k = axis + 1; k < std::ssize(*dims); ++k) {
    if (!(*dims)[static_cast<std::size_t>(k)].is(1)) return u.refuse("axis ", axis, " of ", to_string(*dims), " took all axes behind it in");
  }
  u.node.attributes.push_back({"axis", axis});
  return Done{};
}

Status resize(Upgrade& u) {
  if (u.passes(13)) {
    const AttributeValue* mode = u.node.attribute("coordinate_transformation_mode");
    if (mode != nullptr && *mode == AttributeValue("tf_half_pixel_for_nn")) return u.refuse("tf_half_pixel_for_nn ended with opset 12");
  }
  if (!u.passes(11)) return Done{};
  const auto& scales = u.graph.values[u.node.inputs[1]].constant;
  if (!scales) return u.refuse("its scales are not known");
  bool grows = true, shrinks = true;
  for (std::size_t i = 0; i < scales->size(); ++i) {
    grows = grows && scales->real_at(i) >= 1;
    shrinks = shrinks && scales->real_at(i) <= 1;
  }
  // Opset 10 rounded down on axes that grow and up on those that shrink (runtime/operations/resize_axis.h).
  if (!grows && !shrinks) return u.refuse("it makes one axis longer and another one shorter");
  u.node.inputs = {u.node.inputs[0], absent, u.node.inputs[1]};
  ZP_TRY(Constant roi, Constant::from_floats({0}, {}));
  u.set_input(1, "roi", std::move(roi));  // opset 11 wants it, be it empty
  u.node.attributes.push_back({"coordinate_transformation_mode", std::string("asymmetric")});
  u.node.attributes.push_back({"nearest_mode", std::string(grows ? "floor" : "ceil")});
  return Done{};
}

Status dropout(Upgrade& u) {
  if (u.passes(10) && u.node.has_output(1)) return u.refuse("its mask was of the input's type and is bool since");
  if (u.passes(12)) u.take("ratio");  // of training, which is not read
  return Done{};
}

Status batch_normalization(Upgrade& u) {
  if (u.passes(9)) u.take("spatial");
  return Done{};
}

struct Rule {
  std::string_view op;
  Status (*apply)(Upgrade&);
};
// Operators that are written differently since some opset above 7, the oldest that is read. All others only came to
// take more types, or attributes whose defaults are what they did before.
constexpr Rule rules[] = {
    {"BatchNormalization", batch_normalization}, {"Clip", clip}, {"Dropout", dropout}, {"LogSoftmax", softmax}, {"Pad", pad},
    {"ReduceMean", reduce}, {"Resize", resize}, {"Slice", slice}, {"Softmax", softmax}, {"Split", split}, {"Squeeze", squeeze},
    {"Unsqueeze", squeeze},
};

}  // namespace

Status upgrade_opset(Graph& graph, int version) {
  UniqueNames names(graph);
  for (Node& node : graph.nodes) {
    if (node.op->domain != onnx_domain || node.opset >= version) continue;
    Upgrade upgrade{graph, names, node, version};
    const auto* rule = std::ranges::find(rules, node.op->name, &Rule::op);
    if (rule != std::end(rules)) ZP_CHECK(rule->apply(upgrade));
    node.opset = version;
  }
  return Done{};
}

}  // namespace zeropoint

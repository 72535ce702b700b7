#include "model/onnx_reader.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "model/operators.h"
#include "model/raw_model.h"
#include "model/read_attribute.h"
#include "model/read_tensor.h"
#include "model/topological_order.h"
#include "model/unsupported.h"

namespace zeropoint {

namespace {

// IR 3 came with opset 7 (2017), IR 10 with opset 21 (2024); later ones add nothing to what is read here.
constexpr std::int64_t oldest_ir = 3;
constexpr std::int64_t newest_ir = 13;

Error invalid(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }
Error unsupported(std::string message) { return {ErrorCode::unsupported, std::move(message)}; }

Status check_versions(const RawModel& raw) {
  if (raw.ir_version < oldest_ir || raw.ir_version > newest_ir) {
    return unsupported(text("ONNX IR version ", raw.ir_version, " is not read; versions ", oldest_ir, " to ", newest_ir, " are"));
  }
  const auto opset = std::ranges::find(raw.opsets, onnx_domain, &Opset::domain);
  const bool needed = std::ranges::any_of(raw.nodes, [](const RawNode& n) { return n.domain.empty() || n.domain == "ai.onnx"; });
  if (opset == raw.opsets.end() && needed) return invalid("the model does not say which opset it needs");
  if (opset != raw.opsets.end() && (opset->version < oldest_opset || opset->version > newest_opset)) {
    return unsupported(text("opset ", opset->version, " is not read; opsets ", oldest_opset, " to ", newest_opset, " are"));
  }
  return Done{};
}

class Builder {
 public:
  explicit Builder(const RawModel& raw) : raw_(raw) {}

  Result<Graph> build() {
    graph_.name = raw_.graph_name;
    graph_.producer = raw_.producer;
    if (!raw_.producer_version.empty()) graph_.producer += text(graph_.producer.empty() ? "" : " ", raw_.producer_version);
    graph_.ir_version = raw_.ir_version;
    graph_.opsets = raw_.opsets;
    ZP_CHECK(add_initializers());
    ZP_CHECK(add_inputs());
    ZP_CHECK(add_nodes());
    ZP_CHECK(bind_inputs());
    ZP_CHECK(bind_outputs());
    ZP_CHECK(sort());
    return std::move(graph_);
  }

 private:
  // Every name is defined once.
  Result<ValueId> define(std::string_view name, std::string_view what, TensorType type) {
    if (name.empty()) return invalid(text(what, " has no name"));
    const auto id = static_cast<ValueId>(graph_.values.size());
    if (!ids_.emplace(name, id).second) return invalid(text("the name '", name, "' is defined twice"));
    ZP_CHECK(keep(name.size(), name_bytes_, max_name_bytes, "names"));
    return graph_.add_value(std::string(name), std::move(type));
  }

  static Status keep(std::size_t bytes, std::size_t& sum, std::size_t most, std::string_view what) {
    sum += bytes;
    if (sum > most) return Error{ErrorCode::too_large, text("the model's ", what, " are longer than ", most, " bytes together")};
    return Done{};
  }

  // Read before any is named: so their bytes lie side by side, and leave one large hole where they are let go of.
  Status add_initializers() {
    std::vector<NamedConstant> all;
    all.reserve(raw_.initializers.size());
    for (const WireReader& tensor : raw_.initializers) {
      ZP_TRY(NamedConstant read, read_tensor(tensor, "initializer"));
      all.push_back(std::move(read));
    }
    for (NamedConstant& read : all) {
      ZP_TRY(const ValueId id, define(read.name, "an initializer", {read.constant.type(), dimensions(read.constant.shape())}));
      graph_.values[id].constant = std::move(read.constant);
    }
    return Done{};
  }

  Status add_inputs() {
    std::set<std::string_view> seen;
    for (const RawValue& input : raw_.inputs) {
      if (!seen.insert(input.name).second) return invalid(text("the input '", input.name, "' is defined twice"));
      // Before IR 4 every initializer was listed as an input too, a default that callers may override. A
      // network's weights are not overridden: they are constants.
      if (ids_.contains(input.name)) continue;
      if (!input.type.element) return invalid(text("the input '", input.name, "' has no element type"));
      ZP_TRY(const ValueId id, define(input.name, "an input", input.type));
      graph_.inputs.push_back(id);
    }
    return Done{};
  }

  Status add_nodes() {
    first_made_ = graph_.values.size();
    graph_.nodes.reserve(raw_.nodes.size());
    for (const RawNode& raw : raw_.nodes) {
      Node node;
      node.name = raw.name;
      node.op = find_operator(raw.domain, raw.op);
      node.opset = graph_.opset(node.op->domain);
      const std::string label = text(node.op->name, " '", node_label(raw), "'");
      ZP_CHECK(check_arity(label, "inputs", raw.inputs, node.op->inputs));
      ZP_CHECK(check_arity(label, "outputs", raw.outputs, node.op->outputs));
      for (std::string_view output : raw.outputs) {
        if (output.empty()) {
          node.outputs.push_back(absent);
          continue;
        }
        ZP_TRY(const ValueId id, define(output, label, {}));
        node.outputs.push_back(id);
      }
      for (const WireReader& attribute : raw.attributes) {
        ZP_TRY(Attribute read, read_attribute(attribute, label));
        if (read.name == qmin_attribute || read.name == qmax_attribute) return invalid(text(label, ": ONNX has no attribute '", read.name, "'"));
        if (node.attribute(read.name) != nullptr) return invalid(text(label, ": attribute '", read.name, "' is given twice"));
        if (node.attributes.size() == 64) return Error{ErrorCode::too_large, text(label, " has more than 64 attributes")};
        ZP_CHECK(keep(read.name.size() + list_bytes(read.value), list_bytes_, max_list_bytes, "attributes"));
        node.attributes.push_back(std::move(read));
      }
      graph_.nodes.push_back(std::move(node));
    }
    return Done{};
  }

  static Status check_arity(std::string_view label, std::string_view what, const std::vector<std::string_view>& names, Arity arity) {
    // Absent ones at the end need not be written.
    std::size_t present = names.size();
    while (present > 0 && names[present - 1].empty()) --present;
    if (present >= arity.least && names.size() <= arity.most) return Done{};
    return invalid(text(label, " has ", names.size(), " ", what, ", not ",
                        arity.least == arity.most ? text(arity.least) : text(arity.least, " to ", arity.most)));
  }

  Status bind_inputs() {
    for (std::size_t n = 0; n < raw_.nodes.size(); ++n) {
      for (std::string_view input : raw_.nodes[n].inputs) {
        const auto found = ids_.find(input);
        if (!input.empty() && found == ids_.end()) {
          return invalid(text(graph_.describe(graph_.nodes[n]), " reads '", input, "', which nothing defines"));
        }
        graph_.nodes[n].inputs.push_back(input.empty() ? absent : found->second);
      }
    }
    return Done{};
  }

  Status bind_outputs() {
    if (raw_.outputs.empty()) return invalid("the graph has no outputs");
    for (const RawValue& output : raw_.outputs) {
      const auto found = ids_.find(output.name);
      if (found == ids_.end()) return invalid(text("the graph's output '", output.name, "' is not made by any node"));
      if (std::ranges::find(graph_.outputs, found->second) != graph_.outputs.end()) {
        return invalid(text("the graph's output '", output.name, "' is listed twice"));
      }
      if (graph_.outputs.size() == many) return Error{ErrorCode::too_large, text("the graph has more than ", many, " outputs")};
      graph_.outputs.push_back(found->second);
      if (found->second >= first_made_) graph_.values[found->second].type = output.type;
    }
    return Done{};
  }

  Status sort() {
    const Links links(graph_);
    const auto order = topological_order(graph_.nodes, links.producer);
    if (!order) return invalid("the graph has a cycle: some nodes wait for their own results");
    std::vector<Node> sorted;
    sorted.reserve(order->size());
    for (std::size_t n : *order) sorted.push_back(std::move(graph_.nodes[n]));
    graph_.nodes = std::move(sorted);
    return Done{};
  }

  const RawModel& raw_;
  Graph graph_;
  std::map<std::string_view, ValueId> ids_;
  std::size_t name_bytes_ = 0, list_bytes_ = 0;  // kept so far
  std::size_t first_made_ = 0;  // values from here on are made by nodes
};

}  // namespace

Result<Graph> read_onnx(std::span<const std::byte> file) {
  ZP_TRY(const RawModel& raw, read_raw_model(file));
  ZP_CHECK(check_versions(raw));
  ZP_CHECK(check_supported(raw));
  return Builder(raw).build();
}

}  // namespace zeropoint

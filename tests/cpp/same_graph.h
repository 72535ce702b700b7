// Whether two graphs are the same but for the numbers of their values and for constants that nothing reads.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/text.h"
#include "model/graph.h"
#include "model/operators.h"

namespace zeropoint::test {

inline bool same_attributes(const Node& a, const Node& b) {
  return std::ranges::equal(a.attributes, b.attributes, [](const Attribute& x, const Attribute& y) { return x.name == y.name && x.value == y.value; });
}

// The first difference; empty if there is none.
inline std::string difference(const Graph& a, const Graph& b) {
  const auto name_of = [](const Graph& graph, ValueId id) { return id == absent ? std::string() : graph.values[id].name; };
  // Absent ones at the end need not be written.
  const auto names_of = [&](const Graph& graph, const std::vector<ValueId>& ids) {
    std::vector<std::string> names;
    for (const ValueId id : ids) names.push_back(name_of(graph, id));
    while (!names.empty() && names.back().empty()) names.pop_back();
    return names;
  };
  if (a.name != b.name) return text("graphs '", a.name, "' and '", b.name, "'");
  if (!std::ranges::equal(a.opsets, b.opsets, [](const Opset& x, const Opset& y) { return x.domain == y.domain && x.version == y.version; })) return "opsets";
  const auto describe = [](const Graph& graph, const std::vector<ValueId>& ids) {
    std::string out;
    for (const ValueId id : ids) out += text(graph.values[id].name, " ", graph.values[id].type.to_string(), "; ");
    return out;
  };
  if (describe(a, a.inputs) != describe(b, b.inputs)) return text("inputs ", describe(a, a.inputs), " and ", describe(b, b.inputs));
  if (describe(a, a.outputs) != describe(b, b.outputs)) return text("outputs ", describe(a, a.outputs), " and ", describe(b, b.outputs));
  if (a.nodes.size() != b.nodes.size()) return text(a.nodes.size(), " and ", b.nodes.size(), " nodes");
  for (std::size_t n = 0; n < a.nodes.size(); ++n) {
    const Node &x = a.nodes[n], &y = b.nodes[n];
    const bool same = x.name == y.name && x.op == y.op && x.opset == y.opset && x.activation == y.activation && same_attributes(x, y) &&
                      names_of(a, x.inputs) == names_of(b, y.inputs) && names_of(a, x.outputs) == names_of(b, y.outputs);
    if (!same) return text(a.describe(x), " and ", b.describe(y));
    for (std::size_t i = 0; i < std::min(x.inputs.size(), y.inputs.size()); ++i) {
      if (x.inputs[i] == absent) continue;
      if (a.values[x.inputs[i]].constant != b.values[y.inputs[i]].constant) return text("the constant '", a.values[x.inputs[i]].name, "'");
    }
  }
  return "";
}

}  // namespace zeropoint::test

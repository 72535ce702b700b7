#include "model/unsupported.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "core/text.h"
#include "model/operators.h"

namespace zeropoint {

namespace {

// A message longer than a screen helps nobody.
constexpr std::size_t operators_named = 40;
constexpr std::size_t nodes_named = 20;

int opset_of(const RawModel& model, std::string_view domain) {
  const auto found = std::ranges::find(model.opsets, domain, &Opset::domain);
  return found == model.opsets.end() ? 0 : found->version;
}

// Nothing if the node can be read.
std::optional<std::string> complaint(const RawModel& model, const RawNode& node) {
  const OperatorRow* row = find_operator(node.domain, node.op);
  if (row == nullptr) return node.op.empty() ? "a node without an operator" : qualified_name(node.domain, node.op);
  if (row->domain == internal_domain) return qualified_name(row->domain, row->name);
  const int opset = opset_of(model, row->domain);
  if (opset >= row->first_opset && opset <= row->last_opset) return std::nullopt;
  return text(qualified_name(row->domain, row->name), " of opset ", opset);
}

struct Users {
  std::size_t count = 0;
  std::string named;
};

}  // namespace

std::string_view node_label(const RawNode& node) {
  if (!node.name.empty()) return node.name;
  const auto named = std::ranges::find_if(node.outputs, [](std::string_view output) { return !output.empty(); });
  return named == node.outputs.end() ? std::string_view() : *named;
}

Status check_supported(const RawModel& model) {
  std::map<std::string, Users> refused;
  for (const RawNode& node : model.nodes) {
    const auto what = complaint(model, node);
    if (!what) continue;
    Users& users = refused[*what];
    if (++users.count <= nodes_named) users.named += text(users.count > 1 ? ", " : "", "'", node_label(node), "'");
  }
  if (refused.empty()) return Done{};
  std::string message = "operators that are not supported: ";
  std::size_t listed = 0;
  for (const auto& [what, users] : refused) {
    if (listed == operators_named) {
      message += text("; and ", refused.size() - listed, " more");
      break;
    }
    message += text(listed > 0 ? "; " : "", what, " (", users.named);
    if (users.count > nodes_named) message += text(" and ", users.count - nodes_named, " more");
    message += ")";
    ++listed;
  }
  return Error{ErrorCode::unsupported, std::move(message)};
}

}  // namespace zeropoint

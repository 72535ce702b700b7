#include "runtime/lowering/tables.h"

#include <algorithm>

#include "core/text.h"
#include "model/operators.h"

namespace zeropoint::lowering {

Result<Node> table_node(Rewriter& r, std::string name, ValueId x, const TableBytes& bytes, ElementType type) {
  ZP_TRY(auto buffer, Buffer<std::byte>::make(bytes.size()));
  std::ranges::copy(bytes, buffer.begin());
  Node made = r.make(internal_domain, "LookupTable", std::move(name));
  const std::string table_name = text(r.value(x).name, "_table");
  made.inputs = {x, r.add_constant(table_name, Constant(type, Shape{256}, std::move(buffer)))};
  return made;
}

Result<Codes> as_type(Rewriter& r, const Codes& from, ElementType type) {
  if (from.type == type) return from;
  TableBytes bytes;
  for (std::size_t b = 0; b < bytes.size(); ++b) bytes[b] = static_cast<std::byte>(b ^ 0x80U);
  const std::string name = text(r.value(from.q).name, "_", element_type_name(type));
  ZP_TRY(Node made, table_node(r, name, from.q, bytes, type));
  const std::int32_t shift = type == ElementType::i8 ? -128 : 128;
  Codes out = from;
  out.q = r.add_value(name);
  out.type = type;
  out.params.zero_point += shift, out.params.qmin += shift, out.params.qmax += shift;
  ZP_TRY(Constant zero, Constant::from_integers(type, Shape{}, std::vector<std::int64_t>{out.params.zero_point}));
  out.zero_point = r.add_constant(text(name, "_zero_point"), std::move(zero));
  made.outputs = {out.q};
  r.add(std::move(made));
  return out;
}

}  // namespace zeropoint::lowering

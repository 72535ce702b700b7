// AttributeProto → Attribute.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "model/attribute.h"
#include "model/wire.h"

namespace zeropoint {

// A list in an attribute holds no more values than this, and a word no more bytes; longer ones belong into
// tensors.
constexpr std::size_t max_attribute_values = 65536;

// owner: "Conv 'x'", for messages. Errors: damaged data; a graph, a sparse tensor, several tensors or a
// reference (unsupported); a value of another kind than the attribute says, or than its name stands for in
// the operators of the registry.
Result<Attribute> read_attribute(WireReader attribute, std::string_view owner);

// Bytes of a list or word, which are what a ceiling of all attributes counts: a tensor has its own.
std::size_t list_bytes(const AttributeValue& value);

}  // namespace zeropoint

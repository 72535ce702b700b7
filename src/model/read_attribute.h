// AttributeProto → Attribute.
#pragma once

#include <optional>
#include <string_view>

#include "core/result.h"
#include "model/attribute.h"
#include "model/wire.h"

namespace zeropoint {

// A list in an attribute holds no more values than this; longer ones belong into tensors.
constexpr std::size_t max_attribute_values = 65536;

// owner: "Conv 'x'", for messages. Errors: damaged data; a graph, a sparse tensor, several tensors or a
// reference; a value of another kind than the attribute says.
Result<Attribute> read_attribute(WireReader attribute, std::string_view owner);

}  // namespace zeropoint

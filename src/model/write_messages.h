// The messages of an ONNX file that are small: attributes, descriptions of inputs and outputs, nodes.
#pragma once

#include <string>
#include <string_view>

#include "model/graph.h"

namespace zeropoint {

// NodeProto. Inputs and outputs that are absent at the end are not written.
std::string node_message(const Graph& graph, const Node& node);
// ValueInfoProto, with what is known of the type.
std::string value_message(const Value& value);
// TensorProto without the bytes of its raw_data, which are the last field and come right behind.
std::string tensor_head(std::string_view name, const Constant& constant);

// A tag and a length, for a field whose bytes are written elsewhere.
void append_field_head(std::string& out, std::uint32_t field, std::size_t length);

}  // namespace zeropoint

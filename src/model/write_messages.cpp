#include "model/write_messages.h"

#include "model/operators.h"
#include "model/protozero_writer.h"

namespace zeropoint {

namespace {

// Field numbers of onnx.proto are written where they are used, with the field's name beside them.

using protozero::pbf_writer;

// AttributeProto.type
enum Kind : std::int32_t { kind_float = 1, kind_int, kind_string, kind_tensor, kind_graph, kind_floats, kind_ints, kind_strings };

struct AttributeWriter {
  pbf_writer& out;

  Kind operator()(std::int64_t value) const {
    out.add_int64(3, value);  // i
    return kind_int;
  }
  Kind operator()(float value) const {
    out.add_float(2, value);  // f
    return kind_float;
  }
  Kind operator()(const std::string& value) const {
    out.add_bytes(4, value);  // s
    return kind_string;
  }
  Kind operator()(const Constant& value) const {
    std::string tensor = tensor_head("", value);
    tensor.append(reinterpret_cast<const char*>(value.bytes().data()), value.bytes().size());
    out.add_message(5, tensor);  // t
    return kind_tensor;
  }
  // Lists are not packed, as onnx.proto has them; readers take both.
  Kind operator()(const std::vector<std::int64_t>& values) const {
    for (const std::int64_t value : values) out.add_int64(8, value);  // ints
    return kind_ints;
  }
  Kind operator()(const std::vector<float>& values) const {
    for (const float value : values) out.add_float(7, value);  // floats
    return kind_floats;
  }
  Kind operator()(const std::vector<std::string>& values) const {
    for (const std::string& value : values) out.add_bytes(9, value);  // strings
    return kind_strings;
  }
};

void write_attribute(pbf_writer& node, const Attribute& attribute) {
  pbf_writer out(node, 5);         // attribute
  out.add_string(1, attribute.name);
  out.add_enum(20, std::visit(AttributeWriter{out}, attribute.value));  // type
}

void write_names(pbf_writer& node, std::uint32_t field, const Graph& graph, const std::vector<ValueId>& ids) {
  std::size_t count = ids.size();
  while (count > 0 && ids[count - 1] == absent) --count;
  for (std::size_t i = 0; i < count; ++i) node.add_string(field, ids[i] == absent ? std::string() : graph.values[ids[i]].name);
}

std::string dimension_message(const Dimension& dimension) {
  std::string message;
  pbf_writer out(message);
  if (dimension.fixed()) out.add_int64(1, dimension.extent());                  // dim_value
  else if (!dimension.symbol().empty()) out.add_string(2, dimension.symbol());  // dim_param
  return message;
}

// Messages of their own, because a nested writer leaves out what is empty: a scalar's shape, a size that is open.
std::string shape_message(const Dimensions& dims) {
  std::string message;
  pbf_writer out(message);
  for (const Dimension& dimension : dims) out.add_message(1, dimension_message(dimension));  // dim
  return message;
}

}  // namespace

std::string node_message(const Graph& graph, const Node& node) {
  std::string message;
  pbf_writer out(message);
  write_names(out, 1, graph, node.inputs);
  write_names(out, 2, graph, node.outputs);
  if (!node.name.empty()) out.add_string(3, node.name);
  out.add_string(4, std::string(node.op->name));  // op_type
  for (const Attribute& attribute : node.attributes) write_attribute(out, attribute);
  if (!node.op->domain.empty()) out.add_string(7, std::string(node.op->domain));
  return message;
}

std::string value_message(const Value& value) {
  std::string message;
  pbf_writer out(message);
  out.add_string(1, value.name);
  if (!value.type.element) return message;
  pbf_writer type(out, 2);
  pbf_writer tensor(type, 1);  // tensor_type
  tensor.add_int32(1, onnx_code(*value.type.element));
  if (value.type.dims) tensor.add_message(2, shape_message(*value.type.dims));
  return message;
}

std::string tensor_head(std::string_view name, const Constant& constant) {
  std::string message;
  pbf_writer out(message);
  for (std::size_t i = 0; i < constant.shape().rank(); ++i) out.add_int64(1, constant.shape()[i]);  // dims
  out.add_int32(2, onnx_code(constant.type()));                                                     // data_type
  if (!name.empty()) out.add_string(8, name.data(), name.size());
  append_field_head(message, 9, constant.bytes().size());  // raw_data
  return message;
}

void append_field_head(std::string& out, std::uint32_t field, std::size_t length) {
  constexpr std::uint32_t length_delimited = 2;
  protozero::add_varint_to_buffer(&out, (field << 3) | length_delimited);
  protozero::add_varint_to_buffer(&out, length);
}

}  // namespace zeropoint

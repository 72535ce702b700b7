#include "model/raw_model.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

namespace {

// Field numbers of onnx.proto are written where they are read, with the field's name beside them.

// What has been read so far of what has a ceiling.
struct Budget {
  std::size_t values = 0;
  std::size_t name_bytes = 0;

  void take_value(WireReader& reader) {
    if (++values > max_values) reader.refuse(ErrorCode::too_large, text("the model names more than ", max_values, " values"));
  }

  std::string_view name(WireReader& reader) {
    const std::string_view name = reader.bytes();
    name_bytes += name.size();
    if (name.size() > max_name_length) reader.refuse(ErrorCode::too_large, text("a name is longer than ", max_name_length, " bytes"));
    if (name_bytes > max_name_bytes) reader.refuse(ErrorCode::too_large, text("the model's names are longer than ", max_name_bytes, " bytes together"));
    return name;
  }
};

RawNode read_node(WireReader& graph, Budget& budget) {
  RawNode node;
  graph.each_field("NodeProto", [&](WireReader& field) {
    switch (field.tag()) {
      case 1: node.inputs.push_back(budget.name(field)); budget.take_value(field); break;   // input
      case 2: node.outputs.push_back(budget.name(field)); budget.take_value(field); break;  // output
      case 3: node.name = budget.name(field); break;
      case 4: node.op = budget.name(field); break;  // op_type
      case 5: node.attributes.push_back(field.message("AttributeProto")); budget.take_value(field); break;
      case 7: node.domain = budget.name(field); break;
      default: field.skip();
    }
  });
  return node;
}

Dimension read_dimension(WireReader& shape, Budget& budget) {
  Dimension dimension;
  shape.each_field("TensorShapeProto.Dimension", [&](WireReader& field) {
    if (field.tag() == 1) {  // dim_value; some exporters write -1 or 0 for "any"
      const std::int64_t extent = field.integer();
      dimension = extent > 0 ? Dimension(extent) : Dimension();
    } else if (field.tag() == 2) {  // dim_param; one longer than any name people give is an exporter's formula, and unknown here
      const std::string_view symbol = budget.name(field);
      dimension = symbol.size() <= max_symbol_length ? Dimension::named(std::string(symbol)) : Dimension();
    } else {
      field.skip();
    }
  });
  return dimension;
}

Dimensions read_shape(WireReader& tensor, Budget& budget) {
  Dimensions dims;
  tensor.each_field("TensorShapeProto", [&](WireReader& field) {
    if (field.tag() != 1) {  // dim
      field.skip();
    } else if (dims.size() == Shape::max_rank) {
      field.refuse(ErrorCode::unsupported, text("an input or output has more than ", Shape::max_rank, " dimensions, which is not supported"));
    } else {
      dims.push_back(read_dimension(field, budget));
    }
  });
  return dims;
}

TensorType read_tensor_type(WireReader& type_proto, std::string_view name, Budget& budget) {
  TensorType type;
  type_proto.each_field("TypeProto.Tensor", [&](WireReader& field) {
    if (field.tag() == 1) {  // elem_type
      const std::int64_t code = field.integer();
      type.element = element_type_of_onnx(code);
      if (type.element || code == 0) return;
      field.refuse(ErrorCode::unsupported, text("input or output '", name, "': element type ", onnx_type_name(code), " (", code, ") is not supported"));
    } else if (field.tag() == 2) {  // shape
      type.dims = read_shape(field, budget);
    } else {
      field.skip();
    }
  });
  return type;
}

RawValue read_value(WireReader& graph, Budget& budget) {
  RawValue value;
  graph.each_field("ValueInfoProto", [&](WireReader& info) {
    if (info.tag() == 1) {
      value.name = budget.name(info);
    } else if (info.tag() == 2) {  // type
      info.each_field("TypeProto", [&](WireReader& type) {
        if (type.tag() == 1) value.type = read_tensor_type(type, value.name, budget);
        else if (type.tag() == 6) type.skip();  // denotation
        else type.refuse(ErrorCode::unsupported, text("input or output '", value.name, "' is not a tensor, which is not supported"));
      });
    } else {
      info.skip();
    }
  });
  budget.take_value(graph);
  return value;
}

void read_graph(WireReader& file, RawModel& model) {
  Budget budget;
  file.each_field("GraphProto", [&](WireReader& field) {
    switch (field.tag()) {
      case 1:  // node
        if (model.nodes.size() == max_nodes) field.refuse(ErrorCode::too_large, text("the model has more than ", max_nodes, " nodes"));
        else model.nodes.push_back(read_node(field, budget));
        break;
      case 2: model.graph_name = budget.name(field); break;
      case 5: model.initializers.push_back(field.message("TensorProto")); budget.take_value(field); break;
      case 11: model.inputs.push_back(read_value(field, budget)); break;
      case 12: model.outputs.push_back(read_value(field, budget)); break;
      case 15: field.refuse(ErrorCode::unsupported, "sparse initializers are not supported"); break;
      default: field.skip();  // value_info too: shapes are inferred here, not believed
    }
  });
}

void read_opset(WireReader& file, RawModel& model) {
  if (model.opsets.size() == 64) return file.refuse(ErrorCode::too_large, "the model imports more than 64 operator sets");
  Opset opset;
  Budget budget;
  file.each_field("OperatorSetIdProto", [&](WireReader& field) {
    if (field.tag() == 1) {
      opset.domain = budget.name(field);
    } else if (field.tag() == 2) {  // version
      const std::int64_t version = field.integer();
      if (version < 0 || version > 1'000'000) field.fail(text("opset ", version, " does not exist"));
      else opset.version = static_cast<int>(version);
    } else {
      field.skip();
    }
  });
  if (opset.domain == "ai.onnx") opset.domain.clear();
  const auto twin = std::ranges::find(model.opsets, opset.domain, &Opset::domain);
  if (twin != model.opsets.end() && twin->version != opset.version) file.fail(text("it imports two versions of the operator set '", opset.domain, "'"));
  if (twin == model.opsets.end()) model.opsets.push_back(std::move(opset));
}

}  // namespace

Result<RawModel> read_raw_model(std::span<const std::byte> file) {
  RawModel model;
  Budget budget;
  bool has_graph = false;
  WireReader reader({reinterpret_cast<const char*>(file.data()), file.size()}, "ModelProto");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1: model.ir_version = reader.integer(); break;
      case 2: model.producer = budget.name(reader); break;          // producer_name
      case 3: model.producer_version = budget.name(reader); break;
      case 7:  // graph
        if (has_graph) reader.fail("it has two graphs");
        else read_graph(reader, model);
        has_graph = true;
        break;
      case 8: read_opset(reader, model); break;  // opset_import
      default: reader.skip();
    }
  }
  ZP_CHECK(reader.status());
  if (!has_graph) return Error{ErrorCode::invalid_argument, "not a readable ONNX file: it holds no graph"};
  return model;
}

}  // namespace zeropoint

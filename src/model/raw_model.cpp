#include "model/raw_model.h"

#include "core/text.h"

namespace zeropoint {

namespace {

// Field numbers of onnx.proto are written where they are read, beside the field's name.

struct Budget {
  std::size_t values = 0;
  void take(WireReader& reader) {
    if (++values > max_values) reader.fail(text("it names more than ", max_values, " values"));
  }
};

std::string_view read_name(WireReader& reader) {
  const std::string_view name = reader.bytes();
  if (name.size() > max_name_length) reader.fail(text("a name is longer than ", max_name_length, " bytes"));
  return name;
}

RawNode read_node(WireReader& parent, Budget& budget) {
  RawNode node;
  WireReader reader = parent.message("NodeProto");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1: node.inputs.push_back(read_name(reader)); budget.take(reader); break;   // input
      case 2: node.outputs.push_back(read_name(reader)); budget.take(reader); break;  // output
      case 3: node.name = read_name(reader); break;
      case 4: node.op = read_name(reader); break;  // op_type
      case 5: node.attributes.push_back(reader.message("AttributeProto")); budget.take(reader); break;
      case 7: node.domain = read_name(reader); break;
      default: reader.skip();
    }
  }
  parent.take_failure(reader);
  return node;
}

Dimension read_dimension(WireReader& parent) {
  Dimension dimension;
  WireReader reader = parent.message("TensorShapeProto.Dimension");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1: {  // dim_value; some exporters write -1 or 0 for "any"
        const std::int64_t extent = reader.integer();
        dimension = extent > 0 ? Dimension(extent) : Dimension();
        break;
      }
      case 2: {  // dim_param; one longer than any name people give is an exporter's formula, and unknown here
        const std::string_view symbol = read_name(reader);
        dimension = symbol.size() <= max_symbol_length ? Dimension::named(std::string(symbol)) : Dimension();
        break;
      }
      default: reader.skip();
    }
  }
  parent.take_failure(reader);
  return dimension;
}

Dimensions read_shape(WireReader& parent) {
  Dimensions dims;
  WireReader reader = parent.message("TensorShapeProto");
  while (reader.next()) {
    if (reader.tag() != 1) {  // dim
      reader.skip();
    } else if (dims.size() == Shape::max_rank) {
      reader.fail(text("a shape has more than ", Shape::max_rank, " dimensions"));
    } else {
      dims.push_back(read_dimension(reader));
    }
  }
  parent.take_failure(reader);
  return dims;
}

TensorType read_tensor_type(WireReader& parent) {
  TensorType type;
  WireReader reader = parent.message("TypeProto.Tensor");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1: {  // elem_type
        const std::int64_t code = reader.integer();
        type.element = element_type_of_onnx(code);
        if (!type.element && code != 0) reader.fail(text("element type ", onnx_type_name(code), " (", code, ") is not supported"));
        break;
      }
      case 2: type.dims = read_shape(reader); break;  // shape
      default: reader.skip();
    }
  }
  parent.take_failure(reader);
  return type;
}

RawValue read_value(WireReader& parent, Budget& budget) {
  RawValue value;
  WireReader reader = parent.message("ValueInfoProto");
  while (reader.next()) {
    if (reader.tag() == 1) {
      value.name = read_name(reader);
    } else if (reader.tag() == 2) {  // type
      WireReader type = reader.message("TypeProto");
      while (type.next()) {
        if (type.tag() == 1) {
          value.type = read_tensor_type(type);
        } else if (type.tag() == 6) {  // denotation
          type.skip();
        } else {
          type.fail(text("input or output '", value.name, "' is not a tensor"));
        }
      }
      reader.take_failure(type);
    } else {
      reader.skip();
    }
  }
  budget.take(reader);
  parent.take_failure(reader);
  return value;
}

void read_graph(WireReader& parent, RawModel& model) {
  Budget budget;
  WireReader reader = parent.message("GraphProto");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1:  // node
        if (model.nodes.size() == max_nodes) reader.fail(text("it has more than ", max_nodes, " nodes"));
        else model.nodes.push_back(read_node(reader, budget));
        break;
      case 2: model.graph_name = read_name(reader); break;
      case 5: model.initializers.push_back(reader.message("TensorProto")); budget.take(reader); break;
      case 11: model.inputs.push_back(read_value(reader, budget)); break;
      case 12: model.outputs.push_back(read_value(reader, budget)); break;
      case 15: reader.fail("sparse initializers are not supported"); break;
      default: reader.skip();  // value_info too: shapes are inferred here, not believed
    }
  }
  parent.take_failure(reader);
}

Opset read_opset(WireReader& parent) {
  Opset opset;
  WireReader reader = parent.message("OperatorSetIdProto");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1: opset.domain = read_name(reader); break;
      case 2: {  // version
        const std::int64_t version = reader.integer();
        if (version < 0 || version > 1'000'000) reader.fail(text("opset ", version, " does not exist"));
        else opset.version = static_cast<int>(version);
        break;
      }
      default: reader.skip();
    }
  }
  parent.take_failure(reader);
  if (opset.domain == "ai.onnx") opset.domain.clear();
  return opset;
}

}  // namespace

Result<RawModel> read_raw_model(std::span<const std::byte> file) {
  RawModel model;
  bool has_graph = false;
  WireReader reader({reinterpret_cast<const char*>(file.data()), file.size()}, "ModelProto");
  while (reader.next()) {
    switch (reader.tag()) {
      case 1: model.ir_version = reader.integer(); break;
      case 7:  // graph
        if (has_graph) reader.fail("it has two graphs");
        has_graph = true;
        if (reader.status().ok()) read_graph(reader, model);
        break;
      case 8:  // opset_import
        if (model.opsets.size() == 64) reader.fail("it imports more than 64 operator sets");
        else model.opsets.push_back(read_opset(reader));
        break;
      default: reader.skip();
    }
  }
  ZP_CHECK(reader.status());
  if (!has_graph) return Error{ErrorCode::invalid_argument, "not a readable ONNX file: it holds no graph"};
  return model;
}

}  // namespace zeropoint

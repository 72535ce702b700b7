#include "model/read_attribute.h"

#include "core/text.h"
#include "model/read_tensor.h"

namespace zeropoint {

namespace {

// Field numbers of onnx.proto, AttributeProto, and with them the values of AttributeProto.AttributeType.
enum : std::uint32_t {
  name = 1, f = 2, i = 3, s = 4, t = 5, g = 6, floats = 7, ints = 8, strings = 9, tensors = 10, graphs = 11,
  type = 20, ref_attr_name = 21, tp = 14, type_protos = 15, sparse_tensor = 22, sparse_tensors = 23,
};
enum Kind : std::int64_t { none, kind_float, kind_int, kind_string, kind_tensor, kind_graph, kind_floats, kind_ints, kind_strings };

struct Fields {
  std::string_view name, reference, string;
  std::int64_t kind = none;  // as the file says
  std::int64_t seen = none;  // as the filled field says; old files say no kind
  std::int64_t integer = 0;
  float real = 0;
  std::optional<WireReader> tensor;
  std::vector<std::int64_t> integers;
  std::vector<float> reals;
  std::vector<std::string> words;
  bool unreadable = false;
};

Result<Fields> read_fields(WireReader reader) {
  Fields out;
  while (reader.next()) {
    switch (reader.tag()) {
      case name: out.name = reader.bytes(); break;
      case type: out.kind = reader.integer(); break;
      case ref_attr_name: out.reference = reader.bytes(); break;
      case f: out.real = reader.real(); out.seen = kind_float; break;
      case i: out.integer = reader.integer(); out.seen = kind_int; break;
      case s: out.string = reader.bytes(); out.seen = kind_string; break;
      case t: out.tensor = reader.message("TensorProto"); out.seen = kind_tensor; break;
      case floats: reader.reals(out.reals, max_attribute_values); out.seen = kind_floats; break;
      case ints: reader.integers(out.integers, max_attribute_values); out.seen = kind_ints; break;
      case strings:
        if (out.words.size() == max_attribute_values) reader.fail("too many strings in an attribute");
        else out.words.emplace_back(reader.bytes());
        out.seen = kind_strings;
        break;
      case g: case graphs: case tensors: case tp: case type_protos: case sparse_tensor: case sparse_tensors:
        out.unreadable = true;
        reader.skip();
        break;
      default: reader.skip();
    }
  }
  ZP_CHECK(reader.status());
  return out;
}

}  // namespace

Result<Attribute> read_attribute(WireReader attribute, std::string_view owner) {
  ZP_TRY(Fields fields, read_fields(attribute));
  const std::string label = text(owner, ": attribute '", fields.name, "'");
  const auto invalid = [&](std::string_view complaint) {
    return Error{ErrorCode::invalid_argument, text(label, complaint)};
  };
  if (!fields.reference.empty()) return invalid(" refers to a function's parameter, which is not supported");
  if (fields.unreadable) return invalid(" holds a graph, a type, a sparse tensor or several tensors, which is not supported");
  const std::int64_t kind = fields.kind != none ? fields.kind : fields.seen;
  // An empty list, a zero or an empty string may be left out of the file altogether.
  if (fields.seen != none && fields.seen != kind) return invalid(" holds a value of another kind than it says");
  std::string key(fields.name);
  switch (kind) {
    case kind_float: return Attribute{std::move(key), fields.real};
    case kind_int: return Attribute{std::move(key), fields.integer};
    case kind_string: return Attribute{std::move(key), std::string(fields.string)};
    case kind_floats: return Attribute{std::move(key), std::move(fields.reals)};
    case kind_ints: return Attribute{std::move(key), std::move(fields.integers)};
    case kind_strings: return Attribute{std::move(key), std::move(fields.words)};
    case kind_tensor: {
      if (!fields.tensor) return invalid(" says that it is a tensor and holds none");
      ZP_TRY(NamedConstant tensor, read_tensor(*fields.tensor, label));
      return Attribute{std::move(key), std::move(tensor.constant)};
    }
    default: return invalid(text(" is of a kind that is not supported (", kind, ")"));
  }
}

}  // namespace zeropoint

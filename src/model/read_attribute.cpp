#include "model/read_attribute.h"

#include <algorithm>

#include "core/text.h"
#include "model/raw_model.h"
#include "model/read_tensor.h"

namespace zeropoint {

namespace {

// Field numbers of onnx.proto, AttributeProto, and with them the values of AttributeProto.AttributeType.
enum : std::uint32_t {
  name = 1, f = 2, i = 3, s = 4, t = 5, g = 6, floats = 7, ints = 8, strings = 9, tensors = 10, graphs = 11,
  type = 20, ref_attr_name = 21, tp = 14, type_protos = 15, sparse_tensor = 22, sparse_tensors = 23,
};
enum Kind : std::int64_t { none, kind_float, kind_int, kind_string, kind_tensor, kind_graph, kind_floats, kind_ints, kind_strings };

// What the names of attributes stand for, the same in every operator that is read; whoever reads a node can
// rely on it. "value" is not here: a number of Pad once, a tensor elsewhere.
constexpr std::string_view int_names[] = {
    "allowzero", "antialias", "axis", "block_size", "ceil_mode", "channels_last", "count_include_pad", "end", "exclude_outside", "group",
    "keepdims", "noop_with_empty_axes", "num_outputs", "output_dtype", "saturate", "seed", "select_last_index", "size", "spatial", "start",
    "storage_order", "to", "training_mode", "transA", "transB", "value_int"};
constexpr std::string_view float_names[] = {
    "alpha", "beta", "bias", "cubic_coeff_a", "epsilon", "extrapolation_value", "gamma", "max", "min", "momentum", "ratio", "value_float"};
constexpr std::string_view word_names[] = {
    "auto_pad", "coordinate_transformation_mode", "keep_aspect_ratio_policy", "mode", "nearest_mode", "value_string"};
constexpr std::string_view ints_names[] = {
    "axes", "dilations", "ends", "kernel_shape", "pads", "perm", "split", "starts", "strides", "value_ints"};

// Nothing if any kind will do.
std::optional<Kind> kind_of_name(std::string_view key) {
  const auto in = [&](std::span<const std::string_view> names) { return std::ranges::binary_search(names, key); };
  static_assert(std::ranges::is_sorted(int_names) && std::ranges::is_sorted(float_names));
  static_assert(std::ranges::is_sorted(word_names) && std::ranges::is_sorted(ints_names));
  if (in(int_names)) return kind_int;
  if (in(float_names)) return kind_float;
  if (in(word_names)) return kind_string;
  if (in(ints_names)) return kind_ints;
  if (key == "value_floats") return kind_floats;
  return std::nullopt;
}

std::string_view kind_name(std::int64_t kind) {
  constexpr std::string_view kinds[] = {"nothing", "a float", "an int", "a string", "a tensor", "a graph", "floats", "ints", "strings"};
  return kind >= 0 && kind < std::ssize(kinds) ? kinds[kind] : "of an unknown kind";
}

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
  std::size_t word_bytes = 0;
  const auto word = [&] {
    const std::string_view bytes = reader.bytes();
    word_bytes += bytes.size() + sizeof(std::string);
    if (word_bytes <= max_attribute_values) return bytes;
    reader.refuse(ErrorCode::too_large, text("an attribute's words are longer than ", max_attribute_values, " bytes"));
    return std::string_view();
  };
  while (reader.next()) {
    switch (reader.tag()) {
      case name: out.name = reader.bytes(); break;
      case type: out.kind = reader.integer(); break;
      case ref_attr_name: out.reference = reader.bytes(); break;
      case f: out.real = reader.real(); out.seen = kind_float; break;
      case i: out.integer = reader.integer(); out.seen = kind_int; break;
      case s: out.string = word(); out.seen = kind_string; break;
      case t: out.tensor = reader.message("TensorProto"); out.seen = kind_tensor; break;
      case floats: reader.reals(out.reals, max_attribute_values); out.seen = kind_floats; break;
      case ints: reader.integers(out.integers, max_attribute_values); out.seen = kind_ints; break;
      case strings: out.words.emplace_back(word()); out.seen = kind_strings; break;
      case g: case graphs: case tensors: case tp: case type_protos: case sparse_tensor: case sparse_tensors:
        out.unreadable = true;
        reader.skip();
        break;
      default: reader.skip();
    }
  }
  if (out.name.size() > max_name_length) reader.refuse(ErrorCode::too_large, text("a name is longer than ", max_name_length, " bytes"));
  ZP_CHECK(reader.status());
  return out;
}

}  // namespace

Result<Attribute> read_attribute(WireReader attribute, std::string_view owner) {
  ZP_TRY(Fields fields, read_fields(attribute));
  const std::string label = text(owner, ": attribute '", fields.name, "'");
  const auto complain = [&](ErrorCode code, std::string_view complaint) { return Error{code, text(label, complaint)}; };
  if (!fields.reference.empty()) return complain(ErrorCode::unsupported, " refers to a function's parameter, which is not supported");
  if (fields.unreadable) return complain(ErrorCode::unsupported, " holds a graph, a type, a sparse tensor or several tensors, which is not supported");
  const std::int64_t kind = fields.kind != none ? fields.kind : fields.seen;
  // An empty list, a zero or an empty string may be left out of the file altogether.
  if (fields.seen != none && fields.seen != kind) return complain(ErrorCode::invalid_argument, " holds a value of another kind than it says");
  if (const auto wanted = kind_of_name(fields.name); wanted && *wanted != kind) {
    return complain(ErrorCode::invalid_argument, text(" is ", kind_name(kind), ", not ", kind_name(*wanted)));
  }
  std::string key(fields.name);
  switch (kind) {
    case kind_float: return Attribute{std::move(key), fields.real};
    case kind_int: return Attribute{std::move(key), fields.integer};
    case kind_string: return Attribute{std::move(key), std::string(fields.string)};
    case kind_floats: return Attribute{std::move(key), std::move(fields.reals)};
    case kind_ints: return Attribute{std::move(key), std::move(fields.integers)};
    case kind_strings: return Attribute{std::move(key), std::move(fields.words)};
    case kind_tensor: {
      if (!fields.tensor) return complain(ErrorCode::invalid_argument, " says that it is a tensor and holds none");
      ZP_TRY(NamedConstant tensor, read_tensor(*fields.tensor, label));
      return Attribute{std::move(key), std::move(tensor.constant)};
    }
    default: return complain(ErrorCode::unsupported, text(" is of a kind that is not supported (", kind, ")"));
  }
}

std::size_t list_bytes(const AttributeValue& value) {
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) return integers->size() * sizeof(std::int64_t);
  if (const auto* reals = std::get_if<std::vector<float>>(&value)) return reals->size() * sizeof(float);
  if (const auto* word = std::get_if<std::string>(&value)) return word->size();
  std::size_t bytes = 0;
  if (const auto* words = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& one : *words) bytes += one.size() + sizeof(std::string);
  }
  return bytes;
}

}  // namespace zeropoint

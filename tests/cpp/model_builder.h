// Writes ONNX files for tests, one message at a time. Field numbers are those of onnx.proto.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/protozero_writer.h"

namespace zeropoint::test {

using Strings = std::vector<std::string>;
using Ints = std::vector<std::int64_t>;

// An AttributeProto.
inline std::string attribute_int(std::string_view name, std::int64_t value) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(1, name.data(), name.size());
  w.add_int64(3, value);
  w.add_enum(20, 2);
  return out;
}
inline std::string attribute_ints(std::string_view name, const Ints& values) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(1, name.data(), name.size());
  for (std::int64_t value : values) w.add_int64(8, value);
  w.add_enum(20, 7);
  return out;
}
inline std::string attribute_float(std::string_view name, float value) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(1, name.data(), name.size());
  w.add_float(2, value);
  w.add_enum(20, 1);
  return out;
}
inline std::string attribute_string(std::string_view name, std::string_view value) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(1, name.data(), name.size());
  w.add_string(4, value.data(), value.size());
  w.add_enum(20, 3);
  return out;
}
inline std::string attribute_tensor(std::string_view name, const std::string& tensor) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_string(1, name.data(), name.size());
  w.add_message(5, tensor);
  w.add_enum(20, 4);
  return out;
}

// TensorProtos: raw bytes of any type, and the typed fields.
inline std::string tensor_raw(std::string_view name, std::int32_t type, const Ints& dims, std::string_view raw) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_packed_int64(1, dims.begin(), dims.end());
  w.add_int32(2, type);
  w.add_string(8, name.data(), name.size());
  w.add_bytes(9, raw.data(), raw.size());
  return out;
}
inline std::string tensor_floats(std::string_view name, const Ints& dims, const std::vector<float>& values) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_packed_int64(1, dims.begin(), dims.end());
  w.add_int32(2, 1);
  w.add_packed_float(4, values.begin(), values.end());
  w.add_string(8, name.data(), name.size());
  return out;
}
inline std::string tensor_zeros(std::string_view name, const Ints& dims) {
  std::int64_t count = 1;
  for (std::int64_t d : dims) count *= d;
  return tensor_raw(name, 1, dims, std::string(static_cast<std::size_t>(count) * 4, '\0'));
}
inline std::string tensor_int64(std::string_view name, const Ints& dims, const Ints& values) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_packed_int64(1, dims.begin(), dims.end());
  w.add_int32(2, 7);
  w.add_packed_int64(7, values.begin(), values.end());
  w.add_string(8, name.data(), name.size());
  return out;
}
inline std::string tensor_int32_field(std::string_view name, std::int32_t type, const Ints& dims, const std::vector<std::int32_t>& values) {
  std::string out;
  protozero::pbf_writer w(out);
  w.add_packed_int64(1, dims.begin(), dims.end());
  w.add_int32(2, type);
  w.add_packed_int32(5, values.begin(), values.end());
  w.add_string(8, name.data(), name.size());
  return out;
}

struct ModelBuilder {
  std::string graph;
  std::int64_t ir = 8;
  std::int64_t opset = 13;
  bool microsoft = false;

  // A dimension that is a number stays one; any other word is a symbol, "" unknown.
  ModelBuilder& value(std::uint32_t field, std::string_view name, std::int32_t type, const Strings& dims) {
    std::string info, shape;  // an empty shape is that of a scalar, and is written too
    for (const std::string& dim : dims) {
      protozero::pbf_writer shape_writer(shape);
      protozero::pbf_writer dim_writer(shape_writer, 1);
      if (!dim.empty() && dim.find_first_not_of("0123456789") == std::string::npos) dim_writer.add_int64(1, std::stoll(dim));
      else dim_writer.add_string(2, dim);
    }
    protozero::pbf_writer value_writer(info);
    value_writer.add_string(1, name.data(), name.size());
    {
      protozero::pbf_writer type_writer(value_writer, 2);
      protozero::pbf_writer tensor_writer(type_writer, 1);
      tensor_writer.add_int32(1, type);
      tensor_writer.add_message(2, shape);
    }
    protozero::pbf_writer(graph).add_message(field, info);
    return *this;
  }
  ModelBuilder& input(std::string_view name, const Strings& dims, std::int32_t type = 1) { return value(11, name, type, dims); }
  ModelBuilder& output(std::string_view name, const Strings& dims = {}, std::int32_t type = 1) { return value(12, name, type, dims); }
  ModelBuilder& initializer(const std::string& tensor) {
    protozero::pbf_writer(graph).add_message(5, tensor);
    return *this;
  }
  ModelBuilder& node(std::string_view op, std::string_view name, const Strings& inputs, const Strings& outputs,
                     const Strings& attributes = {}, std::string_view domain = "") {
    std::string message;
    protozero::pbf_writer w(message);
    for (const std::string& input : inputs) w.add_string(1, input);
    for (const std::string& output : outputs) w.add_string(2, output);
    w.add_string(3, name.data(), name.size());
    w.add_string(4, op.data(), op.size());
    for (const std::string& attribute : attributes) w.add_message(5, attribute);
    if (!domain.empty()) w.add_string(7, domain.data(), domain.size());
    protozero::pbf_writer(graph).add_message(1, message);
    return *this;
  }
  std::string bytes() const {
    std::string out;
    protozero::pbf_writer w(out);
    w.add_int64(1, ir);
    w.add_message(7, graph);
    const auto import = [&](std::string_view domain, std::int64_t version) {
      protozero::pbf_writer set(w, 8);
      set.add_string(1, domain.data(), domain.size());
      set.add_int64(2, version);
    };
    import("", opset);
    if (microsoft) import("com.microsoft", 1);
    return out;
  }
};

inline std::span<const std::byte> as_bytes(const std::string& file) {
  return std::as_bytes(std::span(file.data(), file.size()));
}

}  // namespace zeropoint::test

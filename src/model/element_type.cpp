#include "model/element_type.h"

#include <array>

namespace zeropoint {

namespace {

struct Row {
  std::string_view name;
  int bits;
  std::int32_t onnx;
};

// In the order of ElementType; the codes are those of onnx.proto, TensorProto.DataType.
constexpr std::array<Row, 14> rows{{
    {"float", 32, 1},
    {"float16", 16, 10},
    {"double", 64, 11},
    {"int8", 8, 3},
    {"int16", 16, 5},
    {"int32", 32, 6},
    {"int64", 64, 7},
    {"uint8", 8, 2},
    {"uint16", 16, 4},
    {"uint32", 32, 12},
    {"uint64", 64, 13},
    {"bool", 8, 9},
    {"int4", 4, 22},
    {"uint4", 4, 21},
}};

const Row& row(ElementType type) { return rows[static_cast<std::size_t>(type)]; }

constexpr std::array<std::string_view, 24> onnx_names{
    "undefined", "float",  "uint8",  "int8",      "uint16",     "int16",    "int32",        "int64",
    "string",    "bool",   "float16", "double",   "uint32",     "uint64",   "complex64",    "complex128",
    "bfloat16",  "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1"};

}  // namespace

std::string_view element_type_name(ElementType type) { return row(type).name; }
int element_bits(ElementType type) { return row(type).bits; }

bool is_float(ElementType type) {
  return type == ElementType::f32 || type == ElementType::f16 || type == ElementType::f64;
}
bool is_integer(ElementType type) { return !is_float(type) && type != ElementType::boolean; }
bool is_signed(ElementType type) { return is_float(type) || row(type).name.front() == 'i'; }

std::size_t stored_bytes(ElementType type, std::size_t n) {
  return element_bits(type) == 4 ? n / 2 + n % 2 : n * static_cast<std::size_t>(element_bits(type) / 8);
}

std::optional<ElementType> element_type_of_onnx(std::int64_t code) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].onnx == code) return static_cast<ElementType>(i);
  }
  return std::nullopt;
}

std::int32_t onnx_code(ElementType type) { return row(type).onnx; }

std::string_view onnx_type_name(std::int64_t code) {
  return code >= 0 && code < static_cast<std::int64_t>(onnx_names.size()) ? onnx_names[static_cast<std::size_t>(code)] : "unknown";
}

}  // namespace zeropoint

// The element types of tensors that models may use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zeropoint {

enum class ElementType : std::uint8_t { f32, f16, f64, i8, i16, i32, i64, u8, u16, u32, u64, boolean, i4, u4 };

// ONNX's name in lower case: "float", "int8", "uint4".
std::string_view element_type_name(ElementType type);

// 4 for int4 and uint4, which lie two to a byte.
int element_bits(ElementType type);

bool is_float(ElementType type);
bool is_integer(ElementType type);  // not bool
bool is_signed(ElementType type);

// Bytes of n elements, the last of which may fill half a byte.
std::size_t stored_bytes(ElementType type, std::size_t n);

// TensorProto.DataType; nothing for a type that is not in the list.
std::optional<ElementType> element_type_of_onnx(std::int64_t code);
std::int32_t onnx_code(ElementType type);
// ONNX's name of any of its codes, for messages: "string", "bfloat16"; "unknown" beyond them.
std::string_view onnx_type_name(std::int64_t code);

}  // namespace zeropoint

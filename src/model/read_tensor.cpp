#include "model/read_tensor.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "core/text.h"
#include "model/raw_model.h"

namespace zeropoint {

namespace {

// Field numbers of onnx.proto, TensorProto.
enum : std::uint32_t {
  dims = 1, data_type = 2, segment = 3, float_data = 4, int32_data = 5, string_data = 6, int64_data = 7,
  name = 8, raw_data = 9, double_data = 10, uint64_data = 11, external_data = 13, data_location = 14,
};

// The field that holds values of a type when they are not raw.
std::uint32_t typed_field(ElementType type) {
  switch (type) {
    case ElementType::f32: return float_data;
    case ElementType::f64: return double_data;
    case ElementType::i64: return int64_data;
    case ElementType::u32:
    case ElementType::u64: return uint64_data;
    default: return int32_data;
  }
}

// Does the integer of a typed field belong to the type? Halves of 4 bits come packed, float16 as its bits.
bool fits(ElementType type, std::int64_t value) {
  if (type == ElementType::i64 || type == ElementType::u64) return true;
  if (type == ElementType::f16) return value >= 0 && value <= 0xFFFF;
  if (type == ElementType::boolean) return value == 0 || value == 1;
  const int bits = element_bits(type);
  if (bits == 4) return value >= -128 && value <= 255;
  const std::int64_t top = std::int64_t{1} << (is_signed(type) ? bits - 1 : bits);
  return value < top && value >= (is_signed(type) ? -top : 0);
}

struct Header {
  std::string_view name;
  std::vector<std::int64_t> dims;
  std::int64_t type = 0;
  std::string_view raw;
  bool has_raw = false;
  bool external = false;
  bool segmented = false;
};

Result<Header> read_header(WireReader tensor) {
  Header header;
  while (tensor.next()) {
    switch (tensor.tag()) {
      case dims: tensor.integers(header.dims, 64); break;
      case data_type: header.type = tensor.integer(); break;
      case name:
        header.name = tensor.bytes();
        if (header.name.size() > max_name_length) tensor.refuse(ErrorCode::too_large, text("a name is longer than ", max_name_length, " bytes"));
        break;
      case raw_data:
        header.raw = tensor.bytes();
        header.has_raw = true;
        break;
      case external_data:
        header.external = true;
        tensor.skip();
        break;
      case data_location: header.external |= tensor.integer() == 1; break;
      case segment:
        header.segmented = true;
        tensor.skip();
        break;
      default: tensor.skip();
    }
  }
  ZP_CHECK(tensor.status());
  return header;
}

// Fills bytes from the typed field; the number of elements found, counted on beyond what there is room for.
Result<std::size_t> fill_typed(WireReader tensor, ElementType type, std::span<std::byte> bytes) {
  const std::uint32_t field = typed_field(type);
  const bool fixed = type == ElementType::f32 || type == ElementType::f64;
  const bool nibbles = element_bits(type) == 4;
  const std::size_t width = nibbles ? 1 : static_cast<std::size_t>(element_bits(type) / 8);
  const ElementType unit = nibbles ? ElementType::u8 : type;
  const std::size_t room = bytes.size() / width;
  std::size_t found = 0;
  while (tensor.next()) {
    if (tensor.tag() != field) {
      tensor.skip();
    } else if (fixed) {
      // Both kinds are little-endian numbers of `width` bytes, packed or one by one.
      if (!tensor.is_packed()) {
        const std::string_view one = tensor.fixed(width);
        if (found < room && one.size() == width) std::memcpy(bytes.data() + found * width, one.data(), width);
        ++found;
        continue;
      }
      const std::string_view run = tensor.bytes();
      if (run.size() % width != 0) {
        tensor.fail("a list of numbers is damaged");
        break;
      }
      const std::size_t count = run.size() / width;
      if (count > 0 && count <= room - std::min(room, found)) std::memcpy(bytes.data() + found * width, run.data(), run.size());
      found += count;
    } else {
      tensor.each_integer([&](std::int64_t value) {
        if (!fits(type, value)) {
          tensor.fail(text("the value ", value, " does not fit ", element_type_name(type)));
          return false;
        }
        if (found < room) store_integer(unit, bytes, found, value);
        ++found;
        return true;
      });
    }
  }
  ZP_CHECK(tensor.status());
  return found;
}

Error invalid(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }
Error unsupported(std::string message) { return {ErrorCode::unsupported, std::move(message)}; }

}  // namespace

Result<NamedConstant> read_tensor(WireReader tensor, std::string_view where) {
  ZP_TRY(const Header& header, read_header(tensor));
  const std::string label = text(where, " '", header.name, "'");
  if (header.external) {
    return unsupported(text(label, ": its values are in another file (external data), which is not read; save the model as one file"));
  }
  if (header.segmented) return unsupported(text(label, ": tensors in segments are not read"));
  const auto type = element_type_of_onnx(header.type);
  if (!type) return unsupported(text(label, ": element type ", onnx_type_name(header.type), " (", header.type, ") is not supported"));
  auto shape = Shape::make(header.dims);
  if (!shape.ok()) return Error{shape.error().code, text(label, ": ", shape.error().message)};

  // Checked against the file's length before anything is allocated, in 64 bits on every machine: each value
  // takes a byte of the file at least, and half a byte of 4 bits.
  const auto wide_count = static_cast<std::uint64_t>(shape.value().element_count());
  const std::uint64_t wide_size = (wide_count * static_cast<std::uint64_t>(element_bits(*type)) + 7) / 8;
  const auto mismatch = [&](std::size_t got, std::string_view unit) {
    return invalid(text(label, ": shape ", shape.value().to_string(), " of ", element_type_name(*type), " needs ", wide_size, " bytes, got ", got, unit));
  };
  if (wide_size / 8 > tensor.length() || wide_size > std::numeric_limits<std::size_t>::max() / 2) return mismatch(tensor.length(), " or fewer");
  const auto count = static_cast<std::size_t>(wide_count);
  const auto size = static_cast<std::size_t>(wide_size);
  if (header.has_raw) {
    if (header.raw.size() != size) return mismatch(header.raw.size(), "");
    ZP_TRY(auto bytes, Buffer<std::byte>::make(size));
    if (size > 0) std::memcpy(bytes.data(), header.raw.data(), size);
    if (*type == ElementType::boolean) std::ranges::transform(bytes, bytes.begin(), [](std::byte b) { return std::byte{b != std::byte{0}}; });
    return NamedConstant{header.name, Constant(*type, shape.value(), std::move(bytes))};
  }
  const std::size_t values = element_bits(*type) == 4 ? size : count;
  if (values > tensor.length()) return mismatch(tensor.length(), " or fewer");
  ZP_TRY(auto bytes, Buffer<std::byte>::make(size, std::byte{0}));
  ZP_TRY(const std::size_t found, fill_typed(tensor, *type, bytes.span()));
  if (found != values) return invalid(text(label, ": shape ", shape.value().to_string(), " needs ", values, " values, got ", found));
  return NamedConstant{header.name, Constant(*type, shape.value(), std::move(bytes))};
}

}  // namespace zeropoint

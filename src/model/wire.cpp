#include "model/wire.h"

#include "core/text.h"

namespace zeropoint {

namespace {

using protozero::pbf_wire_type;

// Takes the varint at the front off; nothing if there is none.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  const std::size_t length = detail::varint_length(bytes);
  if (length == 0) return std::nullopt;
  const char* at = bytes.data();
  const std::uint64_t value = protozero::decode_varint(&at, at + length);
  bytes.remove_prefix(length);
  return value;
}

// What is wrong with the field at the front; empty if protozero can read it without throwing.
std::string_view field_complaint(std::string_view bytes) {
  const auto key = take_varint(bytes);
  if (!key || *key > 0xFFFFFFFFU) return "a field has no valid tag";
  const std::uint64_t tag = *key >> 3;
  if (tag == 0 || (tag >= 19000 && tag <= 19999)) return "a field has no valid tag";
  switch (static_cast<pbf_wire_type>(*key & 7)) {
    case pbf_wire_type::varint: return take_varint(bytes) ? "" : "an integer is cut off or too long";
    case pbf_wire_type::fixed64: return bytes.size() >= 8 ? "" : "a number is cut off";
    case pbf_wire_type::fixed32: return bytes.size() >= 4 ? "" : "a number is cut off";
    case pbf_wire_type::length_delimited: {
      const auto length = take_varint(bytes);
      return length && *length <= bytes.size() ? "" : "a field is longer than what holds it: the file is cut off or damaged";
    }
    default: return "a field has no valid wire type";
  }
}

}  // namespace

std::size_t detail::varint_length(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) return i + 1;
  }
  return 0;
}

bool WireReader::next() {
  if (error_ || reader_.length() == 0) return false;
  if (const auto complaint = field_complaint(reader_.data()); !complaint.empty()) {
    fail(complaint);
    return false;
  }
  reader_.next();
  tag_ = reader_.tag();
  return true;
}

void WireReader::fail(std::string_view complaint) {
  const char* here = reader_.data().data();
  const std::size_t at = here != nullptr ? static_cast<std::size_t>(here - file_) : 0;
  refuse(ErrorCode::invalid_argument, text("not a readable ONNX file: ", complaint, " (", what_, ", byte ", at, ")"));
}

void WireReader::refuse(ErrorCode code, std::string complaint) {
  if (!error_) error_ = Error{code, std::move(complaint)};
}

Status WireReader::status() const {
  if (error_) return *error_;
  return Done{};
}

void WireReader::take_failure(WireReader& inner) {
  if (!error_) error_ = std::move(inner.error_);
}

bool WireReader::wants(pbf_wire_type type, std::string_view kind) {
  if (error_) return false;
  if (reader_.wire_type() == type) return true;
  fail(text("field ", tag_, " is not ", kind));
  return false;
}

std::int64_t WireReader::integer() { return wants(pbf_wire_type::varint, "an integer") ? reader_.get_int64() : 0; }
float WireReader::real() { return wants(pbf_wire_type::fixed32, "a float") ? reader_.get_float() : 0; }
std::string_view WireReader::bytes() {
  return wants(pbf_wire_type::length_delimited, "a string or a message") ? reader_.get_view() : std::string_view();
}
std::string_view WireReader::fixed(std::size_t width) {
  if (!wants(width == 4 ? pbf_wire_type::fixed32 : pbf_wire_type::fixed64, "a number of the right width")) return {};
  const char* at = reader_.data().data();
  reader_.skip();
  return {at, width};
}
WireReader WireReader::message(std::string_view what) { return {bytes(), what, file_}; }

bool WireReader::is_full(std::size_t size, std::size_t most) {
  if (size <= most) return false;
  refuse(ErrorCode::too_large, text(what_, ": field ", tag_, " has more than ", most, " values"));
  return true;
}

void WireReader::integers(std::vector<std::int64_t>& out, std::size_t most) {
  each_integer([&](std::int64_t value) {
    if (is_full(out.size() + 1, most)) return false;
    out.push_back(value);
    return true;
  });
}

void WireReader::reals(std::vector<float>& out, std::size_t most) {
  const std::string_view run = is_packed() ? bytes() : fixed(4);
  if (run.size() % 4 != 0) return fail("a list of floats is damaged");
  const std::size_t before = out.size(), after = before + run.size() / 4;
  if (run.empty() || is_full(after, most)) return;
  out.resize(after);
  std::memcpy(out.data() + before, run.data(), run.size());
}

}  // namespace zeropoint

// WireReader: one protobuf message of a file that may be damaged. Every field is checked to lie whole
// within its message before it is handed out. The first complaint ends the reading: next() says no, the
// getters give nothing, and status() tells what was wrong and at which byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "model/protozero.h"

namespace zeropoint {

class WireReader {
 public:
  // what: the message's name for complaints ("NodeProto"); a literal.
  WireReader(std::string_view bytes, std::string_view what) : WireReader(bytes, what, bytes.data()) {}

  // To the next field. Its value must then be taken by a getter or skipped.
  bool next();
  std::uint32_t tag() const { return tag_; }
  void skip() { reader_.skip(); }
  std::size_t length() const { return reader_.length(); }  // bytes left

  std::int64_t integer();
  float real();
  std::string_view bytes();
  // The bytes of one number of width 4 or 8.
  std::string_view fixed(std::size_t width);
  WireReader message(std::string_view what);

  // One value or a packed run of them, appended; no more than `most` in all.
  void integers(std::vector<std::int64_t>& out, std::size_t most);
  void reals(std::vector<float>& out, std::size_t most);

  // A repeated field of numbers as its bytes, for those who know how many to expect: packed or one by one.
  bool is_packed() const { return reader_.wire_type() == protozero::pbf_wire_type::length_delimited; }
  // Passes every integer of the field to visit; stops when it returns false.
  template <class Visit>
  void each_integer(Visit visit);

  // Passes every field of the message that is next to visit(WireReader&), which takes or skips its value.
  template <class Visit>
  void each_field(std::string_view what, Visit visit);

  // The file is damaged: says where.
  void fail(std::string_view complaint);
  // It is whole, but beyond a ceiling or of a kind that is not read.
  void refuse(ErrorCode code, std::string complaint);
  Status status() const;

 private:
  WireReader(std::string_view bytes, std::string_view what, const char* file)
      : reader_(bytes), what_(what), file_(file) {}
  bool wants(protozero::pbf_wire_type type, std::string_view kind);
  bool is_full(std::size_t size, std::size_t most);
  void take_failure(WireReader& inner);

  protozero::pbf_reader reader_;
  std::string_view what_;
  std::uint32_t tag_ = 0;
  const char* file_;  // where the whole file begins
  std::optional<Error> error_;
};

namespace detail {
// Bytes of the varint at the front, 0 if it does not end or is longer than ten bytes.
std::size_t varint_length(std::string_view bytes);
}  // namespace detail

template <class Visit>
void WireReader::each_field(std::string_view what, Visit visit) {
  WireReader inner = message(what);
  while (inner.next()) visit(inner);
  take_failure(inner);
}

template <class Visit>
void WireReader::each_integer(Visit visit) {
  if (!is_packed()) {
    visit(integer());
    return;
  }
  std::string_view run = bytes();
  while (!run.empty()) {
    const std::size_t length = detail::varint_length(run);
    if (length == 0) return fail("a list of integers is damaged");
    const char* at = run.data();
    if (!visit(static_cast<std::int64_t>(protozero::decode_varint(&at, run.data() + length)))) return;
    run.remove_prefix(length);
  }
}

}  // namespace zeropoint

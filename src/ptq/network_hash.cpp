#include "ptq/network_hash.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <type_traits>

#include "model/operators.h"

namespace zeropoint {

namespace {

// FNV-1a over words of 8 bytes, the last one filled up with zeros, with a final mix.
class Hash {
 public:
  void add(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x100000001B3U;
    state_ ^= state_ >> 32;
  }
  void add(std::span<const std::byte> bytes) {
    add(static_cast<std::uint64_t>(bytes.size()));
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + i, std::min<std::size_t>(8, bytes.size() - i));
      add(word);
    }
  }
  void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
  template <class T>
  void add(const std::vector<T>& values) {
    if constexpr (std::is_same_v<T, std::string>) {
      add(static_cast<std::uint64_t>(values.size()));
      for (const std::string& value : values) add(value);
    } else {
      add(std::as_bytes(std::span(values)));
    }
  }
  void add(const Constant& constant) {
    add(static_cast<std::uint64_t>(constant.type()));
    for (const std::int64_t extent : constant.shape().extents()) add(static_cast<std::uint64_t>(extent));
    add(constant.bytes());
  }
  void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
  void add(float value) { add(std::as_bytes(std::span(&value, 1))); }

  std::string digits() const {
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[state_ >> shift & 15];
    return out;
  }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325U;
};

}  // namespace

std::string network_hash(const Graph& graph) {
  Hash hash;
  for (const Node& node : graph.nodes) {
    hash.add(node.op->domain);
    hash.add(node.op->name);
    for (const Attribute& attribute : node.attributes) {
      hash.add(std::string_view(attribute.name));
      std::visit([&](const auto& value) { hash.add(value); }, attribute.value);
    }
    if (node.activation) {
      hash.add(node.activation->lo);
      hash.add(node.activation->hi);
    }
    for (const ValueId input : node.inputs) {
      if (input != absent && graph.values[input].constant) hash.add(*graph.values[input].constant);
      else hash.add(std::uint64_t{input});
    }
    for (const ValueId output : node.outputs) hash.add(std::uint64_t{output});
  }
  return hash.digits();
}

}  // namespace zeropoint

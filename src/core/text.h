// text(parts…): joins strings and numbers for error messages, without the weight of iostreams or
// std::format in the wasm file.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace zeropoint {

namespace detail {
inline void append(std::string& out, std::string_view part) { out += part; }
template <std::integral T>
void append(std::string& out, T part) {
  out += std::to_string(part);
}
void append(std::string& out, double part);
}  // namespace detail

template <class... Parts>
std::string text(const Parts&... parts) {
  std::string out;
  (detail::append(out, parts), ...);
  return out;
}

}  // namespace zeropoint

// text(parts…): joins strings and numbers for error messages, without the weight of iostreams or
// std::format in the wasm file.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace zeropoint {

namespace detail {
void append(std::string& out, std::string_view part);
void append(std::string& out, long long part);
void append(std::string& out, unsigned long long part);
void append(std::string& out, double part);

template <std::signed_integral T>
void append(std::string& out, T part) {
  append(out, static_cast<long long>(part));
}
template <std::unsigned_integral T>
void append(std::string& out, T part) {
  append(out, static_cast<unsigned long long>(part));
}
}  // namespace detail

template <class... Parts>
std::string text(const Parts&... parts) {
  std::string out;
  (detail::append(out, parts), ...);
  return out;
}

}  // namespace zeropoint

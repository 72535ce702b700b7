// text(parts…): joins strings and numbers for error messages, without the weight of iostreams or
// std::format in the wasm file.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace zeropoint {

namespace detail {
void append(std::string& out, const char* part);
void append(std::string& out, const std::string& part);
void append(std::string& out, const std::string_view& part);
void append(std::string& out, long long part);
void append(std::string& out, unsigned long long part);
void append(std::string& out, double part);

// Few types of parts make few instances of text(), which are many bytes of the wasm file.
inline const char* part_of(const char* part) { return part; }
inline const std::string& part_of(const std::string& part) { return part; }
inline const std::string_view& part_of(const std::string_view& part) { return part; }
inline long long part_of(std::signed_integral auto part) { return part; }
inline unsigned long long part_of(std::unsigned_integral auto part) { return part; }
inline double part_of(std::floating_point auto part) { return part; }

template <class... Parts>
std::string joined(Parts... parts) {
  std::string out;
  (append(out, parts), ...);
  return out;
}
}  // namespace detail

template <class... Parts>
std::string text(const Parts&... parts) {
  return detail::joined<decltype(detail::part_of(parts))...>(detail::part_of(parts)...);
}

}  // namespace zeropoint

#include "core/text.h"

#include <cstdio>

namespace zeropoint::detail {

void append(std::string& out, std::string_view part) { out += part; }
void append(std::string& out, long long part) { out += std::to_string(part); }
void append(std::string& out, unsigned long long part) { out += std::to_string(part); }

void append(std::string& out, double part) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.9g", part);
  out += buffer;
}

}  // namespace zeropoint::detail

#include "core/text.h"

#include <cstdio>

namespace zeropoint::detail {

void append(std::string& out, double part) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.9g", part);
  out += buffer;
}

}  // namespace zeropoint::detail

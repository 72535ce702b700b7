// Numbers in messages, against the C library's.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <random>

#include "core/text.h"

using zeropoint::text;

namespace {

std::string printed(double number) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.9g", number);
  return buffer;
}

}  // namespace

TEST_CASE("text: numbers look as printf has them") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (double x : {0.0, 1.0, 10.0, 1e8, 1e9, 999999999.0, 999999999.5, 9999999995.0, 1e-4, 1e-5, 9.9999999999e-5, 1e22, 1e23, 1e300, 5e-324, 0.1,
                   3.4028234663852886e38, 1.7976931348623157e308, infinity}) {
    CHECK(text(x) == printed(x));
    CHECK(text(-x) == printed(-x));
  }
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const auto x = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(random())));
    if (!std::isnan(x)) REQUIRE(text(x) == printed(x));
    const double thousandths = static_cast<double>(random() % 1000000) / 1000;
    REQUIRE(text(thousandths) == printed(thousandths));
  }
}

TEST_CASE("text: integers and strings") {
  CHECK(text(std::numeric_limits<std::int64_t>::min(), " ", std::numeric_limits<std::uint64_t>::max()) == "-9223372036854775808 18446744073709551615");
  CHECK(text("a", std::string("b"), std::string_view("cd", 1), 0, -7) == "abc0-7");
}

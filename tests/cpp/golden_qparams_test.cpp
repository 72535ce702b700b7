// Equations (3) to (5) against exact rational arithmetic (qparams.py), and portable_log against
// 80-digit decimal arithmetic (log.py).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/numeric.h"
#include "golden.h"
#include "quant/qparams.h"

using namespace zeropoint;
using test::Words;

TEST_CASE("golden: choose_qparams equals exact arithmetic, rounded where the equations round") {
  int rows = 0;
  Words words("qparams.txt");
  for (std::string first; words.next(first); ++rows) {
    Range range;
    range.min = std::bit_cast<float>(static_cast<std::uint32_t>(std::stoul(first, nullptr, 16)));
    range.max = words.real();
    QuantSpec spec;
    spec.bits = static_cast<int>(words.integer());
    spec.is_signed = words.integer() != 0;
    spec.scheme = words.integer() != 0 ? Scheme::symmetric : Scheme::affine;
    spec.narrow_range = words.integer() != 0;
    QParams expected;
    expected.qmin = static_cast<std::int32_t>(words.integer());
    expected.qmax = static_cast<std::int32_t>(words.integer());
    expected.scale = words.real();
    expected.zero_point = static_cast<std::int32_t>(words.integer());

    CAPTURE(range.min);
    CAPTURE(range.max);
    CAPTURE(spec.bits);
    const auto chosen = choose_qparams(range, spec);
    REQUIRE(chosen.ok());
    CHECK(chosen.value() == expected);
    CHECK(check_qparams(chosen.value()).ok());
  }
  CHECK(rows == 2604);
}

TEST_CASE("golden: portable_log stays within 4e-16 of the true logarithm") {
  int rows = 0;
  double worst = 0;
  Words words("log.txt");
  for (std::string first; words.next(first); ++rows) {
    const double x = std::bit_cast<double>(std::uint64_t{std::stoull(first, nullptr, 16)});
    const double high = std::bit_cast<double>(words.hex());
    const double low = std::bit_cast<double>(words.hex());
    // The first difference is exact: both are close together.
    const double error = std::abs((portable_log(x) - high) - low);
    CAPTURE(x);
    if (high == 0) {
      CHECK(portable_log(x) == 0);
      continue;
    }
    worst = std::max(worst, error / std::abs(high));
    CHECK(error < 4e-16 * std::abs(high));
  }
  MESSAGE("largest relative error of portable_log: ", worst);
  CHECK(rows == 400);
}

#include "quant/distribution.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <map>
#include <vector>

#include "random.h"

using namespace zeropoint;
using test::Random;
using Weighted = std::vector<WeightedValue>;

namespace {

Distribution distribution_of(const std::vector<float>& values) {
  Distribution distribution;
  REQUIRE(distribution.add(std::span(values)).ok());
  return distribution;
}

Weighted points_of(const Distribution& distribution) {
  const auto points = distribution.points();
  REQUIRE(points.ok());
  return {points.value().begin(), points.value().end()};
}

std::vector<Bin> bins_of(const Distribution& distribution, int log2_per_side) {
  const auto bins = distribution.bins(log2_per_side);
  REQUIRE(bins.ok());
  return {bins.value().bins.begin(), bins.value().bins.end()};
}

void check_same(const Distribution& a, const Distribution& b) {
  CHECK(a.is_exact() == b.is_exact());
  CHECK(a.count() == b.count());
  CHECK(a.seen() == b.seen());
  CHECK(points_of(a) == points_of(b));
  CHECK(bins_of(a, 12) == bins_of(b, 12));
  CHECK(bins_of(a, 5) == bins_of(b, 5));
}

// The definition in distribution.h, written down with the whole multiset at hand.
Weighted expected_points(const std::vector<float>& values) {
  std::map<float, std::uint64_t> distinct;
  float reach = 0;
  for (float value : values) {
    ++distinct[value];
    reach = std::max(reach, std::abs(value));
  }
  Weighted points;
  if (distinct.size() <= 4096) {
    for (auto [value, count] : distinct) points.push_back({value, count});
    return points;
  }
  int e = -200;
  while (!(reach < std::ldexp(4096.0, e))) ++e;
  std::map<double, std::uint64_t> bins;
  for (float value : values) ++bins[std::floor(std::ldexp(double{value}, -e))];
  for (auto [index, count] : bins) {
    const auto centre = static_cast<float>(std::ldexp(index + 0.5, e));
    points.push_back({std::clamp(centre, distinct.begin()->first, distinct.rbegin()->first), count});
  }
  return points;
}

}  // namespace

TEST_CASE("few distinct values are kept exactly, sorted, with -0 as 0") {
  const Distribution distribution = distribution_of({1.5F, -0.0F, 3, -2, 0, 1.5F});
  CHECK(distribution.is_exact());
  CHECK(distribution.count() == 6);
  CHECK(distribution.seen() == Range{-2, 3});
  CHECK(points_of(distribution) == Weighted{{-2, 1}, {0, 2}, {1.5F, 2}, {3, 1}});
  CHECK_FALSE(std::signbit(points_of(distribution)[1].value));
  CHECK_FALSE(std::signbit(distribution_of({-0.0F}).seen().min));

  // 3 < 4 = 2²: with 8 bins on a side they are ½ wide.
  CHECK(distribution.bins(3).value().exponent == -1);
  CHECK(bins_of(distribution, 3) == std::vector<Bin>{{-4, 1}, {0, 2}, {3, 2}, {6, 1}});
  // One bin on a side, 4 wide: [−4, 0) and [0, 4).
  CHECK(bins_of(distribution, 0) == std::vector<Bin>{{-1, 1}, {0, 5}});
}

TEST_CASE("weighted values count as often as they say, 0 times included") {
  Distribution distribution;
  const Weighted weighted{{2, 3}, {-1e30F, 0}, {-1, 1}, {2, 1}};
  REQUIRE(distribution.add(std::span(weighted)).ok());
  check_same(distribution, distribution_of({2, 2, 2, -1, 2}));

  // Also once it is a histogram.
  std::vector<float> many(5000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<float>(i);
  Distribution histogram = distribution_of(many);
  REQUIRE(histogram.add(std::span(weighted)).ok());
  many.insert(many.end(), {2, 2, 2, -1, 2});
  check_same(histogram, distribution_of(many));
}

TEST_CASE("an empty distribution") {
  Distribution empty;
  REQUIRE(empty.add(std::span<const float>()).ok());
  CHECK(empty.count() == 0);
  CHECK(empty.seen() == Range{0, 0});
  CHECK(points_of(empty).empty());
  CHECK(bins_of(empty, 12).empty());
}

TEST_CASE("one distinct value too many makes a histogram") {
  std::vector<float> values;
  for (int i = 0; i < 4096; ++i) values.push_back(static_cast<float>(i));
  CHECK(distribution_of(values).is_exact());

  values.push_back(4096);  // = 2^12, so bins of width 1 no longer hold it: 2 it is
  const Distribution up = distribution_of(values);
  CHECK_FALSE(up.is_exact());
  const std::vector<Bin> bins = bins_of(up, 12);
  REQUIRE(bins.size() == 2049);
  CHECK(bins[0] == Bin{0, 2});  // 0 and 1
  CHECK(bins[2047] == Bin{2047, 2});
  CHECK(bins[2048] == Bin{2048, 1});
  CHECK(points_of(up)[1] == WeightedValue{3, 2});        // the centre of [2, 4)
  CHECK(points_of(up)[2048] == WeightedValue{4096, 1});  // 4097, clamped to what was seen

  for (float& value : values) value = -value;
  const std::vector<Bin> down = bins_of(distribution_of(values), 12);
  REQUIRE(down.size() == 2049);
  CHECK(down[0] == Bin{-2048, 2});  // −4096 and −4095
  CHECK(down[2047] == Bin{-1, 2});  // −2 and −1
  CHECK(down[2048] == Bin{0, 1});   // 0 alone
}

TEST_CASE("extreme magnitudes: subnormals and FLT_MAX") {
  std::vector<float> tiny;
  for (int i = -4000; i < 4000; ++i) tiny.push_back(std::ldexp(static_cast<float>(i), -149));
  const Distribution subnormal = distribution_of(tiny);
  CHECK_FALSE(subnormal.is_exact());
  CHECK(subnormal.bins(12).value().exponent == -149);
  CHECK(bins_of(subnormal, 12).size() == 8000);
  CHECK(points_of(subnormal) == expected_points(tiny));

  std::vector<float> huge = tiny;
  huge.insert(huge.end(), {FLT_MAX, -FLT_MAX});
  const Distribution wide = distribution_of(huge);
  CHECK(wide.bins(12).value().exponent == 116);
  CHECK(bins_of(wide, 12) == std::vector<Bin>{{-4096, 1}, {-1, 4000}, {0, 4000}, {4095, 1}});
  CHECK(points_of(wide) == expected_points(huge));

  // The same in two batches: indices move by 265 bits at once.
  Distribution widened = distribution_of(tiny);
  REQUIRE(widened.add(std::span<const float>(std::vector<float>{FLT_MAX, -FLT_MAX})).ok());
  check_same(widened, wide);

  CHECK(distribution_of({FLT_MAX}).bins(12).value().exponent == 116);
  CHECK(bins_of(distribution_of({std::ldexp(1.0F, -149)}), 12) == std::vector<Bin>{{2048, 1}});
}

TEST_CASE("batches in any cut and order, merged in any shape, equal one that saw everything") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const std::int64_t n = random.integer(1, 9000);
    const int kind = static_cast<int>(seed % 4);
    std::vector<float> values;
    for (std::int64_t i = 0; i < n; ++i) {
      switch (kind) {
        case 0: values.push_back(random.real(-1, 3)); break;
        case 1: values.push_back(random.any_finite() + 0.0F); break;
        case 2: values.push_back(static_cast<float>(random.integer(-30, 4070))); break;  // at the limit
        default: values.push_back(std::ldexp(random.real(-1, 1), static_cast<int>(i / 900) * 6)); break;  // growing
      }
    }
    const Distribution whole = distribution_of(values);
    CHECK(points_of(whole) == expected_points(values));

    std::vector<float> shuffled = values;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
      std::swap(shuffled[i - 1], shuffled[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(i) - 1))]);
    }
    std::vector<Distribution> parts(static_cast<std::size_t>(random.integer(1, 5)));
    const std::span<const float> all(shuffled);
    for (std::size_t begin = 0; begin < all.size();) {
      const std::size_t length =
          std::min(all.size() - begin, static_cast<std::size_t>(random.integer(1, std::max<std::int64_t>(1, n / 3))));
      const auto part = static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(parts.size()) - 1));
      REQUIRE(parts[part].add(all.subspan(begin, length)).ok());
      begin += length;
    }
    Distribution merged;
    for (const Distribution& part : parts) REQUIRE(merged.merge(part).ok());
    check_same(merged, whole);
    // A tree the other way round.
    for (std::size_t i = 1; i < parts.size(); ++i) REQUIRE(parts[i].merge(parts[i - 1]).ok());
    check_same(parts.back(), whole);
  }
}

TEST_CASE("an exact and a histogram part, either way round, and with itself") {
  Random random(5);
  std::vector<float> few(100);
  std::vector<float> many(6000);
  for (float& value : few) value = random.real(-1000, 10);
  for (float& value : many) value = random.real(-1, 1);
  std::vector<float> both = many;
  both.insert(both.end(), few.begin(), few.end());

  Distribution left = distribution_of(few);
  REQUIRE(left.merge(distribution_of(many)).ok());
  check_same(left, distribution_of(both));
  Distribution right = distribution_of(many);
  REQUIRE(right.merge(distribution_of(few)).ok());
  check_same(right, distribution_of(both));

  both.insert(both.end(), both.begin(), both.end());
  REQUIRE(right.merge(right).ok());
  check_same(right, distribution_of(both));
}

TEST_CASE("two histograms with bins of different widths, either way round") {
  Random random(6);
  std::vector<float> narrow(6000);
  std::vector<float> wide(6000);
  for (float& value : narrow) value = random.real(-1, 1);
  for (float& value : wide) value = random.real(-1000, 1000);
  std::vector<float> both = narrow;
  both.insert(both.end(), wide.begin(), wide.end());

  Distribution narrow_first = distribution_of(narrow);
  REQUIRE(narrow_first.merge(distribution_of(wide)).ok());
  check_same(narrow_first, distribution_of(both));
  Distribution wide_first = distribution_of(wide);
  REQUIRE(wide_first.merge(distribution_of(narrow)).ok());
  check_same(wide_first, distribution_of(both));
}

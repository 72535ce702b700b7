#include "quant/observer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sample_data.h"

using namespace zeropoint;
using test::normal_values;
using test::Random;
using Floats = std::vector<float>;

namespace {

constexpr QuantSpec affine8{.bits = 8};
constexpr QuantSpec affine4{.bits = 4};
constexpr QuantSpec affine2{.bits = 2, .is_signed = true};
constexpr QuantSpec symmetric4{.bits = 4, .is_signed = true, .scheme = Scheme::symmetric, .narrow_range = true};
constexpr RangeMethod all_methods[] = {RangeMethod::minmax, RangeMethod::moving_average, RangeMethod::percentile,
                                       RangeMethod::mse, RangeMethod::entropy};

Observer observer_of(const ObserverOptions& options) {
  auto observer = Observer::make(options);
  REQUIRE(observer.ok());
  return std::move(observer).value();
}

Range range_of(const Observer& observer, const QuantSpec& spec) {
  const auto range = observer.range(spec);
  REQUIRE(range.ok());
  return range.value();
}

Range observed_range(const ObserverOptions& options, const Floats& values, const QuantSpec& spec) {
  Observer observer = observer_of(options);
  REQUIRE(observer.observe(std::span(values), "x").ok());
  return range_of(observer, spec);
}

Floats relu(Floats values) {
  for (float& value : values) value = std::max(value, 0.0F);
  return values;
}

double squared_error(const Floats& values, Range range, const QuantSpec& spec) {
  const auto params = choose_qparams(range, spec);
  REQUIRE(params.ok());
  double sum = 0;
  for (float r : values) {
    const double error = double{r} - dequantize_value(quantize_value(r, params.value()), params.value());
    sum += error * error;
  }
  return sum;
}

}  // namespace

TEST_CASE("minmax: the ends of everything seen, with -0 as 0") {
  Observer observer = observer_of({});
  REQUIRE(observer.observe(std::span<const float>(Floats{-0.0F}), "x").ok());
  CHECK_FALSE(std::signbit(range_of(observer, affine8).min));
  REQUIRE(observer.observe(std::span<const float>(Floats{2, 5}), "x").ok());
  REQUIRE(observer.observe(std::span<const float>(Floats{-3, 1}), "x").ok());
  CHECK(range_of(observer, affine8) == Range{-3, 5});
  CHECK(observer.count() == 5);
  CHECK(observed_range({}, {2, 5}, affine8) == Range{2, 5});  // 0 is left to choose_qparams
}

TEST_CASE("the ends of a moving average never cross, although they are rounded apart") {
  Observer observer = observer_of({.method = RangeMethod::moving_average, .averaging_constant = 1});
  const std::vector<float> batches[] = {{-1e8F, 5}, {5, 5}};  // fl(−1e8 + fl(5 + 1e8)) = 8, the other end stays 5
  for (const auto& batch : batches) REQUIRE(observer.observe(batch, "x").ok());
  CHECK(observer.range({}).value() == Range{8, 8});
}

TEST_CASE("moving average, by hand and in float32") {
  Observer observer = observer_of({.method = RangeMethod::moving_average, .averaging_constant = 0.25});
  REQUIRE(observer.observe(std::span<const float>(Floats{-1, 8}), "x").ok());
  REQUIRE(observer.observe(std::span<const float>(Floats{3, 4}), "x").ok());
  CHECK(range_of(observer, affine8) == Range{0, 7});  // −1 + (3 + 1)/4, 8 + (4 − 8)/4
  REQUIRE(observer.observe(std::span<const float>(), "x").ok());
  CHECK(range_of(observer, affine8) == Range{0, 7});

  // c is float32: fl(fl(0.1)·13) = 1.30000007, where 0.1·13 in float64 gives 1.29999995.
  Observer rounded = observer_of({.method = RangeMethod::moving_average, .averaging_constant = 0.1});
  REQUIRE(rounded.observe(std::span<const float>(Floats{0}), "x").ok());
  REQUIRE(rounded.observe(std::span<const float>(Floats{13}), "x").ok());
  CHECK(range_of(rounded, affine8).max == 1.30000007F);

  Observer huge = observer_of({.method = RangeMethod::moving_average, .averaging_constant = 0.5});
  REQUIRE(huge.observe(std::span<const float>(Floats{-FLT_MAX}), "x").ok());
  REQUIRE(huge.observe(std::span<const float>(Floats{FLT_MAX}), "x").ok());
  CHECK(range_of(huge, affine8) == Range{-FLT_MAX / 2, -FLT_MAX / 2});  // the difference saturates at FLT_MAX
}

TEST_CASE("percentile of exact values is numpy.percentile (tests/data/observers/reference.py)") {
  const Floats values = test::quadratic_residues(3000);
  const auto percentile = [&](double p) {
    return observed_range({.method = RangeMethod::percentile, .percentile = p}, values, affine8);
  };
  CHECK(percentile(100) == Range{-4.6875F, 11.0625F});
  CHECK(percentile(99.99) == Range{-4.6875F, 11.0625F});
  CHECK(percentile(99) == Range{-4.609375F, 10.9845314F});
  CHECK(percentile(75) == Range{-0.83203125F, 7.2578125F});
  // Between 0 and 10 by hand: h = 0.25·1 and 0.75·1.
  CHECK(observed_range({.method = RangeMethod::percentile, .percentile = 75}, {0, 10}, affine8) == Range{2.5F, 7.5F});
  CHECK(observed_range({.method = RangeMethod::percentile, .percentile = 75}, {4}, affine8) == Range{4, 4});
}

TEST_CASE("percentile of a histogram (tests/data/observers/reference.py), within a bin of the exact one") {
  const Floats values = normal_values(20000, 7);
  Floats sorted = values;
  std::ranges::sort(sorted);
  const auto percentile = [&](double p) {
    return observed_range({.method = RangeMethod::percentile, .percentile = p}, values, affine8);
  };
  CHECK(percentile(100) == Range{sorted.front(), sorted.back()});
  CHECK(percentile(99.99) == Range{-3.40479493F, 3.39015222F});
  CHECK(percentile(99) == Range{-2.30520511F, 2.30618906F});
  CHECK(percentile(75) == Range{-0.679443359F, 0.690255284F});
  CHECK(std::abs(percentile(75).min - sorted[4999]) < 1.0F / 512);
}

TEST_CASE("mse and entropy equal a second implementation in Python (tests/data/observers/reference.py)") {
  struct Case {
    RangeMethod method;
    Floats values;
    std::vector<Range> expected;  // affine8, affine4, affine2, symmetric4
  };
  const Floats few = normal_values(300, 11);
  const Floats positive = relu(normal_values(2000, 12));
  const Floats histogram = normal_values(20000, 7);
  Floats cubes = histogram;
  for (float& value : cubes) value = value * value * value;
  const Case cases[] = {
      {RangeMethod::mse, few, {{-2.54216194F, 2.62289429F}, {-2.53217077F, 1.97288346F},
                               {-2.39027262F, 0.695347548F}, {-2.34598899F, 2.34598899F}}},
      {RangeMethod::mse, positive, {{0, 3.14723134F}, {0, 2.64416647F}, {0, 1.8452251F}, {0, 2.4341867F}}},
      {RangeMethod::mse, histogram, {{-3.44894838F, 3.44764113F}, {-2.72649384F, 2.1853981F},
                                     {-0.891856074F, 2.21778297F}, {-2.41875315F, 2.41875315F}}},
      {RangeMethod::mse, cubes, {{-48.9417458F, 43.8963699F}, {-27.6237888F, 21.4703503F},
                                 {-13.4730425F, 12.2397938F}, {-24.0942154F, 24.0942154F}}},
      {RangeMethod::entropy, few, {{-2.5496242F, 2.53335142F}, {-2.5496242F, 2.62292194F},
                                   {-2.5496242F, 2.62292194F}, {-2.5496242F, 2.62292194F}}},
      {RangeMethod::entropy, positive, {{0, 3.09188652F}, {0, 3.14723134F}, {0, 3.0738523F}, {0, 3.14723134F}}},
      {RangeMethod::entropy, histogram, {{-3.54089999F, 3.54845285F}, {-3.15656638F, 3.04156566F},
                                         {-3.6753242F, 3.49983048F}, {-3.518646F, 3.518646F}}},
      {RangeMethod::entropy, cubes, {{-19.688797F, 19.8885612F}, {-10.1215696F, 10.0333767F},
                                     {-5.39816523F, 1.07012475F}, {-9.39972973F, 9.39972973F}}},
  };
  for (const Case& c : cases) {
    CAPTURE(static_cast<int>(c.method));
    CAPTURE(c.values.size());
    CHECK(observed_range({.method = c.method}, c.values, affine8) == c.expected[0]);
    CHECK(observed_range({.method = c.method}, c.values, affine4) == c.expected[1]);
    CHECK(observed_range({.method = c.method}, c.values, affine2) == c.expected[2]);
    CHECK(observed_range({.method = c.method}, c.values, symmetric4) == c.expected[3]);
  }
}

TEST_CASE("mse is never worse than minmax, for all bits and schemes") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    Floats values = normal_values(static_cast<std::size_t>(random.integer(1, 400)), seed);
    const float scale = std::ldexp(1.0F, static_cast<int>(random.integer(-20, 20)));
    const float shift = random.real(-4, 4);
    for (float& value : values) value = (value * value * value + shift) * scale;
    if (seed % 3 == 0) values = relu(values);
    const Range whole = observed_range({}, values, affine8);
    for (int bits : {1, 2, 3, 4, 5, 6, 7, 8, 16}) {
      for (bool is_signed : {false, true}) {
        for (Scheme scheme : {Scheme::affine, Scheme::symmetric}) {
          if (bits == 1 && scheme == Scheme::symmetric) continue;
          CAPTURE(seed);
          CAPTURE(bits);
          const QuantSpec spec{.bits = bits, .is_signed = is_signed, .scheme = scheme};
          const Range best = observed_range({.method = RangeMethod::mse}, values, spec);
          CHECK(best.min <= 0);
          CHECK(best.max >= 0);
          CHECK(best.min >= std::min(whole.min, 0.0F));
          CHECK(best.max <= std::max(whole.max, 0.0F));
          // Summed in another order than the observer's.
          CHECK(squared_error(values, best, spec) <= squared_error(values, whole, spec) * (1 + 1e-12));
        }
      }
    }
  }
}

TEST_CASE("mse is as good as a dense grid of ranges") {
  Floats skewed = normal_values(500, 31);
  for (float& value : skewed) value = value > 0 ? value * value * value : value;
  for (const Floats& values : {normal_values(500, 30), skewed}) {
    const Range whole = observed_range({}, values, affine8);
    for (const QuantSpec& spec : {affine4, affine2}) {
      double best = std::numeric_limits<double>::infinity();
      for (int i = 0; i <= 64; ++i) {
        for (int j = 1; j <= 64; ++j) {
          best = std::min(best, squared_error(values, {whole.min * static_cast<float>(i) / 64,
                                                       whole.max * static_cast<float>(j) / 64}, spec));
        }
      }
      const Range found = observed_range({.method = RangeMethod::mse}, values, spec);
      CHECK(squared_error(values, found, spec) <= 1.02 * best);
    }
  }
}

TEST_CASE("mse clips one end alone, however far out it lies") {
  std::vector<WeightedValue> values{{-2000, 1}};
  for (int i = -50; i <= 50; ++i) values.push_back({static_cast<float>(i) / 50, 10000000});
  Observer observer = observer_of({.method = RangeMethod::mse});
  REQUIRE(observer.observe(std::span(values), "x").ok());
  const Range range = range_of(observer, affine4);
  CHECK(range.min > -1.25F);
  CHECK(range.min < -0.75F);
  CHECK(range.max > 0.75F);
}

TEST_CASE("mse keeps values that the codes hit exactly, and the wider of two equals") {
  Floats levels;
  for (int i = 0; i < 256; ++i) levels.push_back(static_cast<float>(i) / 255);
  CHECK(observed_range({.method = RangeMethod::mse}, levels, affine8) == Range{0, 1});
  CHECK(observed_range({.method = RangeMethod::mse}, {0}, affine8) == Range{0, 0});
  CHECK(observed_range({.method = RangeMethod::mse}, {3}, affine8) == Range{0, 3});
  CHECK(observed_range({.method = RangeMethod::mse}, {-FLT_MAX, FLT_MAX}, affine8).max > 0);
  // Symmetric: the unused negative side is not invented.
  CHECK(observed_range({.method = RangeMethod::mse}, {0, 7}, symmetric4) == Range{0, 7});
}

TEST_CASE("entropy clips a far outlier and keeps a uniform distribution") {
  // 100,000 nearly normal values (all within ±6) and one at 1,000.
  Floats outlier = normal_values(100000, 40);
  outlier[500] = 1000;
  for (const QuantSpec& spec : {affine8, affine4, affine2, symmetric4}) {
    CAPTURE(spec.bits);
    const Range range = observed_range({.method = RangeMethod::entropy}, outlier, spec);
    // With 8 bits at least 256 bins of width ½ are kept: the bins cannot judge less.
    CHECK(range.max < (spec.bits == 8 ? 250 : 10));
    CHECK(range.max - range.min >= (spec.bits == 8 ? 128 : 2));
    CHECK(range.min > -10);
    CHECK(range.max > 1);
  }
  // Two-sided, one-sided and off-centre.
  for (auto [low, high] : {Range{-1, 1}, Range{0, 4}, Range{-1, 3}}) {
    Random random(41);
    Floats uniform(100000);
    for (float& value : uniform) value = random.real(low, high);
    for (const QuantSpec& spec : {affine8, affine4, affine2}) {
      const Range range = observed_range({.method = RangeMethod::entropy}, uniform, spec);
      CHECK(range.max > 0.97F * high);
      CHECK(range.min <= 0.97F * low);
    }
  }
}

TEST_CASE("entropy: exact zeros do not count, values on the codes are kept, 16 bits keep everything") {
  // A ReLU's zeros tell nothing about the range: ten times as many change nothing.
  Floats activations = relu(normal_values(50000, 42));
  const Range range = observed_range({.method = RangeMethod::entropy}, activations, affine8);
  activations.resize(550000, 0.0F);
  CHECK(observed_range({.method = RangeMethod::entropy}, activations, affine8) == range);
  CHECK(range.max > 3);

  Floats levels;
  for (int i = 0; i < 256; ++i) levels.insert(levels.end(), static_cast<std::size_t>(1 + i % 7), static_cast<float>(i) / 255);
  CHECK(observed_range({.method = RangeMethod::entropy}, levels, affine8) == Range{0, 1});
  CHECK(observed_range({.method = RangeMethod::entropy}, {0}, affine8) == Range{0, 0});
  CHECK(observed_range({.method = RangeMethod::entropy}, normal_values(300, 11), {.bits = 16}) ==
        observed_range({}, normal_values(300, 11), affine8));
}

TEST_CASE("merged observers equal one that saw everything") {
  const Floats values = normal_values(9000, 50);
  const std::span<const float> all(values);
  for (RangeMethod method : all_methods) {
    Observer left = observer_of({.method = method});
    Observer right = observer_of({.method = method});
    REQUIRE(left.observe(all.first(2000), "x").ok());
    REQUIRE(right.observe(all.subspan(2000), "x").ok());
    if (method == RangeMethod::moving_average) {
      CHECK(left.merge(right).error().message ==
            "moving averages cannot be merged: they depend on the order of their batches");
      continue;
    }
    REQUIRE(left.merge(right).ok());
    REQUIRE(left.merge(observer_of({.method = method})).ok());
    CHECK(left.count() == 9000);
    CHECK(range_of(left, affine4) == observed_range({.method = method}, values, affine4));
    CHECK(left.merge(observer_of({.method = method, .percentile = 90})).error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("weighted values equal the values repeated") {
  const std::vector<WeightedValue> weighted{{-1, 2}, {0.5F, 1}, {4, 3}, {9, 0}};
  for (RangeMethod method : all_methods) {
    Observer observer = observer_of({.method = method, .percentile = 80});
    REQUIRE(observer.observe(std::span(weighted), "x").ok());
    CHECK(observer.count() == 6);
    CHECK(range_of(observer, affine2) ==
          observed_range({.method = method, .percentile = 80}, {-1, -1, 0.5F, 4, 4, 4}, affine2));
  }
}

TEST_CASE("NaN and infinity are refused by name and index and leave the observer as it was") {
  for (RangeMethod method : all_methods) {
    Observer observer = observer_of({.method = method});
    REQUIRE(observer.observe(std::span<const float>(Floats{-1, 2}), "x").ok());
    const Range before = range_of(observer, affine8);
    const auto nan = observer.observe(std::span<const float>(Floats{7, 1, NAN}), "conv1.weight");
    REQUIRE_FALSE(nan.ok());
    CHECK(nan.error().code == ErrorCode::not_finite);
    CHECK(nan.error().message == "'conv1.weight' has NaN at index 2");
    const auto infinite = observer.observe(std::span<const float>(Floats{-INFINITY}), "x");
    CHECK(infinite.error().message == "'x' has an infinity at index 0");
    const std::vector<WeightedValue> weighted{{8, 1}, {NAN, 0}};
    CHECK(observer.observe(std::span(weighted), "x").error().code == ErrorCode::not_finite);
    CHECK(observer.count() == 2);
    CHECK(range_of(observer, affine8) == before);
  }
}

TEST_CASE("an observer refuses bad options, bad specs and to answer before it saw anything") {
  for (double p : {50.0, 100.5, -1.0, double{NAN}}) CHECK_FALSE(Observer::make({.percentile = p}).ok());
  for (double c : {0.0, 1.5, -1.0, double{NAN}}) CHECK_FALSE(Observer::make({.averaging_constant = c}).ok());
  for (RangeMethod method : all_methods) {
    Observer observer = observer_of({.method = method});
    REQUIRE(observer.observe(std::span<const float>(), "x").ok());
    CHECK(observer.range(affine8).error().message == "the observer has seen no values");
    REQUIRE(observer.observe(std::span<const float>(Floats{1}), "x").ok());
    CHECK(observer.range({.bits = 17}).error().code == ErrorCode::invalid_argument);
    const bool searches = method == RangeMethod::mse || method == RangeMethod::entropy;
    CHECK(observer.range({.bits = 1, .is_signed = true, .scheme = Scheme::binary}).ok() == !searches);
  }
}

#include "quant/metrics.h"

#include <doctest/doctest.h>

#include <cfloat>
#include <cmath>
#include <limits>
#include <vector>

#include "sample_data.h"

using namespace zeropoint;
using Floats = std::vector<float>;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

Comparison comparison(const Floats& reference, const Floats& test) {
  const auto result = compare(reference, test);
  REQUIRE(result.ok());
  return result.value();
}
}  // namespace

TEST_CASE("compare, by hand") {
  // Errors 1, 0, −2, 0: Σe² = 5; Σr² = 9 + 16 + 0 + 25 = 50, a ratio of exactly 10.
  const Comparison c = comparison({3, -4, 0, 5}, {2, -4, 2, 5});
  CHECK(c.max_abs_error == 2);
  CHECK(c.mse == 1.25);
  CHECK(c.sqnr_db == doctest::Approx(10).epsilon(1e-15));
  // Σrt = 6 + 16 + 0 + 25 = 47, Σt² = 4 + 16 + 4 + 25 = 49.
  CHECK(c.cosine_similarity == doctest::Approx(47 / (std::sqrt(50.0) * 7)).epsilon(1e-15));
}

TEST_CASE("compare against numpy in float64 (tests/data/observers/reference.py)") {
  const Floats reference = test::normal_values(1000, 21);
  Floats test = test::normal_values(1000, 22);
  for (std::size_t i = 0; i < test.size(); ++i) test[i] = reference[i] + 0.125F * test[i];
  const Comparison c = comparison(reference, test);
  CHECK(c.max_abs_error == 0.42310380935668945);
  CHECK(c.mse == doctest::Approx(0.016466090262762217).epsilon(1e-14));
  CHECK(c.sqnr_db == doctest::Approx(17.80991440275972).epsilon(1e-14));
  CHECK(c.cosine_similarity == doctest::Approx(0.9918412759568632).epsilon(1e-14));
}

TEST_CASE("compare at its edges: no error, zero tensors, opposite and huge values") {
  const Comparison same = comparison({1, -2, 1e-30F}, {1, -2, 1e-30F});
  CHECK(same.max_abs_error == 0);
  CHECK(same.mse == 0);
  CHECK(same.sqnr_db == infinity);
  CHECK(same.cosine_similarity == doctest::Approx(1).epsilon(1e-15));

  CHECK(comparison({0, 0}, {0, -0.0F}).sqnr_db == infinity);
  CHECK(comparison({0, 0}, {0, -0.0F}).cosine_similarity == 1);
  CHECK(comparison({0, 0}, {0, 1}).sqnr_db == -infinity);
  CHECK(comparison({0, 0}, {0, 1}).cosine_similarity == 0);
  CHECK(comparison({0, 1}, {0, 0}).sqnr_db == 0);  // the error is as strong as the signal
  CHECK(comparison({0, 1}, {0, 0}).cosine_similarity == 0);
  CHECK(comparison({2}, {-2}).cosine_similarity == -1);

  const Comparison huge = comparison({FLT_MAX, FLT_MAX}, {-FLT_MAX, FLT_MAX});
  CHECK(huge.max_abs_error == 2.0 * FLT_MAX);
  CHECK(huge.sqnr_db == doctest::Approx(10 * std::log10(0.5)).epsilon(1e-14));
  const float least = std::numeric_limits<float>::denorm_min();
  CHECK(comparison({least, 0}, {0, 0}).sqnr_db == 0);
}

TEST_CASE("compare refuses lengths that differ, nothing at all, NaN and infinity") {
  CHECK(compare(Floats{1, 2}, Floats{1}).error().code == ErrorCode::shape_mismatch);
  CHECK(compare(Floats{}, Floats{}).error().code == ErrorCode::invalid_argument);
  CHECK(compare(Floats{1, not_a_number}, Floats{1, 1}).error().message == "the reference has NaN at index 1");
  const auto infinite = compare(Floats{1, 1, 1}, Floats{1, 1, -INFINITY});
  CHECK(infinite.error().code == ErrorCode::not_finite);
  CHECK(infinite.error().message == "the test has an infinity at index 2");
}

TEST_CASE("PSNR") {
  // 10·log10(255²/1), the number every image paper knows.
  CHECK(psnr_db(1, 255).value() == doctest::Approx(48.1308036086791).epsilon(1e-14));
  CHECK(psnr_db(0.01, 1).value() == doctest::Approx(20).epsilon(1e-14));
  CHECK(psnr_db(0, 255).value() == infinity);
  CHECK(std::isfinite(psnr_db(1, DBL_MAX).value()));
  for (double peak : {0.0, -1.0, infinity, double{not_a_number}}) CHECK_FALSE(psnr_db(1, peak).ok());
  for (double mse : {-1.0, infinity, double{not_a_number}}) CHECK_FALSE(psnr_db(mse, 1).ok());
}

TEST_CASE("histogram: half-open bins, the last one closed, the rest counted outside") {
  const auto h = histogram(Floats{-1, -0.001F, 0, 0.999F, 1, 1.5F, 2, 4, 4.001F}, 4, 0, 4);
  REQUIRE(h.ok());
  CHECK(std::vector<std::uint64_t>(h.value().counts.begin(), h.value().counts.end()) ==
        std::vector<std::uint64_t>{2, 2, 1, 1});
  CHECK(h.value().below == 2);
  CHECK(h.value().above == 1);

  // numpy.histogram (tests/data/observers/reference.py).
  const auto normal = histogram(test::normal_values(1000, 21), 8, -2, 2);
  REQUIRE(normal.ok());
  CHECK(std::vector<std::uint64_t>(normal.value().counts.begin(), normal.value().counts.end()) ==
        std::vector<std::uint64_t>{47, 99, 171, 179, 192, 138, 83, 43});
  CHECK(normal.value().below == 23);
  CHECK(normal.value().above == 25);
  CHECK(entropy_bits(normal.value().counts.span()) == doctest::Approx(2.830558710765554).epsilon(1e-14));

  const auto widest = histogram(Floats{-FLT_MAX, 0, FLT_MAX}, 2, -FLT_MAX, FLT_MAX);
  REQUIRE(widest.ok());
  CHECK(widest.value().counts[0] == 1);
  CHECK(widest.value().counts[1] == 2);
}

TEST_CASE("histogram refuses bad ends, bad bins and values that are not finite") {
  CHECK_FALSE(histogram(Floats{1}, 0, 0, 1).ok());
  CHECK_FALSE(histogram(Floats{1}, 65537, 0, 1).ok());
  CHECK_FALSE(histogram(Floats{1}, 4, 1, 1).ok());
  CHECK_FALSE(histogram(Floats{1}, 4, 0, INFINITY).ok());
  CHECK_FALSE(histogram(Floats{1}, 4, not_a_number, 1).ok());
  CHECK(histogram(Floats{1, not_a_number}, 4, 0, 1).error().message == "the tensor has NaN at index 1");
}

TEST_CASE("Shannon entropy in bits") {
  using Counts = std::vector<std::uint64_t>;
  CHECK(entropy_bits(Counts{}) == 0);
  CHECK(entropy_bits(Counts{0, 0}) == 0);
  CHECK(entropy_bits(Counts{0, 7, 0}) == 0);
  CHECK(entropy_bits(Counts{5, 5}) == 1);
  CHECK(entropy_bits(Counts(256, 3)) == 8);
  // ½·1 + ¼·2 + 2·⅛·3
  CHECK(entropy_bits(Counts{4, 2, 1, 1}) == 1.75);
}

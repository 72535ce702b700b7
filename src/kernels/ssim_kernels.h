// The hot loops of SSIM (Wang, Bovik, Sheikh, Simoncelli 2004): one of the groups of Kernels.
//
// All in float64. With x the original's bytes, y the other's and G the 11 × 11 Gaussian window of standard
// deviation 1.5, whose weights add up to 1:
//   μx = G∗x, μy = G∗y, S = G∗(x² + y²), P = G∗(x·y)
//   SSIM = (2μxμy + C1)·(2(P − μxμy) + C2) / ((μx² + μy² + C1)·(S − μx² − μy² + C2))
// at every position where the window lies inside the image.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace zeropoint {

namespace ssim {

inline constexpr std::size_t window = 11;

// One axis of the window, from the middle outwards: exp(−d²/4.5), divided by the sum of all eleven.
inline constexpr std::array<double, 6> weights{0.2660117248617943434, 0.2130055377112536999, 0.1093606895097000107,
                                               0.0360007721284308236, 0.0075987581352391842, 0.0010283800844791098};

inline constexpr double c1 = 6.5025;   // (0.01·255)²
inline constexpr double c2 = 58.5225;  // (0.03·255)²

// The weighted sum along an axis, from the middle outwards; at(d) is the value d places from the middle.
template <class At>
double weighted_sum(At&& at) {
  double sum = weights[0] * at(0);
  for (int d = 1; d <= 5; ++d) sum += weights[static_cast<std::size_t>(d)] * (at(-d) + at(d));
  return sum;
}

inline double value(double mean_x, double mean_y, double squares, double products) {
  const double means = mean_x * mean_y;
  const double mean_squares = mean_x * mean_x + mean_y * mean_y;
  const double numerator = (2 * means + c1) * (2 * (products - means) + c2);
  const double denominator = (mean_squares + c1) * (squares - mean_squares + c2);
  return numerator / denominator;
}

// Eleven consecutive rows of something.
using Rows = std::array<const double*, window>;

}  // namespace ssim

struct SsimKernels {
  // Red, green or blue of a row of pixels: y, x² + y² and x·y. `x` holds the original's as numbers.
  void (*plane)(std::span<const std::uint8_t> rgba, std::size_t channel, double* plane) noexcept;
  void (*products)(std::span<const double> x, const double* y, double* squares, double* products) noexcept;

  // Along a row: out[i] is the sum around in[i + 5]. `in` has 10 values more than `out`.
  void (*filter_row)(std::span<const double> in, double* out) noexcept;
  // Across eleven rows of n values.
  void (*filter_column)(const ssim::Rows& rows, std::size_t n, double* out) noexcept;

  // Filters across the rows of y, x² + y² and x·y and returns the sum of the n values of SSIM: those at even
  // positions from the left, plus those at odd ones.
  double (*sum)(const double* mean_x, const ssim::Rows& y, const ssim::Rows& squares, const ssim::Rows& products,
                std::size_t n) noexcept;
};

}  // namespace zeropoint

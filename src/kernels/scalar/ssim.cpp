// SSIM, the specification.
#include "kernels/scalar/scalar.h"
#include "kernels/ssim_kernels.h"

namespace zeropoint::scalar {

namespace {

void extract_plane(std::span<const std::uint8_t> rgba, std::size_t channel, double* plane) noexcept {
  for (std::size_t i = 0; i < rgba.size() / 4; ++i) plane[i] = rgba[4 * i + channel];
}

void multiply(std::span<const double> x, const double* y, double* squares, double* products) noexcept {
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares[i] = x[i] * x[i] + y[i] * y[i];
    products[i] = x[i] * y[i];
  }
}

void filter_row(std::span<const double> in, double* out) noexcept {
  for (std::size_t i = 0; i + ssim::window <= in.size(); ++i) {
    const double* middle = in.data() + i + 5;
    out[i] = ssim::weighted_sum([&](int d) { return middle[d]; });
  }
}

void filter_column(const ssim::Rows& rows, std::size_t n, double* out) noexcept {
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = ssim::weighted_sum([&](int d) { return rows[static_cast<std::size_t>(5 + d)][i]; });
  }
}

double sum(const double* mean_x, const ssim::Rows& y, const ssim::Rows& squares, const ssim::Rows& products,
                std::size_t n) noexcept {
  double sums[2] = {0, 0};
  for (std::size_t i = 0; i < n; ++i) {
    const auto across = [i](const ssim::Rows& rows) {
      return ssim::weighted_sum([&](int d) { return rows[static_cast<std::size_t>(5 + d)][i]; });
    };
    sums[i % 2] += ssim::value(mean_x[i], across(y), across(squares), across(products));
  }
  return sums[0] + sums[1];
}

}  // namespace

constinit const SsimKernels ssim_kernels{
    .plane = extract_plane,
    .products = multiply,
    .filter_row = filter_row,
    .filter_column = filter_column,
    .sum = sum,
};

}  // namespace zeropoint::scalar

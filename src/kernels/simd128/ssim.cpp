// SSIM on 128-bit vectors: two neighbouring positions at a time, each computed as kernels/scalar/ssim.cpp
// does.
#include "kernels/ssim_kernels.h"

#include "kernels/simd128/simd.h"
#include "kernels/simd128/simd128.h"

namespace zeropoint::simd128 {

namespace {

template <class At>
v128_t weighted_sum(At&& at) {
  v128_t sum = wasm_f64x2_mul(wasm_f64x2_splat(ssim::weights[0]), at(0));
  for (int d = 1; d <= 5; ++d) {
    const v128_t weight = wasm_f64x2_splat(ssim::weights[static_cast<std::size_t>(d)]);
    sum = wasm_f64x2_add(sum, wasm_f64x2_mul(weight, wasm_f64x2_add(at(-d), at(d))));
  }
  return sum;
}

v128_t across(const ssim::Rows& rows, std::size_t i) {
  return weighted_sum([&](int d) { return wasm_v128_load(rows[static_cast<std::size_t>(5 + d)] + i); });
}

double across_one(const ssim::Rows& rows, std::size_t i) {
  return ssim::weighted_sum([&](int d) { return rows[static_cast<std::size_t>(5 + d)][i]; });
}

v128_t value(v128_t mean_x, v128_t mean_y, v128_t squares, v128_t products) {
  const v128_t c1 = wasm_f64x2_splat(ssim::c1);
  const v128_t c2 = wasm_f64x2_splat(ssim::c2);
  const v128_t two = wasm_f64x2_splat(2);
  const v128_t means = wasm_f64x2_mul(mean_x, mean_y);
  const v128_t mean_squares = wasm_f64x2_add(wasm_f64x2_mul(mean_x, mean_x), wasm_f64x2_mul(mean_y, mean_y));
  const v128_t numerator =
      wasm_f64x2_mul(wasm_f64x2_add(wasm_f64x2_mul(two, means), c1),
                     wasm_f64x2_add(wasm_f64x2_mul(two, wasm_f64x2_sub(products, means)), c2));
  const v128_t denominator = wasm_f64x2_mul(wasm_f64x2_add(mean_squares, c1),
                                            wasm_f64x2_add(wasm_f64x2_sub(squares, mean_squares), c2));
  return wasm_f64x2_div(numerator, denominator);
}

void extract_plane(std::span<const std::uint8_t> rgba, std::size_t channel, double* plane) noexcept {
  const std::size_t n = rgba.size() / 4;
  const v128_t byte = wasm_i32x4_splat(255);
  const auto shift = static_cast<std::uint32_t>(8 * channel);
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const v128_t v = wasm_v128_and(wasm_u32x4_shr(wasm_v128_load(rgba.data() + 4 * i), shift), byte);
    wasm_v128_store(plane + i, wasm_f64x2_convert_low_i32x4(v));
    wasm_v128_store(plane + i + 2, wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(v, v, 2, 3, 2, 3)));
  }
  for (; i < n; ++i) plane[i] = rgba[4 * i + channel];
}

void multiply(std::span<const double> x, const double* y, double* squares, double* products) noexcept {
  std::size_t i = 0;
  for (; i + 2 <= x.size(); i += 2) {
    const v128_t a = wasm_v128_load(x.data() + i);
    const v128_t b = wasm_v128_load(y + i);
    wasm_v128_store(squares + i, wasm_f64x2_add(wasm_f64x2_mul(a, a), wasm_f64x2_mul(b, b)));
    wasm_v128_store(products + i, wasm_f64x2_mul(a, b));
  }
  for (; i < x.size(); ++i) {
    squares[i] = x[i] * x[i] + y[i] * y[i];
    products[i] = x[i] * y[i];
  }
}

void filter_row(std::span<const double> in, double* out) noexcept {
  std::size_t i = 0;
  for (; i + ssim::window + 1 <= in.size(); i += 2) {
    const double* middle = in.data() + i + 5;
    wasm_v128_store(out + i, weighted_sum([&](int d) { return wasm_v128_load(middle + d); }));
  }
  for (; i + ssim::window <= in.size(); ++i) {
    const double* middle = in.data() + i + 5;
    out[i] = ssim::weighted_sum([&](int d) { return middle[d]; });
  }
}

void filter_column(const ssim::Rows& rows, std::size_t n, double* out) noexcept {
  std::size_t i = 0;
  for (; i + 2 <= n; i += 2) wasm_v128_store(out + i, across(rows, i));
  for (; i < n; ++i) out[i] = across_one(rows, i);
}

double sum(const double* mean_x, const ssim::Rows& y, const ssim::Rows& squares, const ssim::Rows& products,
                std::size_t n) noexcept {
  v128_t sums = wasm_f64x2_splat(0);
  std::size_t i = 0;
  for (; i + 2 <= n; i += 2) {
    const v128_t mean = wasm_v128_load(mean_x + i);
    sums = wasm_f64x2_add(sums, value(mean, across(y, i), across(squares, i), across(products, i)));
  }
  double even = wasm_f64x2_extract_lane(sums, 0);
  const double odd = wasm_f64x2_extract_lane(sums, 1);
  if (i < n) even += ssim::value(mean_x[i], across_one(y, i), across_one(squares, i), across_one(products, i));
  return even + odd;
}

}  // namespace

constinit const SsimKernels ssim_kernels{
    .plane = extract_plane,
    .products = multiply,
    .filter_row = filter_row,
    .filter_column = filter_column,
    .sum = sum,
};

}  // namespace zeropoint::simd128

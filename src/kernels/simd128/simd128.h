// What the files of this back end define; kernels.h documents each.
#pragma once

#include "kernels/kernels.h"

namespace zeropoint::simd128 {

MinMax minmax(std::span<const float> r) noexcept;

std::size_t quantize_u8(std::span<const float> r, const QParams& p, std::uint8_t* q) noexcept;
std::size_t quantize_i8(std::span<const float> r, const QParams& p, std::int8_t* q) noexcept;
std::size_t quantize_u16(std::span<const float> r, const QParams& p, std::uint16_t* q) noexcept;
std::size_t quantize_i16(std::span<const float> r, const QParams& p, std::int16_t* q) noexcept;

void dequantize_u8(std::span<const std::uint8_t> q, const QParams& p, float* r) noexcept;
void dequantize_i8(std::span<const std::int8_t> q, const QParams& p, float* r) noexcept;
void dequantize_u16(std::span<const std::uint16_t> q, const QParams& p, float* r) noexcept;
void dequantize_i16(std::span<const std::int16_t> q, const QParams& p, float* r) noexcept;

void requantize_u8(std::span<const std::int32_t> accumulators, const Requantization& to, std::uint8_t* y) noexcept;
void requantize_i8(std::span<const std::int32_t> accumulators, const Requantization& to, std::int8_t* y) noexcept;

void image_minmax(std::span<const std::uint8_t> rgba, RgbRange& range) noexcept;
void image_map(std::span<const std::uint8_t> rgba, const RgbTable& table, std::uint8_t* out) noexcept;
void image_map_stochastic(std::span<const std::uint8_t> rgba, const StochasticTable& table, std::uint32_t key,
                          std::uint32_t first_pixel, std::uint8_t* codes, std::uint8_t* shown) noexcept;
void image_diffuse(std::span<const std::uint8_t> rgba, const std::array<QParams, 3>& p, float* errors, float* below,
                   std::uint8_t* codes, std::uint8_t* shown) noexcept;
void image_error_sums(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                      RgbErrorSums& sums) noexcept;
void image_error_map(std::span<const std::uint8_t> original, std::span<const std::uint8_t> shown,
                     const ErrorColours& colours, std::uint8_t* out) noexcept;

void ssim_plane(std::span<const std::uint8_t> rgba, std::size_t channel, double* plane) noexcept;
void ssim_products(std::span<const double> x, const double* y, double* squares, double* products) noexcept;
void ssim_filter_row(std::span<const double> in, double* out) noexcept;
void ssim_filter_column(const ssim::Rows& rows, std::size_t n, double* out) noexcept;
double ssim_sum(const double* mean_x, const ssim::Rows& y, const ssim::Rows& squares, const ssim::Rows& products,
                std::size_t n) noexcept;

}  // namespace zeropoint::simd128

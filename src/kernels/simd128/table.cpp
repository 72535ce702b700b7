#include "kernels/scalar/scalar.h"
#include "kernels/simd128/simd128.h"

namespace zeropoint::simd128 {

const Kernels& kernels() {
  static constexpr Kernels table{
      .name = "simd128",
      .minmax = minmax,
      .quantize_u8 = quantize_u8,
      .quantize_i8 = quantize_i8,
      .quantize_u16 = quantize_u16,
      .quantize_i16 = quantize_i16,
      .dequantize_u8 = dequantize_u8,
      .dequantize_i8 = dequantize_i8,
      .dequantize_u16 = dequantize_u16,
      .dequantize_i16 = dequantize_i16,
      .requantize_u8 = requantize_u8,
      .requantize_i8 = requantize_i8,
      .image = {
          .minmax = image_minmax,
          .histogram = scalar::image_histogram,  // counting has nothing to gain from vectors
          .map = image_map,
          .map_stochastic = image_map_stochastic,
          .diffuse = image_diffuse,
          .error_sums = image_error_sums,
          .error_map = image_error_map,
      },
      .ssim = {
          .plane = ssim_plane,
          .products = ssim_products,
          .filter_row = ssim_filter_row,
          .filter_column = ssim_filter_column,
          .sum = ssim_sum,
      },
  };
  return table;
}

}  // namespace zeropoint::simd128

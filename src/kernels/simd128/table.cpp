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
  };
  return table;
}

}  // namespace zeropoint::simd128

#include "kernels/scalar/scalar.h"

namespace zeropoint::scalar {

const Kernels& kernels() {
  static constexpr Kernels table{
      .name = "scalar",
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

}  // namespace zeropoint::scalar

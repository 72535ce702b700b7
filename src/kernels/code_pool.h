// Pools of NHWC codes of 8 bits; one of the groups of NetworkKernels. is_signed: the codes are int8.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/pool_shape.h"
#include "quant/qparams.h"

namespace zeropoint {

struct CodePoolKernels {
  void (*max)(bool is_signed, const PoolShape& shape, const std::uint8_t* x, std::uint8_t* y) noexcept;
  // Equation (14). With count_include_pad, n counts all that the window has.
  void (*average)(bool is_signed, const PoolShape& shape, const QParams& from, const QParams& to, const std::uint8_t* x,
                  std::uint8_t* y) noexcept;
  // Equation (15): x [pixels][channels], y [channels]; M as average_multiplier computes it.
  void (*mean)(bool is_signed, std::size_t pixels, std::size_t channels, std::int32_t x_zero_point, float multiplier,
               const QParams& to, const std::uint8_t* x, std::uint8_t* y) noexcept;
};

}  // namespace zeropoint

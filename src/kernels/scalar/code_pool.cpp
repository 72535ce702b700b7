// The specification of CodePoolKernels: channel by channel.
#include "kernels/code_pool.h"
#include "kernels/scalar/network_scalar.h"
#include "quant/integer_rules.h"
#include "quant/requantize.h"

namespace zeropoint::scalar {

namespace {

void max(bool is_signed, const PoolShape& s, const std::uint8_t* x, std::uint8_t* y) noexcept {
  for_each_window(s, [&](std::size_t out, const PoolWindow& window) {
    for (std::size_t c = 0; c < s.channels; ++c) {
      std::int32_t most = is_signed ? -128 : 0;
      window.for_each([&](std::size_t pixel) { most = std::max(most, code_in(x[pixel * s.channels + c], is_signed)); });
      y[out * s.channels + c] = static_cast<std::uint8_t>(most);
    }
  });
}

void average(bool is_signed, const PoolShape& s, const QParams& from, const QParams& to, const std::uint8_t* x,
             std::uint8_t* y) noexcept {
  for_each_window(s, [&](std::size_t out, const PoolWindow& window) {
    const std::size_t count = s.count_include_pad ? s.kernel_h * s.kernel_w : window.rows * window.columns;
    for (std::size_t c = 0; c < s.channels; ++c) {
      float sum = 0;
      window.for_each([&](std::size_t pixel) { sum += dequantize_value(code_in(x[pixel * s.channels + c], is_signed), from); });
      y[out * s.channels + c] = static_cast<std::uint8_t>(quantized_average(sum, count, to));
    }
  });
}

void mean(bool is_signed, std::size_t pixels, std::size_t channels, std::int32_t x_zero_point, float multiplier, const QParams& to,
          const std::uint8_t* x, std::uint8_t* y) noexcept {
  for (std::size_t c = 0; c < channels; ++c) {
    std::uint32_t sum = 0;  // wraps, as int32 may not
    for (std::size_t i = 0; i < pixels; ++i) sum += static_cast<std::uint32_t>(code_in(x[i * channels + c], is_signed) - x_zero_point);
    y[c] = static_cast<std::uint8_t>(requantize_value(static_cast<std::int32_t>(sum), multiplier, to));
  }
}

}  // namespace

constinit const CodePoolKernels code_pool_kernels{
    .max = max,
    .average = average,
    .mean = mean,
};

}  // namespace zeropoint::scalar

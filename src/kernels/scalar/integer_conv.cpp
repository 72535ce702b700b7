// The specification of integer convolution: the rule of integer_conv.h, output by output.
#include "kernels/integer_conv.h"

#include "kernels/integer_packed.h"
#include "kernels/scalar/network_scalar.h"
#include "quant/requantize.h"

namespace zeropoint::scalar {

namespace {

std::int32_t code_at(const IntegerConvLayer& layer, std::byte code) {
  return layer.x_signed ? std::int32_t{static_cast<std::int8_t>(code)} : std::int32_t{static_cast<std::uint8_t>(code)};
}

// Unsigned sums wrap; a product of two differences of 8-bit codes always fits.
std::int32_t accumulator_at(const IntegerConvLayer& layer, std::span<const std::byte> x, const std::int16_t* w, std::int32_t bias,
                            std::size_t group, std::size_t n, std::size_t oy, std::size_t ox) {
  const ConvShape& s = layer.shape;
  const std::size_t channels = s.group_in();
  auto acc = static_cast<std::uint32_t>(bias);
  for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
    for (std::size_t kw = 0; kw < s.kernel_w; ++kw, w += channels) {
      // Unsigned: a row or column above or left of the input wraps and fails the comparison.
      const std::size_t iy = oy * s.stride_h + kh * s.dilation_h - s.pad_top;
      const std::size_t ix = ox * s.stride_w + kw * s.dilation_w - s.pad_left;
      if (iy >= s.in_h || ix >= s.in_w) continue;
      const std::size_t at = ((n * s.in_h + iy) * s.in_w + ix) * layer.x_pixel + group * channels;
      for (std::size_t c = 0; c < channels; ++c) {
        acc += static_cast<std::uint32_t>((code_at(layer, x[at + c]) - layer.x.zero_point) * w[c]);
      }
    }
  }
  return static_cast<std::int32_t>(acc);
}

void store(const IntegerConvLayer& layer, std::int32_t acc, float multiplier, std::size_t i, std::byte* y) {
  switch (layer.result) {
    case ConvResult::accumulators: reinterpret_cast<std::int32_t*>(y)[i] = acc; break;
    case ConvResult::reals: reinterpret_cast<float*>(y)[i] = static_cast<float>(acc) * multiplier; break;
    case ConvResult::codes: y[i] = static_cast<std::byte>(requantize_value(acc, multiplier, layer.y)); break;
  }
}

ConvChoice choose(const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept {
  return *conv_choice(ConvAlgorithm::plain, layer, weights);
}

std::uint64_t scratch_bytes(const IntegerConvLayer&, const ConvChoice&) noexcept { return 0; }

void conv(const IntegerConvLayer& layer, const ConvChoice&, std::span<const std::byte> x, std::span<const std::byte> packed,
          std::byte*, std::byte* y) noexcept {
  const ConvShape& s = layer.shape;
  const packed::Epilogue epilogue(s, packed.data());
  const std::int16_t* weights = packed::weights(s, packed.data());
  std::size_t i = 0;
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t oy = 0; oy < s.out_h; ++oy) {
      for (std::size_t ox = 0; ox < s.out_w; ++ox) {
        for (std::size_t o = 0; o < s.out_c; ++o, ++i) {
          const std::size_t lane = packed::lane(s, o);
          const std::int32_t acc =
              accumulator_at(layer, x, weights + o * s.depth(), epilogue.bias[lane], o / s.group_out(), n, oy, ox);
          store(layer, acc, epilogue.multipliers[lane], i, y);
        }
      }
    }
  }
}

}  // namespace

constinit const IntegerConvKernels integer_conv_kernels{.choose = choose, .scratch_bytes = scratch_bytes, .conv = conv};

}  // namespace zeropoint::scalar

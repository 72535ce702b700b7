// The specification of float convolution and matrix product: the rule of float_conv.h, output by output.
#include "kernels/float_conv.h"

#include "kernels/scalar/network_scalar.h"

namespace zeropoint::scalar {

namespace {

// Where the packed weights of an output channel begin (at its bias), and the distance between two of them.
struct PackedColumn {
  const float* first;
  std::size_t stride;
};

PackedColumn column(const ConvShape& s, std::span<const float> weights, std::size_t output) {
  if (s.depthwise()) return {weights.data() + output, s.out_c};
  const std::size_t group = output / s.group_out();
  const std::size_t in_group = output % s.group_out();
  const std::size_t panel = group * packed::panels(s.group_out()) + in_group / packed::panel;
  return {weights.data() + panel * (1 + s.depth()) * packed::panel + in_group % packed::panel, packed::panel};
}

float output_at(const ConvShape& s, std::span<const float> x, PackedColumn w, std::size_t group, std::size_t n,
                std::size_t oy, std::size_t ox) {
  const std::size_t channels = s.group_in();
  float acc = *w.first;
  std::size_t k = 1;
  for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
    for (std::size_t kw = 0; kw < s.kernel_w; ++kw) {
      // Unsigned: a row or column above or left of the input wraps and fails the comparison.
      const std::size_t iy = oy * s.stride_h + kh * s.dilation_h - s.pad_top;
      const std::size_t ix = ox * s.stride_w + kw * s.dilation_w - s.pad_left;
      if (iy >= s.in_h || ix >= s.in_w) {
        k += channels;
        continue;
      }
      const std::size_t at = ((n * s.in_h + iy) * s.in_w + ix) * s.in_c + group * channels;
      for (std::size_t c = 0; c < channels; ++c, ++k) acc += x[at + c] * w.first[k * w.stride];
    }
  }
  return acc;
}

void conv(const ConvShape& s, std::span<const float> x, std::span<const float> weights, const FloatClamp& to,
          float* y) noexcept {
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t oy = 0; oy < s.out_h; ++oy) {
      for (std::size_t ox = 0; ox < s.out_w; ++ox) {
        for (std::size_t o = 0; o < s.out_c; ++o) {
          *y++ = clamp(output_at(s, x, column(s, weights, o), o / s.group_out(), n, oy, ox), to);
        }
      }
    }
  }
}

void gemm(const FloatGemmShape& s, std::span<const float> a, std::span<const float> b, const FloatClamp& to,
          float* y) noexcept {
  for (std::size_t row = 0; row < s.rows; ++row) {
    for (std::size_t column = 0; column < s.columns; ++column) {
      const float* w = b.data() + (column / packed::panel) * (1 + s.depth) * packed::panel + column % packed::panel;
      float acc = *w;
      for (std::size_t k = 0; k < s.depth; ++k) acc += a[row * s.depth + k] * w[(1 + k) * packed::panel];
      *y++ = clamp(acc, to);
    }
  }
}

}  // namespace

constinit const FloatConvKernels float_conv_kernels{.conv = conv, .gemm = gemm};

}  // namespace zeropoint::scalar

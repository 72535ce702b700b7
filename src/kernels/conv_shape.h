// The shape of a convolution, of floats and of codes alike.
#pragma once

#include <cstddef>

namespace zeropoint {

// Input [batch][in_h][in_w][in_c], output [batch][out_h][out_w][out_c]. Output (oy, ox) reads the input rows
// oy·stride_h − pad_top + kh·dilation_h, and columns likewise. `groups` divides in_c and out_c.
struct ConvShape {
  std::size_t batch = 1;
  std::size_t in_h = 1, in_w = 1, in_c = 1;
  std::size_t out_h = 1, out_w = 1, out_c = 1;
  std::size_t kernel_h = 1, kernel_w = 1;
  std::size_t stride_h = 1, stride_w = 1;
  std::size_t dilation_h = 1, dilation_w = 1;
  std::size_t pad_top = 0, pad_left = 0;
  std::size_t groups = 1;

  std::size_t group_in() const { return in_c / groups; }
  std::size_t group_out() const { return out_c / groups; }
  std::size_t depth() const { return kernel_h * kernel_w * group_in(); }  // products of one output element
  // Every output pixel is computed from one input pixel, the one in its place.
  bool pointwise() const {
    return kernel_h == 1 && kernel_w == 1 && stride_h == 1 && stride_w == 1 && pad_top == 0 && pad_left == 0 && in_h == out_h && in_w == out_w;
  }
  bool depthwise() const { return groups > 1 && groups == in_c && groups == out_c; }
};

// Packed weights hold output channels in panels.
namespace packed {

inline constexpr std::size_t panel = 8;

constexpr std::size_t panels(std::size_t outputs) { return (outputs + panel - 1) / panel; }

}  // namespace packed

}  // namespace zeropoint

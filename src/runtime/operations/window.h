// The window attributes of convolutions and pools, as numbers for one input size.
#pragma once

#include <cstddef>

#include "kernels/conv_shape.h"
#include "kernels/pool_shape.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

struct WindowAxis {
  std::size_t kernel = 1, stride = 1, dilation = 1, pad_before = 0, pad_after = 0;
};

struct Windows {
  WindowAxis h, w;
};

// From strides, dilations, pads and auto_pad of a node with 2 spatial axes; the input is [N, C, H, W] and the output
// [N, M, oH, oW]. Error: padding of 2^30 and more, which "same" needs for windows that are as large.
Result<Windows> windows_of(const Preparation& p, const Shape& input, const Shape& output, std::size_t kernel_h, std::size_t kernel_w);

// Of a node with the attribute group; weights are [out, in / group, kh, kw]. Errors: those of windows_of.
Result<ConvShape> conv_shape_of(const Preparation& p, const Shape& x, const Shape& weights, const Shape& y);

// Of a node with the attribute kernel_shape. Errors: those of windows_of; a window that lies in the padding alone.
Result<PoolShape> pool_shape_of(const Preparation& p, const Shape& input, const Shape& output);

}  // namespace zeropoint::operations

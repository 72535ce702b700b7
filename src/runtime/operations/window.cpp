#include "runtime/operations/window.h"

#include <algorithm>

namespace zeropoint::operations {

namespace {

bool each_touches_input(const WindowAxis& axis, std::size_t in, std::size_t out) {
  for (std::size_t o = 0; o < out; ++o) {
    const std::size_t start = o * axis.stride;  // of the padded input
    const std::size_t skipped = start < axis.pad_before ? (axis.pad_before - start + axis.dilation - 1) / axis.dilation : 0;
    if (skipped >= axis.kernel || start + skipped * axis.dilation >= axis.pad_before + in) return false;
  }
  return true;
}

}  // namespace

Result<Windows> windows_of(const Preparation& p, const Shape& input, const Shape& output, std::size_t kernel_h, std::size_t kernel_w) {
  const auto strides = p.integers("strides").value_or(std::vector<std::int64_t>{1, 1});
  const auto dilations = p.integers("dilations").value_or(std::vector<std::int64_t>{1, 1});
  const auto pads = p.integers("pads").value_or(std::vector<std::int64_t>{0, 0, 0, 0});
  const std::string_view auto_pad = p.word("auto_pad", "NOTSET");
  std::int64_t needed = 0;
  const auto axis = [&](std::size_t i, std::size_t kernel) {
    WindowAxis a{kernel, static_cast<std::size_t>(strides[i]), static_cast<std::size_t>(dilations[i])};
    if (auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER") {
      const std::int64_t reach = (output[i + 2] - 1) * strides[i] + (static_cast<std::int64_t>(kernel) - 1) * dilations[i] + 1;
      needed = std::max(needed, reach - input[i + 2]);
      const auto all = static_cast<std::size_t>(std::max<std::int64_t>(0, reach - input[i + 2]));
      a.pad_before = auto_pad == "SAME_UPPER" ? all / 2 : all - all / 2;
      a.pad_after = all - a.pad_before;
    } else if (auto_pad != "VALID") {
      a.pad_before = static_cast<std::size_t>(pads[i]);
      a.pad_after = static_cast<std::size_t>(pads[i + 2]);
    }
    return a;
  };
  const Windows windows{axis(0, kernel_h), axis(1, kernel_w)};
  constexpr std::int64_t most = std::int64_t{1} << 30;
  if (needed > most) return p.error(ErrorCode::unsupported, "auto_pad needs a padding of ", needed);
  return windows;
}

Result<ConvShape> conv_shape_of(const Preparation& p, const Shape& x, const Shape& w, const Shape& y) {
  const auto size = [](std::int64_t extent) { return static_cast<std::size_t>(extent); };
  ZP_TRY(const Windows& windows, windows_of(p, x, y, size(w[2]), size(w[3])));
  ConvShape s;
  s.batch = size(x[0]);
  s.in_h = size(x[2]), s.in_w = size(x[3]), s.in_c = size(x[1]);
  s.out_h = size(y[2]), s.out_w = size(y[3]), s.out_c = size(y[1]);
  s.kernel_h = windows.h.kernel, s.kernel_w = windows.w.kernel;
  s.stride_h = windows.h.stride, s.stride_w = windows.w.stride;
  s.dilation_h = windows.h.dilation, s.dilation_w = windows.w.dilation;
  s.pad_top = windows.h.pad_before, s.pad_left = windows.w.pad_before;
  s.groups = size(p.integer("group", 1));
  return s;
}

Result<PoolShape> pool_shape_of(const Preparation& p, const Shape& x, const Shape& y) {
  const auto kernel = *p.integers("kernel_shape");
  const auto size = [](std::int64_t extent) { return static_cast<std::size_t>(extent); };
  ZP_TRY(const Windows& windows, windows_of(p, x, y, size(kernel[0]), size(kernel[1])));
  PoolShape s;
  s.batch = size(x[0]), s.channels = size(x[1]);
  s.in_h = size(x[2]), s.in_w = size(x[3]);
  s.out_h = size(y[2]), s.out_w = size(y[3]);
  s.kernel_h = windows.h.kernel, s.kernel_w = windows.w.kernel;
  s.stride_h = windows.h.stride, s.stride_w = windows.w.stride;
  s.dilation_h = windows.h.dilation, s.dilation_w = windows.w.dilation;
  s.pad_top = windows.h.pad_before, s.pad_left = windows.w.pad_before;
  s.pad_bottom = windows.h.pad_after, s.pad_right = windows.w.pad_after;
  s.count_include_pad = p.integer("count_include_pad", 0) != 0;
  if (!each_touches_input(windows.h, s.in_h, s.out_h) || !each_touches_input(windows.w, s.in_w, s.out_w)) {
    return p.error(ErrorCode::unsupported, "a window lies in the padding alone");
  }
  return s;
}

}  // namespace zeropoint::operations

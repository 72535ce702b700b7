#include "runtime/operations/window.h"

#include <algorithm>

namespace zeropoint::operations {

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

}  // namespace zeropoint::operations

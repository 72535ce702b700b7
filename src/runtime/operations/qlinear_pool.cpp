// com.microsoft's QLinearAveragePool and QLinearGlobalAveragePool: equations (14) and (15). Their attribute channels_last
// says that the shapes are [N, H, W, C].
#include "quant/integer_rules.h"
#include "quant/requantize.h"
#include "runtime/operations.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/window.h"

namespace zeropoint::operations {

namespace {

// X, S_x, Z_x, S_y, Z_y; row-major.
struct Codes {
  std::vector<Operand> inputs;
  Parameter x_scale, x_zero, y_scale, y_zero;
  ElementType type = ElementType::u8;
  QParams result;  // S and Z to be set

  QParams from(const StepMemory& m) const { return qparams_of(m, type, x_scale, x_zero); }
  QParams to(const StepMemory& m) const { return qparams_of(m, result, y_scale, y_zero); }
};

Result<Codes> codes_of_pool(Preparation& p) {
  Codes c;
  c.type = p.type(0);
  if (c.type != ElementType::u8 && c.type != ElementType::i8) return p.error(ErrorCode::unsupported, "codes of type ", element_type_name(c.type), " are not supported");
  ZP_TRY(c.result, output_codes(p));
  ZP_TRY(const Operand x, p.input(0, MemoryOrder::row_major(p.shape(0).rank())));
  c.inputs.push_back(x);
  ZP_TRY(c.x_scale, parameter(p, 1, c.inputs));
  ZP_TRY(c.x_zero, parameter(p, 2, c.inputs));
  ZP_TRY(c.y_scale, parameter(p, 3, c.inputs));
  ZP_TRY(c.y_zero, parameter(p, 4, c.inputs));
  return c;
}

// A picture [N, C, H, W] or [N, H, W, C] by strides.
struct Layout {
  std::int64_t n, c, h, w;
  std::int64_t n_stride, c_stride, h_stride, w_stride;
};

Layout layout_of(const Shape& s, bool channels_last) {
  const std::size_t c = channels_last ? 3 : 1, h = channels_last ? 1 : 2;
  return {s[0], s[c], s[h], s[h + 1], s.stride(0), s.stride(c), s.stride(h), s.stride(h + 1)};
}

// One channel of one picture: x and y point at its first codes.
template <class Load>
void average_channel(const Windows& windows, bool count_padding, const Layout& x, const Layout& y, Load&& load, const auto& store) {
  const auto clip = [](const WindowAxis& axis, std::int64_t at, std::int64_t extent) {
    const auto start = at * static_cast<std::int64_t>(axis.stride) - static_cast<std::int64_t>(axis.pad_before);
    const auto end = std::min(start + static_cast<std::int64_t>(axis.kernel), extent);
    return std::pair(std::max<std::int64_t>(start, 0), end);
  };
  for (std::int64_t h = 0; h < y.h; ++h) {
    for (std::int64_t w = 0; w < y.w; ++w) {
      const auto [top, bottom] = clip(windows.h, h, x.h);
      const auto [left, right] = clip(windows.w, w, x.w);
      float sum = 0;
      for (std::int64_t i = top; i < bottom; ++i) {
        for (std::int64_t j = left; j < right; ++j) sum += load(i * x.h_stride + j * x.w_stride);
      }
      const auto inside = static_cast<std::size_t>((bottom - top) * (right - left));
      store(h * y.h_stride + w * y.w_stride, sum, count_padding ? windows.h.kernel * windows.w.kernel : inside);
    }
  }
}

}  // namespace

Status qlinear_average_pool(Preparation& p) {
  ZP_TRY(Codes codes, codes_of_pool(p));
  const bool last = p.integer("channels_last", 0) != 0;
  const bool count_padding = p.integer("count_include_pad", 0) != 0;
  const Layout x = layout_of(p.shape(0), last), y = layout_of(p.output_shape(), last);
  const auto kernel = p.integers("kernel_shape").value();
  ZP_TRY(const Windows windows, windows_of(p, {x.n, x.c, x.h, x.w}, {y.n, y.c, y.h, y.w}, static_cast<std::size_t>(kernel[0]), static_cast<std::size_t>(kernel[1])));
  if (windows.h.dilation != 1 || windows.w.dilation != 1) return p.error(ErrorCode::unsupported, "dilations are not supported");
  p.add(codes.inputs, {p.output(0, MemoryOrder::row_major(4))}, [=](const StepMemory& m) -> Status {
    const QParams from = codes.from(m), to = codes.to(m);
    const auto in = m.input<std::byte>(0);
    for (std::int64_t n = 0; n < y.n; ++n) {
      for (std::int64_t c = 0; c < y.c; ++c) {
        const std::int64_t x_at = n * x.n_stride + c * x.c_stride, y_at = n * y.n_stride + c * y.c_stride;
        average_channel(windows, count_padding, x, y,
            [&](std::int64_t i) { return dequantize_value(static_cast<std::int32_t>(load_integer(codes.type, in, static_cast<std::size_t>(x_at + i))), from); },
            [&](std::int64_t i, float sum, std::size_t count) {
              store_integer(codes.type, m.output<std::byte>(0), static_cast<std::size_t>(y_at + i), quantized_average(sum, count, to));
            });
      }
    }
    return Done{};
  });
  return Done{};
}

Status qlinear_global_average_pool(Preparation& p) {
  ZP_TRY(Codes codes, codes_of_pool(p));
  const Shape& x = p.shape(0);
  const bool last = p.integer("channels_last", 0) != 0;
  const auto batch = static_cast<std::size_t>(x[0]), channels = static_cast<std::size_t>(x[last ? x.rank() - 1 : 1]);
  const auto elements = static_cast<std::size_t>(x.element_count());
  const std::size_t area = elements == 0 ? 0 : elements / (batch * channels);
  if (area == 0 && batch * channels > 0) return p.error(ErrorCode::shape_mismatch, "an average over no elements");
  p.add(codes.inputs, {p.output(0, MemoryOrder::row_major(x.rank()))}, [=](const StepMemory& m) -> Status {
    const QParams from = codes.from(m), to = codes.to(m);
    const float multiplier = average_multiplier(from.scale, to.scale, area);
    const auto in = m.input<std::byte>(0);
    for (std::size_t n = 0; n < batch; ++n) {
      for (std::size_t c = 0; c < channels; ++c) {
        std::uint32_t sum = 0;  // wraps, as int32 may not
        for (std::size_t i = 0; i < area; ++i) {
          const std::size_t at = last ? (n * area + i) * channels + c : (n * channels + c) * area + i;
          sum += static_cast<std::uint32_t>(load_integer(codes.type, in, at) - from.zero_point);
        }
        store_integer(codes.type, m.output<std::byte>(0), n * channels + c, requantize_value(static_cast<std::int32_t>(sum), multiplier, to));
      }
    }
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

// QLinearConv, equation (10), and ConvInteger, its first line. The reference: row-major and plain.
#include <algorithm>

#include "quant/requantize.h"
#include "runtime/operations.h"
#include "runtime/operations/accumulate.h"
#include "runtime/operations/parameters.h"

namespace zeropoint::operations {

namespace {

// Where the inputs of an operator stand.
struct Places {
  std::size_t x, x_zero, w, w_zero;
};

struct Convolution {
  IntegerConv conv;
  ElementType x_type, w_type;
  Parameter x_zero, w_zero;
  std::vector<Operand> inputs;  // x, w, then parameters
};

Result<Convolution> convolution_of(Preparation& p, const Places& places) {
  const Shape &x = p.shape(places.x), &w = p.shape(places.w), &y = p.output_shape();
  const auto size = [](std::int64_t extent) { return static_cast<std::size_t>(extent); };
  ZP_TRY(const Windows windows, windows_of(p, x, y, size(w[2]), size(w[3])));
  Convolution c;
  c.conv = {size(x[0]), size(x[1]), size(x[2]), size(x[3]), size(y[1]), size(y[2]), size(y[3]), size(p.integer("group", 1)),
            windows};
  c.x_type = p.type(places.x);
  c.w_type = p.type(places.w);
  for (const ElementType type : {c.x_type, c.w_type}) {
    if (type != ElementType::u8 && type != ElementType::i8) return p.error(ErrorCode::unsupported, "codes of type ", element_type_name(type), " are not supported");
  }
  for (const std::size_t i : {places.x, places.w}) {
    ZP_TRY(const Operand operand, p.input(i, MemoryOrder::row_major(4)));
    c.inputs.push_back(operand);
  }
  ZP_CHECK(check_parameter(p, places.x_zero, 1));
  ZP_CHECK(check_parameter(p, places.w_zero, c.conv.out_c));
  ZP_TRY(c.x_zero, parameter(p, places.x_zero, c.inputs));
  ZP_TRY(c.w_zero, parameter(p, places.w_zero, c.inputs));
  return c;
}

// Calls done(channel, first element of y) for every plane of accumulators, which begin with start(channel).
template <class Start, class Finish>
Status run_planes(const Convolution& c, const StepMemory& m, std::int32_t* acc, Start&& start, Finish&& finish) {
  const IntegerConv& conv = c.conv;
  const std::size_t plane = conv.out_h * conv.out_w, picture = conv.in_c * conv.in_h * conv.in_w;
  const std::size_t filter = conv.in_c / conv.groups * conv.windows.h.kernel * conv.windows.w.kernel;
  for (std::size_t n = 0; n < conv.batch; ++n) {
    for (std::size_t k = 0; k < conv.out_c; ++k) {
      std::fill_n(acc, plane, start(k));
      accumulate_conv(conv, k / (conv.out_c / conv.groups), c.x_type, m.input<std::byte>(0).data() + n * picture, c.x_zero.integer(m), c.w_type,
                      m.input<std::byte>(1).data() + k * filter, c.w_zero.integer(m, k), acc);
      ZP_CHECK(finish(k, (n * conv.out_c + k) * plane));
    }
  }
  return Done{};
}

}  // namespace

// X, S_x, Z_x, W, S_w, Z_w, S_y, Z_y, B
Status qlinear_conv(Preparation& p) {
  ZP_TRY(Convolution c, convolution_of(p, {0, 2, 3, 5}));
  const ElementType type = p.output_type();
  ZP_TRY(const Parameter x_scale, parameter(p, 1, c.inputs));
  ZP_TRY(const Parameter w_scale, parameter(p, 4, c.inputs));
  ZP_TRY(const Parameter y_scale, parameter(p, 6, c.inputs));
  ZP_TRY(const Parameter y_zero, parameter(p, 7, c.inputs));
  ZP_TRY(const Parameter bias, parameter(p, 8, c.inputs));
  const std::size_t plane = c.conv.out_h * c.conv.out_w;
  p.add(c.inputs, {p.output(0, MemoryOrder::row_major(4))}, [=](const StepMemory& m) -> Status {
    const QParams to = qparams_of(m, type, y_scale, y_zero);
    auto* acc = m.scratch<std::int32_t>();
    return run_planes(c, m, acc, [&](std::size_t k) { return bias.integer(m, k); }, [&](std::size_t k, std::size_t first) -> Status {
      ZP_TRY(const float multiplier, requantize_multiplier(x_scale.real(m), w_scale.real(m, k), to.scale));
      for (std::size_t i = 0; i < plane; ++i) store_integer(type, m.output<std::byte>(0), first + i, requantize_value(acc[i], multiplier, to));
      return Done{};
    });
  }, plane * sizeof(std::int32_t));
  return Done{};
}

// X, W, Z_x, Z_w
Status conv_integer(Preparation& p) {
  ZP_TRY(Convolution c, convolution_of(p, {0, 2, 1, 3}));
  const std::size_t plane = c.conv.out_h * c.conv.out_w;
  p.add(c.inputs, {p.output(0, MemoryOrder::row_major(4))}, [=](const StepMemory& m) -> Status {
    auto* acc = m.scratch<std::int32_t>();
    return run_planes(c, m, acc, [](std::size_t) { return 0; }, [&](std::size_t, std::size_t first) -> Status {
      std::copy_n(acc, plane, m.output<std::int32_t>(0).data() + first);
      return Done{};
    });
  }, plane * sizeof(std::int32_t));
  return Done{};
}

}  // namespace zeropoint::operations

#include "runtime/operations/integer_conv.h"

#include <algorithm>

#include "quant/requantize.h"
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

  std::size_t plane() const { return conv.out_h * conv.out_w; }
  std::size_t depth() const { return conv.in_c / conv.groups; }  // input channels that an output channel reads
};

// w_zeros: how many the weight may have, if more than one.
Result<Convolution> convolution_of(Preparation& p, const Places& places, std::size_t w_zeros) {
  const Shape &x = p.shape(places.x), &w = p.shape(places.w), &y = p.output_shape();
  const auto size = [](std::int64_t extent) { return static_cast<std::size_t>(extent); };
  ZP_TRY(const Windows& windows, windows_of(p, x, y, size(w[2]), size(w[3])));
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
  ZP_CHECK(check_parameter(p, places.w_zero, w_zeros));
  ZP_TRY(c.x_zero, parameter(p, places.x_zero, c.inputs));
  ZP_TRY(c.w_zero, parameter(p, places.w_zero, c.inputs));
  return c;
}

// Adds the products of input channels [first, first + channels) of the group to a plane of accumulators.
void accumulate(const Convolution& c, const StepMemory& m, std::size_t n, std::size_t k, std::size_t first, std::size_t channels,
                std::int32_t w_zero, std::int32_t* acc) {
  const IntegerConv& conv = c.conv;
  const std::size_t group = k / (conv.out_c / conv.groups), area = conv.in_h * conv.in_w;
  const std::size_t taps = conv.windows.h.kernel * conv.windows.w.kernel;
  const std::byte* x = m.input<std::byte>(0).data() + (n * conv.in_c + group * c.depth() + first) * area;
  const std::byte* w = m.input<std::byte>(1).data() + (k * c.depth() + first) * taps;
  accumulate_conv(conv, channels, c.x_type, x, c.x_zero.integer(m), c.w_type, w, w_zero, acc);
}

// Calls plane(picture, output channel, first element of y).
template <class Plane>
Status for_each_plane(const Convolution& c, Plane&& plane) {
  for (std::size_t n = 0; n < c.conv.batch; ++n) {
    for (std::size_t k = 0; k < c.conv.out_c; ++k) ZP_CHECK(plane(n, k, (n * c.conv.out_c + k) * c.plane()));
  }
  return Done{};
}

// Of a quantized convolution: X, S_x, Z_x, W, S_w, Z_w, S_y, Z_y, B. Without S_y the result is float.
struct Quantized {
  Convolution c;
  Parameter x_scale, w_scale, y_scale, y_zero, bias;
  ElementType type = ElementType::f32;
  QParams codes;  // of the result, if it has any

  bool to_floats() const { return !y_scale.input.has_value(); }
  // Equation (8), or fl(S_x·S_w) of (17) where the result is float.
  Result<float> multiplier(const StepMemory& m, std::size_t k) const {
    return requantize_multiplier(x_scale.real(m), w_scale.real(m, k), to_floats() ? 1.0F : y_scale.real(m));
  }
};

Result<Quantized> quantized_conv(Preparation& p, std::size_t w_zeros) {
  Quantized q;
  ZP_TRY(q.c, convolution_of(p, {0, 2, 3, 5}, w_zeros));
  q.type = p.output_type();
  ZP_TRY(q.x_scale, parameter(p, 1, q.c.inputs));
  ZP_TRY(q.w_scale, parameter(p, 4, q.c.inputs));
  ZP_TRY(q.y_scale, parameter(p, 6, q.c.inputs));
  ZP_TRY(q.y_zero, parameter(p, 7, q.c.inputs));
  ZP_TRY(q.bias, parameter(p, 8, q.c.inputs));
  if (!q.to_floats()) {
    ZP_TRY(q.codes, output_codes(p));
  }
  return q;
}

}  // namespace

Status plain_qlinear_conv(Preparation& p) {
  ZP_TRY(const Quantized& q, quantized_conv(p, static_cast<std::size_t>(p.output_shape()[1])));
  p.add(q.c.inputs, {p.output(0, MemoryOrder::row_major(4))}, [q](const StepMemory& m) -> Status {
    const QParams to = q.to_floats() ? QParams{} : qparams_of(m, q.codes, q.y_scale, q.y_zero);
    const std::span acc(m.scratch<std::int32_t>(), q.c.plane());
    return for_each_plane(q.c, [&](std::size_t n, std::size_t k, std::size_t first) -> Status {
      std::ranges::fill(acc, q.bias.integer(m, k));
      accumulate(q.c, m, n, k, 0, q.c.depth(), q.c.w_zero.integer(m, k), acc.data());
      ZP_TRY(const float multiplier, q.multiplier(m, k));
      for (std::size_t i = 0; i < acc.size(); ++i) {
        if (q.to_floats()) m.output<float>(0)[first + i] = static_cast<float>(acc[i]) * multiplier;
        else store_integer(q.type, m.output<std::byte>(0), first + i, requantize_value(acc[i], multiplier, to));
      }
      return Done{};
    });
  }, q.c.plane() * sizeof(std::int32_t));
  return Done{};
}

// S_w and Z_w are [output channels][blocks], B is float.
Status plain_block_conv(Preparation& p) {
  const Shape& w = p.shape(3);
  const auto block = static_cast<std::size_t>(std::clamp<std::int64_t>(p.integer("block_size", 1), 1, std::max<std::int64_t>(w[1], 1)));
  const std::size_t blocks = (static_cast<std::size_t>(w[1]) + block - 1) / block;
  ZP_TRY(const Quantized& q, quantized_conv(p, static_cast<std::size_t>(w[0]) * blocks));
  const std::size_t plane = q.c.plane();
  p.add(q.c.inputs, {p.output(0, MemoryOrder::row_major(4))}, [=](const StepMemory& m) -> Status {
    const QParams to = q.to_floats() ? QParams{} : qparams_of(m, q.codes, q.y_scale, q.y_zero);
    const std::span t(m.scratch<float>(), plane);
    const std::span acc(m.scratch<std::int32_t>() + plane, plane);
    return for_each_plane(q.c, [&](std::size_t n, std::size_t k, std::size_t first) -> Status {
      const float bias = q.bias.input ? q.bias.real(m, k) : 0.0F;
      std::ranges::fill(t, q.to_floats() ? bias : bias / to.scale);
      for (std::size_t b = 0; b < blocks; ++b) {
        std::ranges::fill(acc, 0);
        accumulate(q.c, m, n, k, b * block, std::min(block, q.c.depth() - b * block), q.c.w_zero.integer(m, k * blocks + b), acc.data());
        ZP_TRY(const float multiplier, q.multiplier(m, k * blocks + b));
        for (std::size_t i = 0; i < plane; ++i) t[i] = t[i] + static_cast<float>(acc[i]) * multiplier;
      }
      for (std::size_t i = 0; i < plane; ++i) {
        if (q.to_floats()) m.output<float>(0)[first + i] = t[i];
        else store_integer(q.type, m.output<std::byte>(0), first + i, quantize_steps(t[i], to));
      }
      return Done{};
    });
  }, plane * (sizeof(float) + sizeof(std::int32_t)));
  return Done{};
}

// X, W, Z_x, Z_w
Status plain_conv_integer(Preparation& p) {
  ZP_TRY(const Convolution& c, convolution_of(p, {0, 2, 1, 3}, static_cast<std::size_t>(p.output_shape()[1])));
  p.add(c.inputs, {p.output(0, MemoryOrder::row_major(4))}, [c](const StepMemory& m) -> Status {
    return for_each_plane(c, [&](std::size_t n, std::size_t k, std::size_t first) -> Status {
      const auto acc = m.output<std::int32_t>(0).subspan(first, c.plane());
      std::ranges::fill(acc, 0);
      accumulate(c, m, n, k, 0, c.depth(), c.w_zero.integer(m, k), acc.data());
      return Done{};
    });
  });
  return Done{};
}

}  // namespace zeropoint::operations

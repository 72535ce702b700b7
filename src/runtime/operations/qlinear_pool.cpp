// com.microsoft's QLinearAveragePool and QLinearGlobalAveragePool: equations (14) and (15), channels innermost in memory.
// Their attribute channels_last says that the shapes are [N, H, W, C].
#include "quant/integer_rules.h"
#include "runtime/operations.h"
#include "runtime/operations/parameters.h"
#include "runtime/operations/window.h"

namespace zeropoint::operations {

namespace {

// X, S_x, Z_x, S_y, Z_y
struct Codes {
  MemoryOrder order;
  std::vector<Operand> inputs;
  CodeParameters x, y;
  bool is_int8 = false;
};

Result<Codes> codes_of_pool(Preparation& p, bool last) {
  Codes c;
  ZP_CHECK(check_8_bits(p, 0));
  c.is_int8 = p.type(0) == ElementType::i8;
  const std::size_t rank = p.shape(0).rank();
  c.order = last ? MemoryOrder::row_major(rank) : MemoryOrder::channels_last(rank);
  ZP_TRY(const Operand x, p.input(0, c.order));
  c.inputs.push_back(x);
  ZP_TRY(c.x, code_parameters(p, 1, codes_of(p.type(0)), c.inputs));
  ZP_TRY(const QParams& codes, output_codes(p));
  ZP_TRY(c.y, code_parameters(p, 3, codes, c.inputs));
  return c;
}

Shape with_channels_second(const Shape& s, bool last) { return last ? Shape{s[0], s[3], s[1], s[2]} : s; }

}  // namespace

Status qlinear_average_pool(Preparation& p) {
  const bool last = p.integer("channels_last", 0) != 0;
  ZP_TRY(Codes codes, codes_of_pool(p, last));
  ZP_TRY(const PoolShape& shape, pool_shape_of(p, with_channels_second(p.shape(0), last), with_channels_second(p.output_shape(), last)));
  if (shape.dilation_h != 1 || shape.dilation_w != 1) return p.error(ErrorCode::unsupported, "dilations are not supported");
  p.add(codes.inputs, {p.output(0, codes.order)}, [=, &kernels = p.kernels().code_pool](const StepMemory& m) -> Status {
    kernels.average(codes.is_int8, shape, codes.x.at(m), codes.y.at(m), m.input<std::uint8_t>(0).data(), m.output<std::uint8_t>(0).data());
    return Done{};
  });
  return Done{};
}

Status qlinear_global_average_pool(Preparation& p) {
  const bool last = p.integer("channels_last", 0) != 0;
  ZP_TRY(Codes codes, codes_of_pool(p, last));
  const Shape& x = p.shape(0);
  const auto batch = static_cast<std::size_t>(x[0]), channels = static_cast<std::size_t>(x[last ? x.rank() - 1 : 1]);
  const auto elements = static_cast<std::size_t>(x.element_count());
  const std::size_t area = elements == 0 ? 0 : elements / (batch * channels);
  if (area == 0 && batch * channels > 0) return p.error(ErrorCode::shape_mismatch, "an average over no elements");
  p.add(codes.inputs, {p.output(0, codes.order)}, [=, &kernels = p.kernels().code_pool](const StepMemory& m) -> Status {
    const QParams from = codes.x.at(m), to = codes.y.at(m);
    const float multiplier = average_multiplier(from.scale, to.scale, area);
    const std::uint8_t* in = m.input<std::uint8_t>(0).data();
    for (std::size_t n = 0; n < batch; ++n) {
      kernels.mean(codes.is_int8, area, channels, from.zero_point, multiplier, to, in + n * area * channels, m.output<std::uint8_t>(0).data() + n * channels);
    }
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

// QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear: equations (2) and (1) of quantization.md, stretch by stretch
// of elements that share S and Z.
#include <algorithm>
#include <cmath>

#include "quant/dynamic_qparams.h"
#include "runtime/operations.h"
#include "runtime/operations/move.h"
#include "runtime/operations/parameters.h"

namespace zeropoint::operations {

namespace {

// Which S and Z an element has: one for all, one for each index of the axis, or one for each block along it.
struct Sharing {
  AxisView x;
  bool by_axis = false;
  std::size_t block = 0;  // 0 if there are none
};

// Calls run(first element, count, index of the parameter) in ascending order, until it returns false.
template <class Run>
bool for_each_stretch(const Sharing& sharing, Run&& run) {
  const auto& [outer, n, inner] = sharing.x;
  if (!sharing.by_axis) return run(0, outer * n * inner, 0);
  const std::size_t blocks = sharing.block > 0 ? (n + sharing.block - 1) / sharing.block : 0;
  for (std::size_t o = 0; o < outer; ++o) {
    for (std::size_t a = 0; a < n; ++a) {
      const std::size_t first = (o * n + a) * inner;
      if (sharing.block == 0) {
        if (!run(first, inner, a)) return false;
        continue;
      }
      for (std::size_t i = 0; i < inner; ++i) {
        if (!run(first + i, 1, (o * blocks + a / sharing.block) * inner + i)) return false;
      }
    }
  }
  return true;
}

struct Stretches {
  MemoryOrder order;
  Sharing sharing;
  std::vector<Operand> inputs;  // tensor, scale, zero point if there is one
  Parameter scale, zero_point;
};

// of: the type of the codes.
Result<Stretches> stretches_of(Preparation& p, ElementType of) {
  const Shape &x = p.shape(0), &s = p.shape(1);
  Stretches out;
  out.order = element_bits(of) < 8 ? MemoryOrder::row_major(x.rank()) : p.order(0);
  const auto block = static_cast<std::size_t>(std::clamp<std::int64_t>(p.integer("block_size", 0), 0, x.element_count()));
  const bool one = s.element_count() == 1 && block == 0;
  if (one) out.sharing.x.n = static_cast<std::size_t>(x.element_count());
  else out.sharing = {along(x, out.order, p.axis("axis", 1, x.rank())), true, block};
  ZP_TRY(const Operand operand, p.input(0, out.order));
  out.inputs.push_back(operand);
  const MemoryOrder order = block > 0 ? out.order : MemoryOrder::row_major(s.rank());
  ZP_TRY(out.scale, parameter(p, 1, order, out.inputs));
  if (p.has(2)) {
    ZP_TRY(out.zero_point, parameter(p, 2, block > 0 ? order : MemoryOrder::row_major(p.shape(2).rank()), out.inputs));
  }
  return out;
}

Error nan_at(std::size_t place, const Shape& shape, const MemoryOrder& order) {
  return {ErrorCode::not_finite, text("the input is NaN at index ", row_major_index(place, shape, order), ", which has no code")};
}

// Returns where the first NaN is, or count.
std::size_t quantize_stretch(const TensorKernels& kernels, std::span<const float> x, const QParams& p, ElementType type, std::span<std::byte> out, std::size_t at) {
  switch (type) {
    case ElementType::u8: return kernels.quantize_u8(x, p, reinterpret_cast<std::uint8_t*>(out.data()) + at);
    case ElementType::i8: return kernels.quantize_i8(x, p, reinterpret_cast<std::int8_t*>(out.data()) + at);
    case ElementType::u16: return kernels.quantize_u16(x, p, reinterpret_cast<std::uint16_t*>(out.data()) + at);
    case ElementType::i16: return kernels.quantize_i16(x, p, reinterpret_cast<std::int16_t*>(out.data()) + at);
    default: break;
  }
  std::size_t first_nan = x.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i])) first_nan = std::min(first_nan, i);
    store_integer(type, out, at + i, quantize_value(x[i], p));
  }
  return first_nan;
}

void dequantize_stretch(const TensorKernels& kernels, ElementType type, std::span<const std::byte> x, std::size_t at, const QParams& p, std::span<float> out) {
  const auto codes = [&]<class T>(T) { return std::span(reinterpret_cast<const T*>(x.data()) + at, out.size()); };
  switch (type) {
    case ElementType::u8: return kernels.dequantize_u8(codes(std::uint8_t{}), p, out.data());
    case ElementType::i8: return kernels.dequantize_i8(codes(std::int8_t{}), p, out.data());
    case ElementType::u16: return kernels.dequantize_u16(codes(std::uint16_t{}), p, out.data());
    case ElementType::i16: return kernels.dequantize_i16(codes(std::int16_t{}), p, out.data());
    default: break;
  }
  // int32 has no zero point but 0; as int64 nothing overflows all the same.
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = p.scale * static_cast<float>(load_integer(type, x, at + i) - p.zero_point);
}

}  // namespace

Status quantize_linear(Preparation& p) {
  const ElementType type = p.output_type();
  const bool from_integers = p.type(0) == ElementType::i32;
  if (!from_integers && !is_float(p.type(0))) return p.error(ErrorCode::unsupported, "elements of type ", element_type_name(p.type(0)), " are not supported");
  ZP_TRY(const QParams& codes, output_codes(p));
  ZP_TRY(Stretches s, stretches_of(p, type));
  const Operand y = p.output(0, s.order, type);
  p.add(std::move(s.inputs), {y}, [=, shape = p.shape(0), order = s.order, sharing = s.sharing, scale = s.scale, zero_point = s.zero_point, &kernels = p.kernels().tensor](const StepMemory& m) -> Status {
    const auto out = m.output<std::byte>(0);
    if (element_bits(type) < 8) std::ranges::fill(out, std::byte{0});
    std::size_t nan = 0;
    const bool all = for_each_stretch(sharing, [&](std::size_t first, std::size_t count, std::size_t k) {
      const QParams to = qparams_of(m, codes, scale, zero_point, k);
      if (from_integers) {
        const auto x = m.input<std::int32_t>(0);
        for (std::size_t i = first; i < first + count; ++i) store_integer(type, out, i, quantize_value(static_cast<float>(x[i]), to));
        return true;
      }
      const std::size_t valid = quantize_stretch(kernels, m.input<float>(0).subspan(first, count), to, type, out, first);
      nan = first + valid;
      return valid == count;
    });
    if (!all) return nan_at(nan, shape, order);
    return Done{};
  });
  return Done{};
}

Status dequantize_linear(Preparation& p) {
  const ElementType type = p.type(0);
  ZP_TRY(Stretches s, stretches_of(p, type));
  p.add(std::move(s.inputs), {p.output(0, s.order)}, [=, sharing = s.sharing, scale = s.scale, zero_point = s.zero_point, &kernels = p.kernels().tensor](const StepMemory& m) -> Status {
    for_each_stretch(sharing, [&](std::size_t first, std::size_t count, std::size_t k) {
      QParams from;
      from.scale = scale.real(m, k);
      from.zero_point = zero_point.integer(m, k);
      dequantize_stretch(kernels, type, m.input<std::byte>(0), first, from, m.output<float>(0).subspan(first, count));
      return true;
    });
    return Done{};
  });
  return Done{};
}

Status dynamic_quantize_linear(Preparation& p) {
  ZP_CHECK(p.check_floats({0}));
  const MemoryOrder order = p.order(0);
  if (!p.wants(0) || !p.wants(1) || !p.wants(2)) return p.error(ErrorCode::unsupported, "an output is left out");
  ZP_TRY(const Operand x, p.input(0, order));
  p.add({x}, {p.output(0, order), p.output(1, MemoryOrder()), p.output(2, MemoryOrder())},
        [order, shape = p.shape(0), &kernels = p.kernels().tensor](const StepMemory& m) -> Status {
    float lowest = 0, highest = 0;
    const auto from = m.input<float>(0);
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (std::isnan(from[i])) return nan_at(i, shape, order);
      lowest = std::min(lowest, from[i]);
      highest = std::max(highest, from[i]);
    }
    const QParams to = dynamic_qparams(lowest, highest);
    kernels.quantize_u8(from, to, m.output<std::uint8_t>(0).data());
    m.output<float>(1)[0] = to.scale;
    m.output<std::uint8_t>(2)[0] = static_cast<std::uint8_t>(to.zero_point);
    return Done{};
  });
  return Done{};
}

}  // namespace zeropoint::operations

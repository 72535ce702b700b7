#include "ptq/weight_container.h"

#include <algorithm>
#include <limits>

namespace zeropoint {

namespace {

// The smallest and the largest q − Z.
struct Span {
  std::int32_t lo = std::numeric_limits<std::int32_t>::max();
  std::int32_t hi = std::numeric_limits<std::int32_t>::min();
};

Span span_of(const FrozenTensor& frozen, std::span<const std::int32_t> codes) {
  Span span;
  for (std::size_t t = 0; t < frozen.qparams.size(); ++t) {
    for_each_run(frozen.tiling, static_cast<std::int64_t>(t), [&](std::size_t offset, std::size_t length) {
      for (const std::int32_t q : codes.subspan(offset, length)) {
        span.lo = std::min(span.lo, q - frozen.qparams[t].zero_point);
        span.hi = std::max(span.hi, q - frozen.qparams[t].zero_point);
      }
    });
  }
  return span;
}

}  // namespace

bool WeightContainer::has_one_zero_point() const {
  return std::ranges::all_of(zero_points, [&](std::int32_t z) { return z == zero_points.front(); });
}

WeightContainer weight_container(const FrozenTensor& frozen, std::span<const std::int32_t> codes, FourBitContainer four_bit) {
  const bool is_signed = frozen.quant.is_signed;
  WeightContainer out;
  out.type = is_signed ? ElementType::i8 : ElementType::u8;
  for (const QParams& p : frozen.qparams) out.zero_points.push_back(p.zero_point);
  out.shifts.assign(frozen.qparams.size(), 0);
  if (four_bit == FourBitContainer::int4 && frozen.quant.bits <= 4) {
    out.type = is_signed ? ElementType::i4 : ElementType::u4;
    return out;
  }
  if (out.has_one_zero_point()) return out;
  const Span span = span_of(frozen, codes);
  std::int32_t zero_point = 0;
  if (span.lo >= -128 && span.hi <= 127) {
    out.type = ElementType::i8;
  } else if (!is_signed && span.hi - std::min(span.lo, 0) <= 255) {
    zero_point = -std::min(span.lo, 0);
  } else {
    return out;
  }
  for (std::size_t t = 0; t < out.shifts.size(); ++t) {
    out.shifts[t] = zero_point - out.zero_points[t];
    out.zero_points[t] = zero_point;
  }
  return out;
}

}  // namespace zeropoint

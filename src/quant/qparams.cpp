#include "quant/qparams.h"

#include <cfloat>
#include <cmath>

#include "core/text.h"

namespace zeropoint {

namespace {

// S is rounded to float32 and kept normal, so that r / S is never a division by a subnormal.
float to_scale(double scale) {
  return static_cast<float>(std::min(std::max(scale, double{FLT_MIN}), double{FLT_MAX}));
}

Error invalid(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

}  // namespace

Status check_spec(const QuantSpec& spec) {
  if ((spec.bits < 1 || spec.bits > 8) && spec.bits != 16) {
    return invalid(text("bits must be 1 to 8 or 16, got ", spec.bits));
  }
  if (spec.scheme == Scheme::symmetric && spec.bits == 1) {
    return invalid("symmetric quantization needs at least 2 bits; for 1-bit weights use the binary scheme");
  }
  if (spec.scheme == Scheme::binary && (spec.bits != 1 || !spec.is_signed)) {
    return invalid("the binary scheme has the codes -1 and 1: it needs bits = 1 and signed codes");
  }
  if (spec.narrow_range && !(spec.scheme == Scheme::symmetric && spec.is_signed)) {
    return invalid("the narrow range [-qmax, qmax] exists only for signed symmetric quantization");
  }
  return Done{};
}

QParams code_range(const QuantSpec& spec) {
  QParams p;
  if (spec.scheme == Scheme::binary) {
    p.qmin = -1;
    p.qmax = 1;
    return p;
  }
  const std::int32_t half = std::int32_t{1} << (spec.bits - 1);
  p.qmin = spec.is_signed ? (spec.narrow_range ? -half + 1 : -half) : 0;
  p.qmax = spec.is_signed ? half - 1 : 2 * half - 1;
  p.zero_point = !spec.is_signed && spec.scheme == Scheme::symmetric ? half : 0;
  return p;
}

Result<QParams> choose_qparams(Range range, const QuantSpec& spec) {
  ZP_CHECK(check_spec(spec));
  if (spec.scheme == Scheme::binary) {
    return invalid("the scale of the binary scheme is mean|r| and does not follow from a range");
  }
  if (!std::isfinite(range.min) || !std::isfinite(range.max)) {
    return Error{ErrorCode::not_finite, text("the range must be finite, got [", range.min, ", ", range.max, "]")};
  }
  if (range.min > range.max) {
    return invalid(text("the range is upside down: min ", range.min, " is above max ", range.max));
  }
  const double rmin = std::min(range.min, 0.0F);
  const double rmax = std::max(range.max, 0.0F);
  QParams p = code_range(spec);
  const bool constant_zero = rmin == 0 && rmax == 0;

  if (spec.scheme == Scheme::symmetric) {
    const double reach = std::max(-rmin, rmax);
    if (!constant_zero) p.scale = to_scale(reach / (p.qmax - p.zero_point));  // (5)
    return p;
  }
  if (constant_zero) {
    p.zero_point = std::clamp(0, p.qmin, p.qmax);
    return p;
  }
  p.scale = to_scale((rmax - rmin) / (p.qmax - p.qmin));  // (3)
  const double z = round_half_even(p.qmax - rmax / double{p.scale});  // (4), with the S that is stored
  p.zero_point = static_cast<std::int32_t>(std::clamp(z, double(p.qmin), double(p.qmax)));
  return p;
}

Status check_qparams(const QParams& p) {
  if (!(p.scale >= FLT_MIN && p.scale <= FLT_MAX)) {
    return invalid(text("scale must be a positive normal float32, got ", p.scale));
  }
  const bool fits_signed = p.qmin >= -32768 && p.qmax <= 32767;
  const bool fits_unsigned = p.qmin >= 0 && p.qmax <= 65535;
  if (p.qmin > p.qmax || !(fits_signed || fits_unsigned)) {
    return invalid(text("codes [", p.qmin, ", ", p.qmax, "] do not fit 16 bits"));
  }
  if (p.zero_point < p.qmin || p.zero_point > p.qmax) {
    return invalid(text("zero point ", p.zero_point, " lies outside [", p.qmin, ", ", p.qmax, "]"));
  }
  return Done{};
}

}  // namespace zeropoint

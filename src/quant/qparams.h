// QParams: the scale and zero point that tie real numbers r to integer codes q by equation (1) of
// quantization.md, r = S·(q − Z), and the rules that choose and apply them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/numeric.h"
#include "core/result.h"

namespace zeropoint {

enum class Scheme {
  affine,     // any range that contains 0; Z anywhere in [qmin, qmax]
  symmetric,  // Z in the middle: 0 for signed codes, 2^(bits−1) for unsigned ones
  binary,     // (6): 1 bit, weights only: q = r ≥ 0 ? 1 : −1, S = mean|r|; 0 is not exact
};

// What is asked for.
struct QuantSpec {
  int bits = 8;  // 1 to 8, or 16
  bool is_signed = false;
  Scheme scheme = Scheme::affine;
  bool narrow_range = false;  // q in [−qmax, qmax]: signed symmetric only, as usual for weights

  bool operator==(const QuantSpec&) const = default;
};

// What was chosen. Codes are integers in [qmin, qmax].
struct QParams {
  float scale = 1;              // S, in [2^-126, FLT_MAX]
  std::int32_t zero_point = 0;  // Z, in [qmin, qmax] (0 for binary)
  std::int32_t qmin = 0;
  std::int32_t qmax = 255;

  bool operator==(const QParams&) const = default;
};

struct Range {
  float min = 0;
  float max = 0;

  bool operator==(const Range&) const = default;
};

// Errors: bits other than 1 to 8 and 16; symmetric with 1 bit; narrow_range without signed symmetric;
// binary with other than 1 signed bit.
Status check_spec(const QuantSpec& spec);

// The codes that a spec allows, as a Range of integers; zero_point is set for the symmetric schemes.
// Precondition: check_spec(spec).
QParams code_range(const QuantSpec& spec);

// Equations (3) and (4); (5) for the symmetric schemes. The range is first widened to contain 0.
// Errors: those of check_spec; NaN, infinity or min > max; binary, whose scale does not come from a range.
Result<QParams> choose_qparams(Range range, const QuantSpec& spec);

// Errors: a scale that is not a normal positive float, codes outside 16 bits, qmin > qmax, a zero point
// outside [qmin, qmax]. For parameters that come from outside.
Status check_qparams(const QParams& p);

// Equation (2). Infinity saturates; NaN gives qmin (callers that must refuse it look for it first).
inline std::int32_t quantize_value(float r, const QParams& p) {
  // Clamped as floats to [qmin − Z, qmax − Z], whose ends are exact, because a float beyond int32
  // has no defined conversion. Rounding before clamping gives the same as the other way round.
  const float lo = static_cast<float>(p.qmin - p.zero_point);
  const float hi = static_cast<float>(p.qmax - p.zero_point);
  // The order of the arguments sends NaN to lo, as wasm's pmax(lo, x) does.
  const float steps = std::min(std::max(lo, round_half_even(r / p.scale)), hi);
  return static_cast<std::int32_t>(steps) + p.zero_point;
}

// Equation (1): fl(S·(q − Z)).
inline float dequantize_value(std::int32_t q, const QParams& p) {
  return p.scale * static_cast<float>(q - p.zero_point);
}

// Equation (6), in place of (2) for Scheme::binary; (1) holds with Z = 0.
inline std::int32_t quantize_binary(float r) { return r >= 0 ? 1 : -1; }

}  // namespace zeropoint

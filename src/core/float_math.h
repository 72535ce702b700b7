// exp, log, tanh and sigmoid in float32 from +, −, ×, ÷, comparisons and operations on bits alone: the C
// library's differ in the last bit between systems, and calibration has to give the same scales everywhere.
//
// Each formula is a template over `L`, which is `float` here and may be a vector of lanes (kernels/simd128): the
// same operations in the same order, so every lane has the bits of the scalar call.
// Coefficients and splittings are those of the Cephes library (expf, logf, tanhf). Largest errors, over a
// seventh of all arguments, are beside each function; a result that is NaN has no fixed sign or payload.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace zeropoint {

namespace float_math {

// The operations that `L` needs besides + − × ÷ and <, for float.
using Bits = std::uint32_t;
inline float select(bool which, float a, float b) { return which ? a : b; }
inline Bits to_bits(float x) { return std::bit_cast<Bits>(x); }
inline float from_bits(Bits x) { return std::bit_cast<float>(x); }

template <class L>
L constant(std::uint32_t pattern) {
  return L(std::bit_cast<float>(pattern));
}
template <class L>
L absolute(L x) {
  return from_bits(to_bits(x) & 0x7FFFFFFFU);
}
template <class L>
L with_sign_of(L magnitude, L x) {
  return from_bits((to_bits(magnitude) & 0x7FFFFFFFU) | (to_bits(x) & 0x80000000U));
}

// p(x) by Horner's rule, highest power first.
template <class L>
L polynomial(L, L sum) {
  return sum;
}
template <class L, class... Rest>
L polynomial(L x, L sum, float next, Rest... rest) {
  return polynomial(x, sum * x + L(next), rest...);
}

// e^x = 2^n · e^r with n = rne(x / ln 2). ln 2 = 355/512 − 2.12e−4, and n·355/512 is exact.
template <class L>
L exp(L x) {
  x = select(x < L(-104.0F), L(-104.0F), x);  // e^−104 rounds to 0
  x = select(L(89.0F) < x, L(89.0F), x);      // e^89 is above FLT_MAX
  const L magic = L(12582912.0F);             // 1.5·2^23: adding it rounds to an integer, held in the low bits
  const L shifted = x * L(1.44269504F) + magic;
  const L n = shifted - magic;
  const L r = (x - n * L(0.693359375F)) + n * L(2.12194440e-4F);
  const L p = polynomial(r, L(1.9875691500e-4F), 1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F,
                         1.6666665459e-1F, 5.0000001201e-1F);
  const L e = (p * (r * r) + r) + L(1.0F);
  // 2^n in two factors, so that results below 2^−126 are rounded once and those above FLT_MAX overflow.
  // n + 512 has no sign; n + 512 = 2·half + odd.
  const auto biased = to_bits(shifted) - 0x4B400000U + 512U;
  const auto half = biased >> 1;
  const L a = from_bits((half - 129U) << 23);             // 2^(half − 256)
  const L b = from_bits((biased - half - 129U) << 23);
  return e * a * b;
}

// ln x = e·ln 2 + ln m with m in [√½, √2).
template <class L>
L log(L x) {
  const auto tiny = x < L(0x1p-126F);
  const auto bits = to_bits(select(tiny, x * L(0x1p23F), x)) + (0x3F800000U - 0x3F3504F3U);  // √½ is 0x3F3504F3
  const L m = from_bits((bits & 0x7FFFFFU) + 0x3F3504F3U);
  const L e = (from_bits((bits >> 23) | 0x4B000000U) - L(0x1p23F)) - select(tiny, L(150.0F), L(127.0F));
  const L f = m - L(1.0F);
  const L f2 = f * f;
  const L p = polynomial(f, L(7.0376836292e-2F), -1.1514610310e-1F, 1.1676998740e-1F, -1.2420140846e-1F,
                         1.4249322787e-1F, -1.6668057665e-1F, 2.0000714765e-1F, -2.4999993993e-1F, 3.3333331174e-1F);
  L y = p * f * f2;
  y = y - e * L(2.12194440e-4F);
  y = y - L(0.5F) * f2;
  y = (f + y) + e * L(0.693359375F);
  const L infinity = L(std::numeric_limits<float>::infinity());
  y = select(x < infinity, y, x);                   // infinity, and NaN
  y = select(x < constant<L>(1), L(0.0F) - infinity, y);  // below the smallest positive number
  return select(x < L(0.0F), L(std::numeric_limits<float>::quiet_NaN()), y);
}

template <class L>
L tanh(L x) {
  const L magnitude = absolute(x);
  const L x2 = x * x;
  const L p = polynomial(x2, L(-5.70498872745e-3F), 2.06390887954e-2F, -5.37397155531e-2F, 1.33314422036e-1F,
                         -3.33332819422e-1F);
  const L small = p * x2 * x + x;
  const L large = L(1.0F) - L(2.0F) / (exp(magnitude + magnitude) + L(1.0F));
  return with_sign_of(select(magnitude < L(0.625F), small, large), x);  // small is +0 for −0
}

// 1 / (1 + e^−x), with e^−|x| so that nothing overflows.
template <class L>
L sigmoid(L x) {
  const L e = exp(L(0.0F) - absolute(x));
  return select(x < L(0.0F), e, L(1.0F)) / (L(1.0F) + e);
}

}  // namespace float_math

float portable_expf(float x);      // 0.98 ulp
float portable_logf(float x);      // 0.82 ulp
float portable_tanhf(float x);     // 1.33 ulp
float portable_sigmoidf(float x);  // 2.34 ulp

// x^y with IEEE 754's special values, computed in float64: 0.501 ulp.
float portable_powf(float x, float y);

}  // namespace zeropoint

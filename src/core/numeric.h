// Arithmetic that must give the same bits on every machine.
#pragma once

#include <cmath>

namespace zeropoint {

// rne: round half to even, in the value's own precision (wasm f32.nearest / f64.nearest). Nothing in
// this project changes the rounding mode, so nearbyint is that.
inline float round_half_even(float x) { return std::nearbyint(x); }
inline double round_half_even(double x) { return std::nearbyint(x); }

// Natural logarithm from +, * and / only: the C library's differs in the last bit between platforms,
// and a last bit decides which range an entropy observer picks. Relative error below 4e-16.
// x is finite and > 0.
double portable_log(double x);

}  // namespace zeropoint

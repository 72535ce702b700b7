// 128-bit wasm SIMD intrinsics. Natively they come from SIMDe, which emulates each instruction exactly;
// that is how these kernels run under the sanitizers.
#pragma once

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#else
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/wasm/simd128.h>
#endif

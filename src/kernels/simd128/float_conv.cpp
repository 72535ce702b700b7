// Float convolution and matrix product on 128-bit vectors, by the rule of kernels/float_conv.h.
//
// A tile is M output pixels × P panels of 8 output channels, its accumulators in registers for the whole sum.
// Pixels are flattened over batch, rows and columns; each tap's input is reached by one pointer per pixel, so
// there is no im2col. Where a tile's taps all lie between the left and right ends of the input, a row of
// taps is one run of kernel_w · in_c neighbours: first layers with 3 channels have runs of 9 or more.
#include "kernels/float_conv.h"

#include <algorithm>
#include <array>

#include "kernels/simd128/float_depthwise.h"
#include "kernels/simd128/simd.h"
#include "kernels/simd128/network_simd128.h"

namespace zeropoint::simd128 {

namespace {

// What a pixel reads where its tap is in the padding; longer runs are cut into pieces of this length.
constexpr std::size_t zeros_length = 256;
alignas(16) constexpr std::array<float, zeros_length> zeros{};

constexpr std::size_t block = 128;     // pixels prepared at a time, at most
constexpr std::size_t footprint = 65536;  // floats of input that a block may touch and stay in the cache

struct Pixel {
  std::ptrdiff_t origin = 0;  // index of the first tap's channel 0; outside the input where that tap is
  std::ptrdiff_t iy = 0, ix = 0;
  bool inside_w = false;  // all taps lie between the left and right ends
};

struct Layer {
  const ConvShape& shape;
  const float* x;
  FloatClamp to;
  std::size_t panel_size;  // floats from one panel to the next

  bool contiguous() const { return shape.groups == 1 && shape.dilation_w == 1; }
};

template <int M, int P>
struct Accumulators {
  v128_t of[M][2 * P];
  v128_t* operator[](int m) { return of[m]; }
};

// acc += x · w over `length` depths; `w` has one panel every panel_size floats.
template <int M, int P>
inline void accumulate(Accumulators<M, P>& acc, const std::array<const float*, M>& x, const float* w,
                       std::size_t panel_size, std::size_t length) {
  for (std::size_t k = 0; k < length; ++k) {
    v128_t weights[2 * P];
    for (int p = 0; p < P; ++p) {
      weights[2 * p] = wasm_v128_load(w + p * panel_size + k * packed::panel);
      weights[2 * p + 1] = wasm_v128_load(w + p * panel_size + k * packed::panel + 4);
    }
    for (int m = 0; m < M; ++m) {
      const v128_t value = wasm_v128_load32_splat(x[m] + k);
      for (int p = 0; p < 2 * P; ++p) acc[m][p] = wasm_f32x4_add(acc[m][p], wasm_f32x4_mul(value, weights[p]));
    }
  }
}

void store_lanes(float* y, v128_t v, std::size_t lanes) {
  if (lanes >= 4) {
    wasm_v128_store(y, v);
    return;
  }
  alignas(16) std::array<float, 4> values;
  wasm_v128_store(values.data(), v);
  std::copy_n(values.data(), lanes, y);
}

// `outputs`: channels from the first panel's first to the group's last.
template <int M, int P>
void finish(const Layer& layer, Accumulators<M, P>& acc, std::size_t outputs, float* y) {
  const v128_t lo = wasm_f32x4_splat(layer.to.lo);
  const v128_t hi = wasm_f32x4_splat(layer.to.hi);
  for (int m = 0; m < M; ++m) {
    for (std::size_t p = 0; p < 2 * P && 4 * p < outputs; ++p) {
      const v128_t clamped = wasm_f32x4_pmin(wasm_f32x4_pmax(acc[m][p], lo), hi);  // NaN stays
      store_lanes(y + m * layer.shape.out_c + 4 * p, clamped, outputs - 4 * p);
    }
  }
}

// A function of its own for each tile size: V8 moves hot functions to its optimizing compiler when they are
// called again.
template <int M, int P>
[[gnu::noinline]] void tile(const Layer& layer, const Pixel* pixels, std::size_t first_in, const float* w,
                            std::size_t outputs, float* y) {
  const ConvShape& s = layer.shape;
  Accumulators<M, P> acc;
  for (int m = 0; m < M; ++m) {
    for (int p = 0; p < 2 * P; ++p) acc[m][p] = wasm_v128_load(w + (p / 2) * layer.panel_size + (p % 2) * 4);
  }
  w += packed::panel;

  bool runs = layer.contiguous();
  for (int m = 0; m < M; ++m) runs = runs && pixels[m].inside_w;
  const std::size_t steps = runs ? 1 : s.kernel_w;
  const std::size_t length = (runs ? s.kernel_w : 1) * s.group_in();

  for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
    for (std::size_t kw = 0; kw < steps; ++kw) {
      const auto down = static_cast<std::ptrdiff_t>(kh * s.dilation_h);
      const auto right = static_cast<std::ptrdiff_t>(kw * s.dilation_w);
      const auto offset = static_cast<std::ptrdiff_t>(((kh * s.dilation_h) * s.in_w + kw * s.dilation_w) * s.in_c + first_in);
      std::array<const float*, M> x;
      std::array<bool, M> inside;
      bool all = true;
      for (int m = 0; m < M; ++m) {
        const Pixel& at = pixels[m];
        inside[m] = static_cast<std::size_t>(at.iy + down) < s.in_h &&
                    (runs || static_cast<std::size_t>(at.ix + right) < s.in_w);
        x[m] = inside[m] ? layer.x + (at.origin + offset) : zeros.data();
        all = all && inside[m];
      }
      if (all) {
        accumulate<M, P>(acc, x, w, layer.panel_size, length);
        w += length * packed::panel;
        continue;
      }
      for (std::size_t done = 0; done < length; done += zeros_length) {
        const std::size_t piece = std::min(zeros_length, length - done);
        accumulate<M, P>(acc, x, w, layer.panel_size, piece);
        w += piece * packed::panel;
        for (int m = 0; m < M; ++m) x[m] += inside[m] && done + piece < length ? piece : 0;
      }
    }
  }
  finish<M, P>(layer, acc, outputs, y);
}

// M < 4 pixels that are left over, or a matrix of few rows: wide tiles keep enough sums in flight.
template <int M, int P>
void rest(const Layer& layer, const Pixel* pixels, std::size_t first_in, const float* w, std::size_t outputs, float* y) {
  std::size_t o = 0;
  for (; o + packed::panel * (P - 1) < outputs; o += packed::panel * P) {
    tile<M, P>(layer, pixels, first_in, w + o / packed::panel * layer.panel_size, outputs - o, y + o);
  }
  for (; o < outputs; o += packed::panel) {
    tile<M, 1>(layer, pixels, first_in, w + o / packed::panel * layer.panel_size, outputs - o, y + o);
  }
}

void group_of_block(const Layer& layer, const std::array<Pixel, block>& pixels, std::size_t count, std::size_t first_in,
                    const float* w, std::size_t outputs, float* y) {
  const std::size_t row = layer.shape.out_c;
  const std::size_t full = count / 4 * 4;
  for (std::size_t o = 0; full > 0 && o < outputs; o += packed::panel) {
    const float* panel = w + o / packed::panel * layer.panel_size;
    for (std::size_t i = 0; i < full; i += 4) {
      tile<4, 1>(layer, pixels.data() + i, first_in, panel, outputs - o, y + i * row + o);
    }
  }
  const Pixel* left = pixels.data() + full;
  switch (count - full) {
    case 3: rest<3, 1>(layer, left, first_in, w, outputs, y + full * row); break;
    case 2: rest<2, 2>(layer, left, first_in, w, outputs, y + full * row); break;
    case 1: rest<1, 4>(layer, left, first_in, w, outputs, y + full * row); break;
    default: break;
  }
}

Pixel pixel_at(const ConvShape& s, std::size_t index) {
  const std::size_t n = index / (s.out_h * s.out_w);
  const std::size_t oy = index / s.out_w % s.out_h;
  const std::size_t ox = index % s.out_w;
  Pixel p;
  p.iy = static_cast<std::ptrdiff_t>(oy * s.stride_h) - static_cast<std::ptrdiff_t>(s.pad_top);
  p.ix = static_cast<std::ptrdiff_t>(ox * s.stride_w) - static_cast<std::ptrdiff_t>(s.pad_left);
  const auto width = static_cast<std::ptrdiff_t>(s.in_w);
  p.origin = ((static_cast<std::ptrdiff_t>(n * s.in_h) + p.iy) * width + p.ix) * static_cast<std::ptrdiff_t>(s.in_c);
  p.inside_w = p.ix >= 0 && p.ix + static_cast<std::ptrdiff_t>((s.kernel_w - 1) * s.dilation_w) < width;
  return p;
}

void conv(const ConvShape& s, std::span<const float> x, std::span<const float> weights, const FloatClamp& to,
          float* y) noexcept {
  if (s.depthwise()) {
    conv_depthwise(s, x, weights, to, y);
    return;
  }
  const Layer layer{s, x.data(), to, (1 + s.depth()) * packed::panel};
  const std::size_t total = s.batch * s.out_h * s.out_w;
  const std::size_t wanted = footprint / std::max<std::size_t>(1, s.in_c * s.stride_h * s.stride_w) / 4 * 4;
  const std::size_t step = std::clamp<std::size_t>(wanted, 16, block);
  const std::size_t group_size = packed::panels(s.group_out()) * layer.panel_size;
  std::array<Pixel, block> pixels;
  for (std::size_t first = 0; first < total; first += step) {
    const std::size_t count = std::min(step, total - first);
    for (std::size_t i = 0; i < count; ++i) pixels[i] = pixel_at(s, first + i);
    for (std::size_t g = 0; g < s.groups; ++g) {
      group_of_block(layer, pixels, count, g * s.group_in(), weights.data() + g * group_size, s.group_out(),
                     y + first * s.out_c + g * s.group_out());
    }
  }
}

void gemm(const FloatGemmShape& s, std::span<const float> a, std::span<const float> b, const FloatClamp& to,
          float* y) noexcept {
  ConvShape shape;
  shape.in_w = shape.out_w = s.rows;
  shape.in_c = s.depth;
  shape.out_c = s.columns;
  conv(shape, a, b, to, y);
}

}  // namespace

constinit const FloatConvKernels float_conv_kernels{.conv = conv, .gemm = gemm};

}  // namespace zeropoint::simd128

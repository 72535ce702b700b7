// Depthwise convolution on 128-bit vectors: four channels at a time, by the rule of kernels/float_conv.h. Taps
// in the padding are left out. Where all columns lie inside the input, four neighbouring output pixels share
// the loads of weights and of overlapping inputs.
#include "kernels/simd128/float_depthwise.h"

#include <algorithm>

#include "kernels/simd128/simd.h"

namespace zeropoint::simd128 {

namespace {

constexpr std::size_t pixels_per_tile = 4;

struct Layer {
  const ConvShape& shape;
  const float* weights;  // [1 + kh·kw][channels], bias first
  FloatClamp to;

  v128_t clamped(v128_t acc) const {
    return wasm_f32x4_pmin(wasm_f32x4_pmax(acc, wasm_f32x4_splat(to.lo)), wasm_f32x4_splat(to.hi));
  }
};

// The taps of an axis that lie inside the input, and the input index of the first of them.
struct Taps {
  std::size_t begin = 0, end = 0, at = 0;
};

Taps taps_inside(std::size_t out, std::size_t stride, std::size_t pad, std::size_t dilation, std::size_t kernel,
                 std::size_t length) {
  const std::size_t first = out * stride;  // of the padded input
  Taps t;
  if (first < pad) t.begin = std::min(kernel, (pad - first + dilation - 1) / dilation);
  const std::size_t limit = length + pad;
  if (first < limit) t.end = std::min(kernel, (limit - first + dilation - 1) / dilation);
  t.end = std::max(t.begin, t.end);
  t.at = first + t.begin * dilation - pad;
  return t;
}

// Channels from `c` on of one pixel, one by one.
void pixel_rest(const Layer& layer, const float* image, const Taps& rows, const Taps& columns, std::size_t c, float* y) {
  const ConvShape& s = layer.shape;
  for (; c < s.in_c; ++c) {
    float acc = layer.weights[c];
    for (std::size_t kh = rows.begin; kh < rows.end; ++kh) {
      const std::size_t iy = rows.at + (kh - rows.begin) * s.dilation_h;
      for (std::size_t kw = columns.begin; kw < columns.end; ++kw) {
        const std::size_t ix = columns.at + (kw - columns.begin) * s.dilation_w;
        acc += image[(iy * s.in_w + ix) * s.in_c + c] * layer.weights[(1 + kh * s.kernel_w + kw) * s.in_c + c];
      }
    }
    y[c] = clamp(acc, layer.to);
  }
}

[[gnu::noinline]] void pixel(const Layer& layer, const float* image, const Taps& rows, const Taps& columns, float* y) {
  const ConvShape& s = layer.shape;
  std::size_t c = 0;
  for (; c + 4 <= s.in_c; c += 4) {
    v128_t acc = wasm_v128_load(layer.weights + c);
    for (std::size_t kh = rows.begin; kh < rows.end; ++kh) {
      const std::size_t iy = rows.at + (kh - rows.begin) * s.dilation_h;
      const float* x = image + (iy * s.in_w + columns.at) * s.in_c + c;
      const float* w = layer.weights + (1 + kh * s.kernel_w + columns.begin) * s.in_c + c;
      for (std::size_t kw = columns.begin; kw < columns.end; ++kw) {
        acc = wasm_f32x4_add(acc, wasm_f32x4_mul(wasm_v128_load(x + (kw - columns.begin) * s.dilation_w * s.in_c),
                                                 wasm_v128_load(w + (kw - columns.begin) * s.in_c)));
      }
    }
    wasm_v128_store(y + c, layer.clamped(acc));
  }
  pixel_rest(layer, image, rows, columns, c, y);
}

// Four neighbouring pixels of a kernel K wide, all columns inside; `column` is the first one's first tap.
template <std::size_t K, std::size_t Stride>
[[gnu::noinline]] void tile(const Layer& layer, const float* image, const Taps& rows, std::size_t column, float* y) {
  const ConvShape& s = layer.shape;
  constexpr std::size_t reach = (pixels_per_tile - 1) * Stride + K;
  std::size_t c = 0;
  for (; c + 4 <= s.in_c; c += 4) {
    v128_t acc[pixels_per_tile];
    for (v128_t& a : acc) a = wasm_v128_load(layer.weights + c);
    const float* x = image + (rows.at * s.in_w + column) * s.in_c + c;
    const float* w = layer.weights + (1 + rows.begin * K) * s.in_c + c;
    for (std::size_t kh = rows.begin; kh < rows.end; ++kh) {
      v128_t weights[K];
      for (std::size_t kw = 0; kw < K; ++kw) weights[kw] = wasm_v128_load(w + kw * s.in_c);
      for (std::size_t i = 0; i < reach; ++i) {
        const v128_t value = wasm_v128_load(x + i * s.in_c);
        for (std::size_t t = 0; t < pixels_per_tile; ++t) {
          if (i < t * Stride || i - t * Stride >= K) continue;
          acc[t] = wasm_f32x4_add(acc[t], wasm_f32x4_mul(value, weights[i - t * Stride]));
        }
      }
      x += s.dilation_h * s.in_w * s.in_c;
      w += K * s.in_c;
    }
    for (std::size_t t = 0; t < pixels_per_tile; ++t) wasm_v128_store(y + t * s.in_c + c, layer.clamped(acc[t]));
  }
  for (std::size_t t = 0; t < pixels_per_tile; ++t) {
    pixel_rest(layer, image, rows, {0, K, column + t * Stride}, c, y + t * s.in_c);
  }
}

using Tile = void (*)(const Layer&, const float*, const Taps&, std::size_t, float*);

Tile tile_for(const ConvShape& s) {
  if (s.dilation_w != 1) return nullptr;
  if (s.kernel_w == 3 && s.stride_w == 1) return tile<3, 1>;
  if (s.kernel_w == 3 && s.stride_w == 2) return tile<3, 2>;
  if (s.kernel_w == 5 && s.stride_w == 1) return tile<5, 1>;
  if (s.kernel_w == 5 && s.stride_w == 2) return tile<5, 2>;
  return nullptr;
}

}  // namespace

void conv_depthwise(const ConvShape& s, std::span<const float> x, std::span<const float> weights,
                    const FloatClamp& to, float* y) noexcept {
  const Layer layer{s, weights.data(), to};
  const Tile whole = tile_for(s);
  for (std::size_t n = 0; n < s.batch; ++n) {
    const float* image = x.data() + n * s.in_h * s.in_w * s.in_c;
    for (std::size_t oy = 0; oy < s.out_h; ++oy) {
      const Taps rows = taps_inside(oy, s.stride_h, s.pad_top, s.dilation_h, s.kernel_h, s.in_h);
      for (std::size_t ox = 0; ox < s.out_w;) {
        const std::size_t left = ox * s.stride_w;  // of the padded input
        const bool tiled = whole != nullptr && ox + pixels_per_tile <= s.out_w && left >= s.pad_left &&
                           left + (pixels_per_tile - 1) * s.stride_w + s.kernel_w <= s.in_w + s.pad_left;
        if (tiled) {
          whole(layer, image, rows, left - s.pad_left, y);
        } else {
          pixel(layer, image, rows, taps_inside(ox, s.stride_w, s.pad_left, s.dilation_w, s.kernel_w, s.in_w), y);
        }
        ox += tiled ? pixels_per_tile : 1;
        y += (tiled ? pixels_per_tile : 1) * s.in_c;
      }
    }
  }
}

}  // namespace zeropoint::simd128

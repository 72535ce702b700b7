// ConvAlgorithm::dot_depthwise, for codes: eight channels at a time. A column of the three rows of taps becomes two vectors of four
// channels × (three rows and anything, whose weight is 0); each goes into the sums of all outputs that it is a tap of, so x
// is read and interleaved once for a row of outputs, in registers.
#pragma once

#include <algorithm>
#include <array>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_epilogue.h"

namespace zeropoint::relaxed {

// Four channels, and the next four.
struct Halves {
  v128_t of[2];
};

// Three rows of one block of channels, from the picture's first column on. A row outside of the picture is one pixel of Z_x
// with a distance of 0.
struct DepthwiseRows {
  const std::byte* at[3];
  std::size_t pixel[3];
  std::size_t columns;
  const std::byte* absent;
};

template <class Dot, std::size_t Stride, bool Offset>
struct DepthwiseKernel {
  Halves weights[3];  // by column of the taps
  Halves bias;
  v128_t offset;

  DepthwiseKernel(const std::byte* w, const std::int32_t* b, std::int32_t x_offset)
      : bias{wasm_v128_load(b), wasm_v128_load(b + 4)}, offset(wasm_i8x16_splat(static_cast<std::int8_t>(x_offset))) {
    for (int k = 0; k < 3; ++k) weights[k] = {wasm_v128_load(w + 32 * k), wasm_v128_load(w + 32 * k + 16)};
  }

  [[gnu::always_inline]] Halves quads(const std::byte* a, const std::byte* b, const std::byte* c) const {
    v128_t rows[3] = {wasm_v128_load64_zero(a), wasm_v128_load64_zero(b), wasm_v128_load64_zero(c)};
    if constexpr (Offset) {
      for (v128_t& row : rows) row = wasm_i8x16_add(row, offset);
    }
    const v128_t upper = wasm_i8x16_shuffle(rows[0], rows[1], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const v128_t lower = wasm_i8x16_shuffle(rows[2], rows[2], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    return {wasm_i16x8_shuffle(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11), wasm_i16x8_shuffle(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15)};
  }
  // A column that may be outside.
  Halves edge(const DepthwiseRows& rows, std::ptrdiff_t column) const {
    if (column < 0 || column >= static_cast<std::ptrdiff_t>(rows.columns)) return quads(rows.absent, rows.absent, rows.absent);
    const auto i = static_cast<std::size_t>(column);
    return quads(rows.at[0] + i * rows.pixel[0], rows.at[1] + i * rows.pixel[1], rows.at[2] + i * rows.pixel[2]);
  }
  [[gnu::always_inline]] Halves plus(const Halves& acc, int tap, const Halves& x) const {
    return {Dot::add(weights[tap].of[0], x.of[0], acc.of[0]), Dot::add(weights[tap].of[1], x.of[1], acc.of[1])};
  }

  // Sums of the next outputs, begun with the columns that have been read.
  struct Begun {
    Halves next, after;  // `after` with stride 1 only
  };
  [[gnu::always_inline]] Begun begin(const DepthwiseRows& rows, std::ptrdiff_t column) const {
    const Halves first = edge(rows, column);
    if constexpr (Stride == 2) return {plus(bias, 0, first), {}};
    const Halves second = edge(rows, column + 1);
    return {plus(plus(bias, 0, first), 1, second), plus(bias, 0, second)};
  }
  // Completes an output with its last columns, read by column(0), …, column(Stride − 1).
  template <class Column>
  [[gnu::always_inline]] Halves complete(Begun& begun, Column&& column) const {
    if constexpr (Stride == 2) {
      const Halves middle = column(0), last = column(1);
      const Halves out = plus(plus(begun.next, 1, middle), 2, last);
      begun.next = plus(bias, 0, last);
      return out;
    } else {
      const Halves last = column(0);
      const Halves out = plus(begun.next, 2, last);
      begun.next = plus(begun.after, 1, last);
      begun.after = plus(bias, 0, last);
      return out;
    }
  }

  // A row of `count` outputs, the first of which has its first tap in column −pad.
  [[gnu::always_inline]] void row(const DepthwiseRows& rows, std::size_t pad, std::size_t count, const simd128::Epilogue& epilogue, std::byte* y) const {
    constexpr std::size_t before = 3 - Stride;  // columns of an output that are read before it is completed
    const auto first = -static_cast<std::ptrdiff_t>(pad);
    const std::size_t pixel = epilogue.to.pixel;
    Begun begun = begin(rows, first);
    std::size_t i = 0;
    const auto at_edge = [&] {
      const auto column = first + static_cast<std::ptrdiff_t>(i * Stride + before);
      const Halves out = complete(begun, [&](std::ptrdiff_t k) { return edge(rows, column + k); });
      epilogue.store_whole<1>({{{out.of[0], out.of[1]}}}, y + i++ * pixel);
    };
    while (i < count && i * Stride + before < pad) at_edge();
    // Outputs whose columns are all in the picture.
    const std::size_t limit = rows.columns + pad;
    const std::size_t inside = limit < 3 ? 0 : std::min(count, (limit - 3) / Stride + 1);
    if (i + 2 <= inside) {
      const std::byte* x[3];
      for (int r = 0; r < 3; ++r) x[r] = rows.at[r] + (i * Stride + before - pad) * rows.pixel[r];
      const auto next_column = [&](int) {
        const Halves q = quads(x[0], x[1], x[2]);
        for (int r = 0; r < 3; ++r) x[r] += rows.pixel[r];
        return q;
      };
      // Copies, which stay in registers: no function is given their address.
      Begun sums = begun;
      std::size_t at = i;
      for (; at + 2 <= inside; at += 2) {
        const Halves a = complete(sums, next_column), b = complete(sums, next_column);
        epilogue.store_whole<2>({{{a.of[0], a.of[1]}, {b.of[0], b.of[1]}}}, y + at * pixel);
      }
      begun = sums;
      i = at;
    }
    while (i < count) at_edge();
  }
};

struct DepthwiseBand {
  std::size_t first, count;  // rows of y
};

// Some rows of y, eight channels.
template <class Dot, std::size_t Stride, bool Offset>
[[gnu::noinline]] void depthwise_band(const IntegerConvLayer& layer, std::int32_t x_offset, const DepthwiseBand& band, const std::byte* x,
                                      const std::byte* weights, const std::int32_t* bias, const float* multipliers, std::byte* y) {
  const ConvShape& s = layer.shape;
  std::array<std::byte, packed::panel> absent;
  absent.fill(static_cast<std::byte>(layer.x.zero_point));
  const DepthwiseKernel<Dot, Stride, Offset> kernel(weights, bias, x_offset);
  const simd128::Epilogue epilogue({layer.result, layer.y, s.out_c}, multipliers, packed::panel);
  const std::size_t row_bytes = s.out_w * s.out_c;
  for (std::size_t oy = band.first; oy < band.first + band.count; ++oy) {
    DepthwiseRows rows{{}, {}, s.in_w, absent.data()};
    for (std::size_t r = 0; r < 3; ++r) {
      const std::size_t row = oy * s.stride_h + r;
      const bool there = row >= s.pad_top && row - s.pad_top < s.in_h;
      rows.at[r] = there ? x + (row - s.pad_top) * s.in_w * layer.x_pixel : absent.data();
      rows.pixel[r] = there ? layer.x_pixel : 0;
    }
    kernel.row(rows, s.pad_left, s.out_w, epilogue, y + oy * row_bytes);
  }
}

template <class Dot>
void conv_dot_depthwise(const IntegerConvLayer& layer, const ConvChoice& choice, const std::byte* x, const std::byte* packed, std::byte* y) {
  // Rows of eight channels touch a cache line for each pixel, which the next channels find in the cache.
  constexpr std::size_t budget = 32 << 10;
  const ConvShape& s = layer.shape;
  const packed::Epilogue epilogue(s, packed);
  const std::byte* weights = packed + packed::epilogue_bytes(s);
  const auto run = choice.x_offset != 0 ? (s.stride_w == 1 ? depthwise_band<Dot, 1, true> : depthwise_band<Dot, 2, true>)
                                        : (s.stride_w == 1 ? depthwise_band<Dot, 1, false> : depthwise_band<Dot, 2, false>);
  const std::size_t row_bytes = s.stride_h * s.in_w * std::min<std::size_t>(layer.x_pixel, 64);
  const std::size_t rows = std::clamp<std::size_t>(budget / row_bytes, 1, s.out_h);
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t first = 0; first < s.out_h; first += rows) {
      const DepthwiseBand band{first, std::min(rows, s.out_h - first)};
      for (std::size_t c = 0; c < s.out_c; c += packed::panel) {
        run(layer, choice.x_offset, band, x + n * s.in_h * s.in_w * layer.x_pixel + c, weights + c / packed::panel * packed::dot_depthwise_block,
            epilogue.bias + c, epilogue.multipliers + c, y + n * s.out_h * s.out_w * s.out_c + c);
      }
    }
  }
}

}  // namespace zeropoint::relaxed

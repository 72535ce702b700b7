// Depthwise convolution: eight channels at a time. A dot product of pairs takes two taps of a channel that stand one
// above the other, so rows of the padded input are widened two by two, the channels of both interleaved:
//   [blocks of 8 channels][columns][8 channels][2 rows] int16.
// Where an output's first tap is in a pair's second row, its weights are moved down by one row; the place above and
// the one below them are 0. A ring of row pairs holds what the next output row needs.
#include "kernels/simd128/integer_depthwise.h"

#include <algorithm>
#include <array>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_epilogue.h"
#include "kernels/simd128/integer_strip.h"

namespace zeropoint::simd128 {

namespace {

constexpr std::size_t block = packed::panel;
constexpr std::size_t column = 2 * block;       // int16 of a block in a column of a row pair
constexpr std::size_t ring_budget = 24 << 10;   // bytes: the ring stays in the first cache

struct Plan {
  const ConvShape& shape;
  packed::RowPairs pairs;
  StripAxis rows, columns;
  std::size_t blocks;        // of all channels
  std::size_t ring_blocks;   // of channels computed at a time

  std::size_t row_size() const { return columns.length * column; }  // int16 of a block in a row pair
  std::size_t pair_size() const { return ring_blocks * row_size(); }
};

Plan plan_of(const ConvShape& s) {
  Plan p{.shape = s, .pairs = packed::RowPairs(s), .rows = {}, .columns = {}, .blocks = packed::panels(s.out_c), .ring_blocks = 1};
  p.rows = {(s.out_h - 1) * s.stride_h + p.pairs.height, 1, s.pad_top, s.in_h};
  p.columns = {(s.out_w - 1) * s.stride_w + (s.kernel_w - 1) * s.dilation_w + 1, 1, s.pad_left, s.in_w};
  const std::size_t of_block = p.pairs.most * p.row_size() * sizeof(std::int16_t);
  p.ring_blocks = std::clamp<std::size_t>(ring_budget / of_block, 1, p.blocks);
  // Eight blocks are a cache line of x and y.
  if (p.ring_blocks > 8) p.ring_blocks = p.ring_blocks / 8 * 8;
  return p;
}

// What a row of outputs of one block has in common.
struct Row {
  const std::int16_t* const* pairs;  // of rows, at the block
  std::size_t pair_count;
  const std::int16_t* weights;  // [pairs][kernel_w][8 channels][2]
  std::size_t kernel_w, stride, dilation;
  const std::int32_t* bias;
  const float* multipliers;
  std::size_t channels;  // of the block, that are stored
  Destination to;
};

// T neighbouring outputs from column `at` of the strip on. Differences have at most 9 bits, so a pair's sum is exact.
template <int T, std::size_t K, std::size_t Stride>
[[gnu::always_inline]] inline Accumulators<T> sums(const Row& row, std::size_t at) {
  const std::size_t kernel_w = K == 0 ? row.kernel_w : K, dilation = K == 0 ? row.dilation : 1, stride = K == 0 ? row.stride : Stride;
  Accumulators<T> acc;
  for (int t = 0; t < T; ++t) {
    acc.of[t][0] = wasm_v128_load(row.bias);
    acc.of[t][1] = wasm_v128_load(row.bias + 4);
  }
  const std::int16_t* w = row.weights;
  for (std::size_t p = 0; p < row.pair_count; ++p) {
    const std::int16_t* x = row.pairs[p] + at * column;
    for (std::size_t kw = 0; kw < kernel_w; ++kw) {
      const v128_t w0 = wasm_v128_load(w + kw * column), w1 = wasm_v128_load(w + kw * column + 8);
      for (int t = 0; t < T; ++t) {
        const std::int16_t* tap = x + (static_cast<std::size_t>(t) * stride + kw * dilation) * column;
        acc.of[t][0] = wasm_i32x4_add(acc.of[t][0], wasm_i32x4_dot_i16x8(wasm_v128_load(tap), w0));
        acc.of[t][1] = wasm_i32x4_add(acc.of[t][1], wasm_i32x4_dot_i16x8(wasm_v128_load(tap + 8), w1));
      }
    }
    w += kernel_w * column;
  }
  return acc;
}

// `store` ends a tile. The last one may begin before the end of the one before it and write the same once more.
template <std::size_t K, std::size_t Stride, class Store>
[[gnu::always_inline]] inline void each_tile(const Row& row, std::size_t count, std::byte* y, const Store& store) {
  constexpr std::size_t tile = 4;
  const std::size_t stride = K == 0 ? row.stride : Stride, pixel = row.to.pixel * row.to.element();
  if (count < tile) {
    for (std::size_t i = 0; i < count; ++i) store(sums<1, K, Stride>(row, i * stride), y + i * pixel);
    return;
  }
  for (std::size_t i = 0; i < count; i += tile) {
    i = std::min(i, count - tile);
    store(sums<tile, K, Stride>(row, i * stride), y + i * pixel);
  }
}

// A row of outputs; K = 0 stands for any kernel, stride and dilation, and for what is not whole.
template <std::size_t K, std::size_t Stride>
[[gnu::noinline]] void output_row(const Row& row, std::size_t count, std::byte* y) {
  const Epilogue epilogue(row.to, row.multipliers, row.channels);
  if constexpr (K == 0) {
    each_tile<0, 0>(row, count, y, [&]<int M>(const Accumulators<M>& acc, std::byte* to) { epilogue.store<M>(acc, to); });
  } else if (epilogue.whole()) {
    each_tile<K, Stride>(row, count, y, [&]<int M>(const Accumulators<M>& acc, std::byte* to) { epilogue.store_whole<M>(acc, to); });
  } else {
    output_row<0, 0>(row, count, y);
  }
}

using OutputRow = void (*)(const Row&, std::size_t, std::byte*);

OutputRow output_row_of(const ConvShape& s) {
  if (s.dilation_w == 1 && s.kernel_w == 3 && s.stride_w == 1) return output_row<3, 1>;
  if (s.dilation_w == 1 && s.kernel_w == 3 && s.stride_w == 2) return output_row<3, 2>;
  if (s.dilation_w == 1 && s.kernel_w == 5 && s.stride_w == 1) return output_row<5, 1>;
  return output_row<0, 0>;
}

// Two rows of one block: n pixels, one every x_pixel bytes. A row outside of the picture is given as one pixel of Z_x
// with a distance of 0.
struct Source {
  const std::byte* at;
  std::size_t pixel;
};

template <bool is_signed>
[[gnu::noinline]] void interleave(Source a, Source b, std::size_t n, std::int32_t zero, std::int16_t* out) {
  const v128_t zeros = wasm_i16x8_splat(static_cast<std::int16_t>(zero));
  const auto wide = [&](const std::byte* x) {
    return wasm_i16x8_sub(is_signed ? wasm_i16x8_load8x8(x) : wasm_u16x8_load8x8(x), zeros);
  };
  for (std::size_t i = 0; i < n; ++i, a.at += a.pixel, b.at += b.pixel, out += column) {
    const v128_t upper = wide(a.at), lower = wide(b.at);
    wasm_v128_store(out, wasm_i16x8_shuffle(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11));
    wasm_v128_store(out + 8, wasm_i16x8_shuffle(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15));
  }
}

// The same where fewer than eight channels are there.
void interleave_rest(const IntegerConvLayer& layer, Source a, Source b, std::size_t n, std::size_t channels, std::int16_t* out) {
  std::fill_n(out, n * column, std::int16_t{0});
  for (std::size_t i = 0; i < n; ++i, a.at += a.pixel, b.at += b.pixel, out += column) {
    std::array<std::int16_t, block> upper, lower;
    widen(layer, a.at, channels, upper.data());
    widen(layer, b.at, channels, lower.data());
    for (std::size_t c = 0; c < channels; ++c) {
      out[2 * c] = upper[c];
      out[2 * c + 1] = lower[c];
    }
  }
}

// Row pair `pair` of the blocks from `first` on.
void fill_pair(const IntegerConvLayer& layer, const Plan& p, const std::byte* picture, std::size_t pair, std::size_t first, std::size_t count,
               std::int16_t* out) {
  std::array<std::byte, block> absent;
  absent.fill(static_cast<std::byte>(layer.x.zero_point));
  const std::size_t begin = std::min(p.columns.first_inside(), p.columns.length), end = std::max(begin, p.columns.end_inside());
  const auto source = [&](std::size_t row, std::size_t channel) -> Source {
    if (row < p.rows.pad || row - p.rows.pad >= p.rows.input) return {absent.data(), 0};
    return {picture + ((row - p.rows.pad) * p.columns.input + begin - p.columns.pad) * layer.x_pixel + channel, layer.x_pixel};
  };
  for (std::size_t b = first; b < first + count; ++b, out += p.row_size()) {
    std::fill_n(out, begin * column, std::int16_t{0});
    std::fill(out + end * column, out + p.row_size(), std::int16_t{0});
    const Source upper = source(2 * pair, b * block), lower = source(2 * pair + 1, b * block);
    const std::size_t channels = std::min(block, p.shape.out_c - b * block);
    std::int16_t* to = out + begin * column;
    if (channels < block) interleave_rest(layer, upper, lower, end - begin, channels, to);
    else (layer.x_signed ? interleave<true> : interleave<false>)(upper, lower, end - begin, layer.x.zero_point, to);
  }
}

}  // namespace

std::uint64_t depthwise_scratch(const IntegerConvLayer& layer) {
  const Plan p = plan_of(layer.shape);
  return p.pairs.most * (sizeof(std::int16_t*) + p.pair_size() * sizeof(std::int16_t));
}

void conv_depthwise(const IntegerConvLayer& layer, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y) {
  const ConvShape& s = layer.shape;
  const Plan p = plan_of(s);
  const packed::Epilogue epilogue(s, packed);
  const std::int16_t* weights = packed::weights(s, packed);
  auto* ring = reinterpret_cast<std::int16_t*>(scratch);
  const auto** pairs = reinterpret_cast<const std::int16_t**>(ring + p.pairs.most * p.pair_size());
  const OutputRow compute = output_row_of(s);
  Row row{pairs, 0, nullptr, s.kernel_w, s.stride_w, s.dilation_w, nullptr, nullptr, 0, {layer.result, layer.y, s.out_c}};
  for (std::size_t n = 0; n < s.batch; ++n) {
    const std::byte* picture = x + n * s.in_h * s.in_w * layer.x_pixel;
    for (std::size_t first = 0; first < p.blocks; first += p.ring_blocks) {
      const std::size_t count = std::min(p.ring_blocks, p.blocks - first);
      std::size_t filled = 0;  // row pairs below this have been in the ring
      for (std::size_t oy = 0; oy < s.out_h; ++oy) {
        const std::size_t top = oy * s.stride_h / 2, shift = oy * s.stride_h % 2;
        row.pair_count = p.pairs.count(shift);
        for (filled = std::max(filled, top); filled < top + row.pair_count; ++filled) {
          fill_pair(layer, p, picture, filled, first, count, ring + filled % p.pairs.most * p.pair_size());
        }
        for (std::size_t b = 0; b < count; ++b) {
          const std::size_t channel = (first + b) * block;
          for (std::size_t i = 0; i < row.pair_count; ++i) pairs[i] = ring + (top + i) % p.pairs.most * p.pair_size() + b * p.row_size();
          row.weights = weights + (first + b) * p.pairs.block_size() + shift * p.pairs.shift_size();
          row.bias = epilogue.bias + channel;
          row.multipliers = epilogue.multipliers + channel;
          row.channels = s.out_c - channel;
          compute(row, s.out_w, y + ((n * s.out_h + oy) * s.out_w * s.out_c + channel) * row.to.element());
        }
      }
    }
  }
}

}  // namespace zeropoint::simd128

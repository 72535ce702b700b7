// Direct convolution: strips of rows are widened once, then tiles of pixels × output channels take their sums from
// them. Taps of a row lie side by side in a strip, so that a sum is kernel_h runs of kernel_w · in_c products.
#include "kernels/simd128/integer_direct.h"

#include <algorithm>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_strip.h"
#include "kernels/simd128/integer_tile.h"

namespace zeropoint::simd128 {

namespace {

constexpr std::size_t tile_pixels = 4;
constexpr std::size_t overrun = 16;  // bytes behind a strip that its last tile may read

// How the taps of a tile move over the strip, and the strip's extents.
struct Plan {
  ConvShape shape;  // of the layer, or of all its pixels in a column if it is pointwise
  Strip strip;
  std::size_t step_h, step_w;  // positions of the strip from one output to the next
  std::size_t rows;            // of output in one strip
  packed::Runs runs;

  std::size_t strip_rows(std::size_t output_rows) const { return (output_rows - 1) * step_h + (shape.kernel_h - 1) * shape.dilation_h + 1; }
  std::size_t strip_bytes() const { return (strip_rows(rows) * strip.pitch() * sizeof(std::int16_t) + overrun + 15) / 16 * 16; }
  std::size_t pixels() const { return rows * shape.out_w; }
};

// Strips small enough for the first cache, but long enough that the weights are not read too often.
std::size_t rows_of(const Plan& p) {
  const ConvShape& s = p.shape;
  const std::size_t weights = s.groups == 1 ? s.out_c * s.depth() * sizeof(std::int16_t) : 0;
  const std::size_t budget = std::clamp<std::size_t>(weights / 2, 24 << 10, 256 << 10);
  const std::size_t row = p.step_h * p.strip.pitch() * sizeof(std::int16_t);
  std::size_t rows = std::clamp<std::size_t>(budget / std::max<std::size_t>(1, row), 1, s.out_h);
  // Whole tiles, if it costs little.
  while (rows > 4 && rows < s.out_h && rows * s.out_w % tile_pixels != 0) --rows;
  return rows;
}

Plan plan_of(const IntegerConvLayer& layer) {
  Plan p{.shape = layer.shape, .strip = {}, .step_h = 1, .step_w = 1, .rows = 1, .runs = packed::Runs(layer.shape)};
  ConvShape& s = p.shape;
  if (s.pointwise()) {
    s.in_h = s.out_h = s.batch * s.in_h * s.in_w;
    s.batch = s.in_w = s.out_w = 1;
  }
  // Where an axis has one tap, what lies between its outputs is left out of the strip.
  p.step_h = s.kernel_h == 1 ? 1 : s.stride_h;
  p.step_w = s.kernel_w == 1 ? 1 : s.stride_w;
  p.strip.rows = {p.strip_rows(s.out_h), s.kernel_h == 1 ? s.stride_h : 1, s.pad_top, s.in_h};
  p.strip.columns = {(s.out_w - 1) * p.step_w + (s.kernel_w - 1) * s.dilation_w + 1, s.kernel_w == 1 ? s.stride_w : 1, s.pad_left, s.in_w};
  p.strip.channels = p.strip.pixel = s.group_in();
  p.rows = rows_of(p);
  return p;
}

struct Scratch {
  std::int16_t* strip;
  const std::int16_t** pixels;  // where their first taps are in the strip
  std::ptrdiff_t* offsets;      // of runs
};

Scratch scratch_of(const Plan& p, std::byte* memory) {
  Scratch s;
  s.strip = reinterpret_cast<std::int16_t*>(memory);
  s.pixels = reinterpret_cast<const std::int16_t**>(memory + p.strip_bytes());
  s.offsets = reinterpret_cast<std::ptrdiff_t*>(s.pixels + p.pixels());
  return s;
}

void set_offsets(const Plan& p, std::ptrdiff_t* offsets) {
  const ConvShape& s = p.shape;
  const std::size_t columns = p.runs.count / s.kernel_h;
  for (std::size_t run = 0; run < p.runs.count; ++run) {
    offsets[run] = static_cast<std::ptrdiff_t>(run / columns * s.dilation_h * p.strip.pitch() + run % columns * s.dilation_w * p.strip.pixel);
  }
}

}  // namespace

std::uint64_t direct_scratch(const IntegerConvLayer& layer) {
  const Plan p = plan_of(layer);
  return p.strip_bytes() + p.pixels() * sizeof(std::int16_t*) + p.runs.count * sizeof(std::ptrdiff_t);
}

void conv_direct(const IntegerConvLayer& layer, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y) {
  const Plan p = plan_of(layer);
  const ConvShape& s = p.shape;
  const Scratch memory = scratch_of(p, scratch);
  const packed::Epilogue epilogue(layer.shape, packed);
  const std::int16_t* weights = packed::weights(layer.shape, packed);
  const std::size_t panel_size = p.runs.panel_size();
  set_offsets(p, memory.offsets);
  for (std::size_t i = 0; i < p.pixels(); ++i) {
    memory.pixels[i] = memory.strip + (i / s.out_w * p.step_h * p.strip.columns.length + i % s.out_w * p.step_w) * p.strip.pixel;
  }
  const TileWork work{memory.offsets, p.runs.count, p.runs.pairs, {layer.result, layer.y, s.out_c}};
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t oy = 0; oy < s.out_h; oy += p.rows) {
      const std::size_t rows = std::min(p.rows, s.out_h - oy), pixels = rows * s.out_w;
      for (std::size_t g = 0; g < s.groups; ++g) {
        fill_strip(layer, p.strip, oy * p.step_h, p.strip_rows(rows), x + n * s.in_h * s.in_w * layer.x_pixel + g * s.group_in(), memory.strip);
        std::byte* to = y + ((n * s.out_h + oy) * s.out_w * s.out_c + g * s.group_out()) * work.to.element();
        for (std::size_t o = 0; o < s.group_out(); o += packed::panel) {
          const std::size_t lane = g * packed::group_lanes(layer.shape) + o;
          const std::int16_t* panel = weights + lane / packed::panel * panel_size;
          const std::int16_t* next = o + packed::panel < s.group_out() ? panel + panel_size : panel;
          tiles(work, pixels, memory.pixels, panel, next, epilogue.bias + lane, epilogue.multipliers + lane, s.group_out() - o,
                to + o * work.to.element());
        }
      }
    }
  }
}

}  // namespace zeropoint::simd128

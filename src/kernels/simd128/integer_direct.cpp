// Direct convolution: strips of rows are widened once, then tiles of pixels × output channels take their sums from
// them. Taps of a row lie side by side in a strip, so that a sum is kernel_h runs of kernel_w · in_c products.
#include "kernels/simd128/integer_direct.h"

#include <algorithm>

#include "kernels/integer_packed.h"
#include "kernels/simd128/integer_plan.h"
#include "kernels/simd128/integer_tile.h"

namespace zeropoint::simd128 {

namespace {

struct Scratch {
  std::int16_t* strip;
  const std::int16_t** pixels;  // where their first taps are in the strip
  std::ptrdiff_t* offsets;      // of runs
};

Scratch scratch_of(const DirectPlan& p, std::byte* memory) {
  Scratch s;
  s.strip = reinterpret_cast<std::int16_t*>(memory);
  s.pixels = reinterpret_cast<const std::int16_t**>(memory + p.strip_bytes());
  s.offsets = reinterpret_cast<std::ptrdiff_t*>(s.pixels + p.pixels());
  return s;
}

}  // namespace

std::uint64_t direct_scratch(const IntegerConvLayer& layer) {
  const DirectPlan p = direct_plan(layer, sizeof(std::int16_t));
  return p.strip_bytes() + p.pixels() * sizeof(std::int16_t*) + p.runs.count * sizeof(std::ptrdiff_t);
}

void conv_direct(const IntegerConvLayer& layer, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y) {
  const DirectPlan p = direct_plan(layer, sizeof(std::int16_t));
  const ConvShape& s = p.shape;
  const Scratch memory = scratch_of(p, scratch);
  const packed::Epilogue epilogue(layer.shape, packed);
  const std::int16_t* weights = packed::weights(layer.shape, packed);
  const std::size_t panel_size = p.runs.panel_size();
  p.set_offsets(memory.offsets);
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

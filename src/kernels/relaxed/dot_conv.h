// ConvAlgorithm::dot and dot_pairs, which differ in their tiles. Taps of 1 × 1 that need no padding, and no offset but one that tiles
// of pairs add themselves, are read where they are; others from strips.
#pragma once

#include <algorithm>

#include "kernels/relaxed/dot_strip.h"
#include "kernels/relaxed/dot_tile.h"
#include "kernels/simd128/integer_plan.h"

namespace zeropoint::relaxed {

struct DotPlan : simd128::DirectPlan {
  bool in_place;  // x is read without a strip

  DotPlan(const IntegerConvLayer& layer, const ConvChoice& choice) : DirectPlan(simd128::direct_plan(layer, 1)) {
    in_place = (choice.x_offset == 0 || choice.algorithm == ConvAlgorithm::dot_pairs) && shape.kernel_h == 1 && shape.kernel_w == 1 && shape.group_in() % 4 == 0 &&
               strip.rows.first_inside() == 0 && strip.rows.end_inside() == strip.rows.length && strip.columns.first_inside() == 0 &&
               strip.columns.end_inside() == strip.columns.length;
  }
  std::size_t strip_size() const { return in_place ? 0 : strip_bytes(); }
  // The strip, offsets of runs, offsets of pixels, and sums of pixels.
  std::uint64_t scratch_bytes() const { return strip_size() + runs.count * sizeof(std::ptrdiff_t) + 2 * pixels() * sizeof(std::int32_t); }
};

inline std::uint64_t dot_scratch(const IntegerConvLayer& layer, const ConvChoice& choice) { return DotPlan(layer, choice).scratch_bytes(); }

template <class Tile>
void conv_dot(const IntegerConvLayer& layer, const ConvChoice& choice, const std::byte* x, const std::byte* packed, std::byte* scratch, std::byte* y) {
  const DotPlan p(layer, choice);
  const ConvShape& s = p.shape;
  auto* offsets = reinterpret_cast<std::ptrdiff_t*>(scratch + p.strip_size());
  auto* pixels = reinterpret_cast<std::int32_t*>(offsets + p.runs.count);
  auto* pixel_sums = pixels + p.pixels();
  const packed::Epilogue epilogue(layer.shape, packed);
  const std::byte* weights = packed + packed::epilogue_bytes(layer.shape);
  p.set_offsets(offsets);
  const std::size_t row_step = p.in_place ? s.stride_h * s.in_w * layer.x_pixel : p.step_h * p.strip.pitch();
  const std::size_t column_step = p.in_place ? s.stride_w * layer.x_pixel : p.step_w * p.strip.pixel;
  for (std::size_t row = 0, i = 0; row < p.rows; ++row) {
    for (std::size_t column = 0; column < s.out_w; ++column) pixels[i++] = static_cast<std::int32_t>(row * row_step + column * column_step);
  }
  const DotWork work{offsets, p.runs.count, p.runs.quads, p.in_place ? choice.x_offset : 0, pixel_sums, {layer.result, layer.y, s.out_c}};
  for (std::size_t n = 0; n < s.batch; ++n) {
    for (std::size_t oy = 0; oy < s.out_h; oy += p.rows) {
      const std::size_t rows = std::min(p.rows, s.out_h - oy), count = rows * s.out_w;
      for (std::size_t g = 0; g < s.groups; ++g) {
        const std::byte* of_group = x + n * s.in_h * s.in_w * layer.x_pixel + g * s.group_in();
        const std::byte* base = p.in_place ? of_group + oy * s.stride_h * s.in_w * layer.x_pixel : scratch;
        if (!p.in_place) fill_strip(layer, choice.x_offset, p.strip, oy * p.step_h, p.strip_rows(rows), of_group, scratch);
        if constexpr (Tile::sums_pixels) sum_pixels(base, {pixels, count}, p.runs.length, work.x_offset, pixel_sums);
        std::byte* to = y + ((n * s.out_h + oy) * s.out_w * s.out_c + g * s.group_out()) * work.to.element();
        for (std::size_t o = 0; o < s.group_out(); o += packed::panel) {
          const std::size_t lane = g * packed::group_lanes(layer.shape) + o;
          const PanelWork panel{weights + lane / packed::panel * p.runs.dot_panel_size(), epilogue.bias + lane, base, pixels, count};
          run_tiles<Tile>(work, panel, {work.to, epilogue.multipliers + lane, s.group_out() - o}, to + o * work.to.element());
        }
      }
    }
  }
}

}  // namespace zeropoint::relaxed

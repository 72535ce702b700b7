#include "image/mapper.h"

#include <algorithm>

namespace zeropoint {

struct Mapper::Pass {
  const RgbaImage& original;
  const OriginalFacts& facts;
  const ByteTables& bytes;
  const Kernels& kernels;
  ImageResult& result;
};

Status Mapper::begin(const RgbaImage& original, ImageResult& result) {
  const ImageSpec& spec = result.spec;
  const auto width = static_cast<std::size_t>(original.width);
  const bool one_tile = result.tiling.counts[0] == 1 && result.tiling.counts[1] == 1;
  counts_pixels_ = !(one_tile && spec.rounding == Rounding::half_even);
  if (run_codes_.empty()) {
    ZP_TRY(run_codes_, Buffer<std::uint8_t>::make(4 * width));
  }
  if (spec.rounding == Rounding::floyd_steinberg) {
    for (Buffer<float>& row : errors_) {
      if (row.empty()) {
        ZP_TRY(row, Buffer<float>::make(4 * (width + 2)));
      }
      std::fill(row.begin(), row.end(), 0.0F);
    }
  }
  colours_.reset();
  if (spec.error_map) colours_ = error_colours(*spec.error_map);
  walk_ = TileWalk(result.tiling);
  row_ = 0;
  pixels_to_do_ = original.pixel_count();
  result.counts = {};
  return Done{};
}

void Mapper::advance(const RgbaImage& original, const OriginalFacts& facts, const ByteTables& bytes,
                     const Kernels& kernels, ImageResult& result, std::int64_t max_pixels) {
  const Pass pass{original, facts, bytes, kernels, result};
  for (std::int64_t done = 0; done < max_pixels && pixels_to_do_ > 0;) {
    std::int64_t pixels = original.width;
    if (result.spec.rounding == Rounding::floyd_steinberg) {
      diffuse_row(pass);
    } else {
      const TileRows rows = walk_.next(max_pixels - done);
      pixels = rows.pixel_count();
      if (rows.is_first) begin_tile(pass, rows.tile);
      for (std::int64_t y = rows.y; y < rows.y + rows.height; ++y) map_run(pass, y, rows.x, rows.width);
    }
    done += pixels;
    pixels_to_do_ -= pixels;
  }
  if (pixels_to_do_ > 0) return;

  result.counts.before = facts.histogram();
  if (!counts_pixels_) return count_from_histogram(pass);
  // Counted by the code's byte, kept by q − qmin.
  const auto qmin = static_cast<std::uint8_t>(p_[0].qmin);
  for (auto& counts : result.counts.codes) std::ranges::rotate(counts, counts.begin() + qmin);
}

std::array<QParams, 3> Mapper::tile_qparams(const ImageResult& result, std::int64_t tile) const {
  const bool by_channel = result.tiling.counts[2] == 3;
  const QParams* p = result.qparams.data() + tile * result.tiling.counts[2];
  return by_channel ? std::array{p[0], p[1], p[2]} : std::array{p[0], p[0], p[0]};
}

void Mapper::begin_tile(const Pass& pass, std::int64_t tile) {
  p_ = tile_qparams(pass.result, tile);
  const RgbRange& seen = pass.facts.tile_range(tile);
  saturates_ = false;
  for (std::size_t c = 0; c < 3; ++c) {
    range_[c] = {seen.min[c], seen.max[c]};
    largest_in_range_[c] = pass.bytes.largest_in_range(p_[c]);
    saturates_ = saturates_ || range_[c].hi > largest_in_range_[c];
  }
  const Rounding rounding = pass.result.spec.rounding;
  for (std::size_t c = 0; c < 3; ++c) {
    if (rounding == Rounding::half_even) pass.bytes.fill(p_[c], range_[c], code_[c].data(), shown_[c].data());
    if (rounding == Rounding::stochastic) pass.bytes.fill_stochastic(p_[c], range_[c], c, stochastic_);
  }
}

void Mapper::map_run(const Pass& pass, std::int64_t y, std::int64_t x, std::int64_t width) {
  const auto run = pass.original.run(y, x, width);
  const ImageKernels& kernels = pass.kernels.image;
  std::uint8_t* shown = pass.result.image.at(y, x);
  if (pass.result.spec.rounding == Rounding::stochastic) {
    kernels.map_stochastic(run, stochastic_, random_key(pass.result.spec.seed),
                           static_cast<std::uint32_t>(y * pass.original.width + x), run_codes_.data(), shown);
  } else {
    if (counts_pixels_ || pass.result.spec.want_codes) kernels.map(run, code_, run_codes_.data());
    kernels.map(run, shown_, shown);
  }
  finish_run(pass, y, x, width);
}

void Mapper::diffuse_row(const Pass& pass) {
  const Tiling& tiling = pass.result.tiling;
  const std::int64_t width = pass.original.width;
  const std::int64_t first_tile = row_ / tiling.extent[0] * tiling.counts[1];
  for (std::int64_t x = 0; x < width; x += tiling.extent[1]) {
    begin_tile(pass, first_tile + x / tiling.extent[1]);
    const std::int64_t n = std::min(tiling.extent[1], width - x);
    pass.kernels.image.diffuse(pass.original.run(row_, x, n), p_, errors_[0].data() + 4 * (x + 1),
                               errors_[1].data() + 4 * (x + 1), run_codes_.data(), pass.result.image.at(row_, x));
    finish_run(pass, row_, x, n);
  }
  std::swap(errors_[0], errors_[1]);
  std::fill(errors_[1].begin(), errors_[1].end(), 0.0F);
  ++row_;
}

void Mapper::finish_run(const Pass& pass, std::int64_t y, std::int64_t x, std::int64_t width) {
  const auto original = pass.original.run(y, x, width);
  const auto shown = std::as_const(pass.result.image).run(y, x, width);
  const std::span<const std::uint8_t> codes{run_codes_.data(), original.size()};
  const ImageKernels& kernels = pass.kernels.image;
  ImageCounts& counts = pass.result.counts;
  if (counts_pixels_) {
    kernels.histogram(shown, counts.after);
    kernels.histogram(codes, counts.codes);
    kernels.error_sums(original, shown, counts.errors);
    for (std::size_t i = 0; saturates_ && i < original.size(); ++i) {
      if (i % 4 < 3) counts.saturated[i % 4] += original[i] > largest_in_range_[i % 4];
    }
  }
  if (pass.result.spec.want_codes) {
    std::uint8_t* out = pass.result.codes.data() + 3 * (y * pass.original.width + x);
    for (std::size_t i = 0; i < codes.size(); i += 4, out += 3) std::copy_n(codes.data() + i, 3, out);
  }
  if (colours_) kernels.error_map(original, shown, *colours_, pass.result.error_map.at(y, x));
}

void Mapper::count_from_histogram(const Pass& pass) {
  ImageCounts& counts = pass.result.counts;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t v = range_[c].lo; v <= range_[c].hi; ++v) {
      const std::uint32_t n = counts.before[c][v];
      if (n == 0) continue;
      const std::int32_t error = std::abs(shown_[c][v] - static_cast<std::int32_t>(v));
      counts.after[c][shown_[c][v]] += n;
      counts.codes[c][static_cast<std::uint8_t>(code_[c][v] - p_[c].qmin)] += n;
      counts.errors.squared[c] += std::uint64_t{n} * static_cast<std::uint64_t>(error * error);
      counts.errors.max_abs[c] = std::max(counts.errors.max_abs[c], error);
      if (v > largest_in_range_[c]) counts.saturated[c] += n;
    }
  }
}

}  // namespace zeropoint

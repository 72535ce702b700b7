#include "image/mapper.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

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
  is_one_tile_ = result.tiling.counts[0] == 1 && result.tiling.counts[1] == 1;
  counts_tiles_ = spec.rounding == Rounding::half_even;
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
      if (rows.is_last) end_tile(pass);
    }
    done += pixels;
    pixels_to_do_ -= pixels;
  }
  if (pixels_to_do_ > 0) return;

  result.counts.before = facts.histogram();
  if (counts_tiles_) return;
  // Counted by the code's byte, kept by q − qmin.
  const auto qmin = static_cast<std::uint8_t>(p_[0].qmin);
  for (auto& counts : result.counts.codes) std::ranges::rotate(counts, counts.begin() + qmin);
}

void Mapper::begin_tile(const Pass& pass, std::int64_t tile) {
  const std::int64_t groups = pass.result.tiling.counts[2];
  const QParams* p = pass.result.qparams.data() + tile * groups;
  const RgbRange& seen = pass.facts.tile_range(tile);
  saturates_ = false;
  for (std::size_t c = 0; c < 3; ++c) {
    p_[c] = groups == 3 ? p[c] : p[0];
    range_[c] = {seen.min[c], seen.max[c]};
    saturates_ = saturates_ || pass.bytes.saturates(range_[c].hi, p_[c]);
  }
  for (std::size_t c = 0; saturates_ && c < 3; ++c) largest_in_range_[c] = pass.bytes.largest_in_range(p_[c]);
  fill_tables(pass);
  if (counts_tiles_ && !is_one_tile_) {
    for (std::size_t c = 0; c < 3; ++c) std::fill(&bytes_[c][range_[c].lo], &bytes_[c][range_[c].hi] + 1, 0U);
  }
}

void Mapper::fill_tables(const Pass& pass) {
  const Rounding rounding = pass.result.spec.rounding;
  if (rounding == Rounding::floyd_steinberg) return;
  if (rounding == Rounding::stochastic) {
    for (std::size_t c = 0; c < 3; ++c) pass.bytes.fill_stochastic(p_[c], range_[c], c, stochastic_);
    return;
  }
  if (pass.result.tiling.counts[2] == 3) {
    for (std::size_t c = 0; c < 3; ++c) pass.bytes.fill(p_[c], range_[c], code_[c].data(), shown_[c].data());
    return;
  }
  const ByteRange all{std::min({range_[0].lo, range_[1].lo, range_[2].lo}),
                      std::max({range_[0].hi, range_[1].hi, range_[2].hi})};
  pass.bytes.fill(p_[0], all, code_[0].data(), shown_[0].data());
  for (std::size_t c = 1; c < 3; ++c) {
    std::copy(&code_[0][all.lo], &code_[0][all.hi] + 1, &code_[c][all.lo]);
    std::copy(&shown_[0][all.lo], &shown_[0][all.hi] + 1, &shown_[c][all.lo]);
  }
}

void Mapper::end_tile(const Pass& pass) {
  if (counts_tiles_) count_tile(is_one_tile_ ? pass.facts.histogram() : bytes_, pass.result.counts);
}

void Mapper::map_run(const Pass& pass, std::int64_t y, std::int64_t x, std::int64_t width) {
  const auto run = pass.original.run(y, x, width);
  const ImageKernels& kernels = pass.kernels.image;
  std::uint8_t* shown = pass.result.image.at(y, x);
  if (pass.result.spec.rounding == Rounding::stochastic) {
    kernels.map_stochastic(run, stochastic_, random_key(pass.result.spec.seed),
                           static_cast<std::uint32_t>(y * pass.original.width + x), run_codes_.data(), shown);
  } else {
    if (pass.result.spec.want_codes) kernels.map(run, code_, run_codes_.data());
    if (!is_one_tile_) kernels.histogram(run, bytes_);
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
  if (!counts_tiles_) {
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

void Mapper::count_tile(const RgbHistogram& bytes, ImageCounts& counts) const {
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t v = range_[c].lo; v <= range_[c].hi; ++v) {
      const std::uint32_t n = bytes[c][v];
      if (n == 0) continue;
      const std::int32_t error = std::abs(shown_[c][v] - static_cast<std::int32_t>(v));
      counts.after[c][shown_[c][v]] += n;
      counts.codes[c][static_cast<std::uint8_t>(code_[c][v] - p_[c].qmin)] += n;
      counts.errors.squared[c] += std::uint64_t{n} * static_cast<std::uint64_t>(error * error);
      counts.errors.max_abs[c] = std::max(counts.errors.max_abs[c], error);
      if (saturates_ && v > largest_in_range_[c]) counts.saturated[c] += n;
    }
  }
}

}  // namespace zeropoint

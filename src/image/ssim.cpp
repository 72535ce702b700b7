#include "image/ssim.h"

namespace zeropoint {

namespace {
constexpr auto window = static_cast<std::int64_t>(ssim::window);
constexpr std::int64_t border = window - 1;
}  // namespace

bool SsimPass::is_defined_for(const RgbaImage& image) { return image.width >= window && image.height >= window; }

Status SsimPass::begin(const RgbaImage& original) {
  if (planes_.empty()) {
    const std::int64_t across = original.width - border;
    const std::int64_t positions = across * (original.height - border);
    const bool remembers = original.pixel_count() <= max_remembered_pixels;
    const auto make = [](std::int64_t n) { return Buffer<double>::make(static_cast<std::size_t>(n)); };
    ZP_TRY(auto planes, make(moment_count * original.width));
    ZP_TRY(auto recent, make(moment_count * window * across));
    ZP_TRY(auto means, make(remembers ? 3 * positions : across));
    planes_ = std::move(planes);
    recent_ = std::move(recent);
    original_means_ = std::move(means);
    width_ = original.width;
    height_ = original.height;
  }
  channel_ = 0;
  y_ = 0;
  sum_ = 0;
  rows_to_do_ = 3 * height_;
  return Done{};
}

void SsimPass::advance(const RgbaImage& original, const RgbaImage& shown, const Kernels& kernels,
                       std::int64_t max_rows) {
  const bool remembers = original.pixel_count() <= max_remembered_pixels;
  for (std::int64_t done = 0; done < max_rows && rows_to_do_ > 0; ++done, --rows_to_do_) {
    add_row(original, shown, kernels);
    if (++y_ < height_) continue;
    means_[channel_] = sum_ / static_cast<double>((width_ - border) * (height_ - border));
    knows_original_means_[channel_] = remembers;
    ++channel_;
    y_ = 0;
    sum_ = 0;
  }
}

void SsimPass::add_row(const RgbaImage& original, const RgbaImage& shown, const Kernels& kernels) {
  const SsimKernels& k = kernels.ssim;
  const auto width = static_cast<std::size_t>(width_);
  const std::size_t n = width - border;
  const auto plane = [&](Moment moment) { return std::span(planes_.data() + moment * width, width); };

  k.plane(original.run(y_, 0, width_), channel_, plane(original_value).data());
  k.plane(shown.run(y_, 0, width_), channel_, plane(shown_value).data());
  k.products(plane(original_value), plane(shown_value).data(), plane(squares).data(), plane(products).data());
  const bool knows_means = knows_original_means_[channel_];
  for (const Moment moment : {original_value, shown_value, squares, products}) {
    if (moment == original_value && knows_means) continue;
    k.filter_row(plane(moment), recent_row(moment, y_));
  }
  if (y_ < border) return;

  double* means = original_means_.data();
  if (original_means_.size() > n) {
    means += (channel_ * static_cast<std::size_t>(height_ - border) + static_cast<std::size_t>(y_ - border)) * n;
  }
  if (!knows_means) k.filter_column(recent_rows(original_value, y_), n, means);
  sum_ += k.sum(means, recent_rows(shown_value, y_), recent_rows(squares, y_), recent_rows(products, y_), n);
}

double* SsimPass::recent_row(Moment moment, std::int64_t y) {
  return recent_.data() + (moment * window + y % window) * (width_ - border);
}

ssim::Rows SsimPass::recent_rows(Moment moment, std::int64_t last) const {
  ssim::Rows rows;
  for (std::int64_t i = 0; i < window; ++i) {
    const std::int64_t slot = (last - border + i) % window;
    rows[static_cast<std::size_t>(i)] = recent_.data() + (moment * window + slot) * (width_ - border);
  }
  return rows;
}

}  // namespace zeropoint

#include "image/image_quantizer.h"

#include <algorithm>

#include "image/byte_tables.h"
#include "image/mapper.h"
#include "image/original_facts.h"
#include "image/ssim.h"
#include "image/tile_observer.h"

namespace zeropoint {

struct ImageQuantizer::State {
  State(RgbaImage image, const Kernels& table) : original(std::move(image)), kernels(table), bytes(table) {}

  RgbaImage original;
  const Kernels& kernels;
  ByteTables bytes;
  OriginalFacts facts;
  TileObserver observer;
  Mapper mapper;
  SsimPass ssim;
  ImageResult result;
  bool is_running = false;
  bool is_finished = false;
  std::int64_t total_work = 0;

  // About proportional to the time it takes. A channel of SSIM costs some five times the mapping.
  std::int64_t work_to_do() const {
    return facts.pixels_to_do() + observer.pixels_to_do() + mapper.pixels_to_do() +
           5 * ssim.rows_to_do() * original.width;
  }
};

namespace {

// Makes room, keeping what is there when it has the right size already.
template <class T>
Status resize(Buffer<T>& buffer, std::int64_t size) {
  if (buffer.size() == static_cast<std::size_t>(size)) return Done{};
  buffer = Buffer<T>();
  ZP_TRY(buffer, Buffer<T>::make(static_cast<std::size_t>(size)));
  return Done{};
}

Status resize(RgbaImage& image, std::int64_t width, std::int64_t height) {
  if (image.width == width && image.height == height) return Done{};
  image = RgbaImage();
  if (width == 0) return Done{};
  ZP_TRY(image, RgbaImage::make(width, height));
  return Done{};
}

ImageBytes count_bytes(std::int64_t pixels, const ImageResult& result) {
  const auto values = static_cast<std::uint64_t>(3 * pixels);
  return {values, storage_bytes(values, result.qparams.size(), result.spec.quant)};
}

void set_ssim(const std::array<double, 3>& means, ImageMetrics& metrics) {
  for (std::size_t c = 0; c < 3; ++c) metrics.channels[c].ssim = means[c];
  metrics.all.ssim = (means[0] + means[1] + means[2]) / 3;
}

}  // namespace

ImageQuantizer::ImageQuantizer(std::unique_ptr<State> state) : state_(std::move(state)) {}
ImageQuantizer::ImageQuantizer(ImageQuantizer&&) noexcept = default;
ImageQuantizer& ImageQuantizer::operator=(ImageQuantizer&&) noexcept = default;
ImageQuantizer::~ImageQuantizer() = default;

Result<ImageQuantizer> ImageQuantizer::make(RgbaImage original, const Kernels& kernels) {
  ZP_CHECK(check_image_size(original.width, original.height));
  if (original.pixels.size() != static_cast<std::size_t>(4 * original.pixel_count())) {
    return Error{ErrorCode::shape_mismatch, "the image's buffer does not have 4 bytes per pixel"};
  }
  return ImageQuantizer(std::make_unique<State>(std::move(original), kernels));
}

const RgbaImage& ImageQuantizer::original() const { return state_->original; }

Status ImageQuantizer::start(const ImageSpec& spec) {
  cancel();
  State& s = *state_;
  ZP_CHECK(check_image_spec(spec));
  const std::int64_t width = s.original.width;
  const std::int64_t height = s.original.height;
  ZP_TRY(s.result.tiling, make_image_tiling(height, width, spec));
  ZP_CHECK(resize(s.result.image, width, height));
  ZP_CHECK(resize(s.result.codes, spec.want_codes ? 3 * width * height : 0));
  ZP_CHECK(resize(s.result.error_map, spec.error_map ? width : 0, spec.error_map ? height : 0));
  ZP_CHECK(resize(s.result.qparams, s.result.tiling.tile_count()));
  s.result.spec = spec;
  ZP_CHECK(s.facts.begin(s.original, s.result.tiling));
  s.observer = TileObserver(spec, s.result.tiling, s.result.qparams.span());
  ZP_CHECK(s.mapper.begin(s.original, s.result));
  s.ssim.drop();
  if (spec.want_ssim && SsimPass::is_defined_for(s.original)) ZP_CHECK(s.ssim.begin(s.original));
  s.total_work = s.work_to_do();
  s.is_running = true;
  return Done{};
}

Result<bool> ImageQuantizer::advance(std::int64_t max_rows) {
  State& s = *state_;
  if (s.is_finished) return true;
  if (!s.is_running) return Error{ErrorCode::invalid_argument, "no quantization was started"};
  max_rows = std::clamp(max_rows, std::int64_t{1}, s.original.height);
  const std::int64_t max_pixels = max_rows * s.original.width;

  if (s.facts.pixels_to_do() > 0) {
    s.facts.advance(s.original, s.kernels, max_pixels);
    return false;
  }
  if (s.observer.pixels_to_do() > 0) {
    if (Status status = s.observer.advance(s.original, s.facts, s.bytes, s.kernels, max_pixels); !status.ok()) {
      cancel();
      return std::move(status).error();
    }
    return false;
  }
  if (s.mapper.pixels_to_do() > 0) {
    s.mapper.advance(s.original, s.facts, s.bytes, s.kernels, s.result, max_pixels);
  } else {
    s.ssim.advance(s.original, s.result.image, s.kernels, max_rows);
  }
  if (s.work_to_do() > 0) return false;

  s.result.metrics = compute_image_metrics(s.result.counts);
  s.result.metrics.bytes = count_bytes(s.original.pixel_count(), s.result);
  if (s.result.spec.want_ssim && SsimPass::is_defined_for(s.original)) set_ssim(s.ssim.means(), s.result.metrics);
  s.is_running = false;
  s.is_finished = true;
  return true;
}

void ImageQuantizer::cancel() {
  state_->is_running = false;
  state_->is_finished = false;
}

double ImageQuantizer::progress() const {
  const State& s = *state_;
  if (s.is_finished) return 1;
  if (!s.is_running) return 0;
  return 1 - static_cast<double>(s.work_to_do()) / static_cast<double>(s.total_work);
}

const ImageResult* ImageQuantizer::result() const { return state_->is_finished ? &state_->result : nullptr; }

}  // namespace zeropoint

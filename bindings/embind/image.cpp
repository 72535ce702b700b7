#include <emscripten/bind.h>

#include <optional>

#include "convert.h"
#include "core/text.h"
#include "image/image_quantizer.h"
#include "module.h"

namespace zeropoint::bindings {

namespace {

val make_image(const std::string& kernels, const val& data, double width, double height) {
  const auto make = [&]() -> Result<ImageQuantizer> {
    const auto w = static_cast<std::int64_t>(width);
    const auto h = static_cast<std::int64_t>(height);
    ZP_CHECK(check_image_size(w, h));
    ZP_TRY(RgbaImage image, RgbaImage::make(w, h));
    if (length_of(data) != image.pixels.size()) {
      return Error{ErrorCode::shape_mismatch, text("an image of ", w, " x ", h, " pixels has ", image.pixels.size(),
                                                   " bytes of RGBA, got ", length_of(data))};
    }
    val(emscripten::typed_memory_view(image.pixels.size(), image.pixels.data())).call<void>("set", data);
    return ImageQuantizer::make(std::move(image), kernels_named(kernels));
  };
  return answer(make(), own<ImageQuantizer>);
}

ErrorMapSpec to_error_map_spec(const val& spec) {
  const std::string channel = string_at(spec, "channel");
  const auto neutral = emscripten::convertJSArrayToNumberVector<std::uint8_t>(spec["neutral"]);
  const auto palette = emscripten::convertJSArrayToNumberVector<std::uint8_t>(spec["palette"]);
  ErrorMapSpec out;
  out.channel = channel == "red"     ? ErrorChannel::red
                : channel == "green" ? ErrorChannel::green
                : channel == "blue"  ? ErrorChannel::blue
                                     : ErrorChannel::all;
  out.gain = double_at(spec, "gain");
  out.neutral = {neutral[0], neutral[1], neutral[2], 255};
  for (std::size_t i = 0; i + 3 < palette.size(); i += 4) {
    out.palette.push_back({palette[i], palette[i + 1], palette[i + 2], palette[i + 3]});
  }
  return out;
}

// Every field is present; see imageSpec() in image.ts.
ImageSpec to_image_spec(const val& spec) {
  const std::string granularity = string_at(spec, "granularity");
  const std::string rounding = string_at(spec, "rounding");
  ImageSpec out;
  out.quant = to_quant_spec(spec);
  out.granularity = granularity == "channel"        ? ImageGranularity::channel
                    : granularity == "tile"         ? ImageGranularity::tile
                    : granularity == "tile-channel" ? ImageGranularity::tile_channel
                                                    : ImageGranularity::image;
  out.tile_height = int_at(spec, "tileHeight");
  out.tile_width = int_at(spec, "tileWidth");
  out.observer = to_observer_options(spec);
  if (const val range = spec["range"]; !range.isUndefined()) out.range = to_range(range);
  out.rounding = rounding == "stochastic"        ? Rounding::stochastic
                 : rounding == "floyd-steinberg" ? Rounding::floyd_steinberg
                                                 : Rounding::half_even;
  out.seed = static_cast<std::uint32_t>(double_at(spec, "seed"));
  out.want_codes = bool_at(spec, "codes");
  out.want_ssim = bool_at(spec, "ssim");
  if (const val map = spec["errorMap"]; !map.isUndefined()) out.error_map = to_error_map_spec(map);
  return out;
}

val from_histogram(const RgbHistogram& histogram) {
  val out = val::object();
  set(out, "red", copy_out(std::span<const std::uint32_t>(histogram[0])));
  set(out, "green", copy_out(std::span<const std::uint32_t>(histogram[1])));
  set(out, "blue", copy_out(std::span<const std::uint32_t>(histogram[2])));
  return out;
}

val from_byte_metrics(const ByteMetrics& metrics) {
  val out = val::object();
  set(out, "maxAbsError", metrics.max_abs_error);
  set(out, "mse", metrics.mse);
  set(out, "psnr", metrics.psnr);
  set(out, "sqnr", metrics.sqnr);
  set(out, "cosine", metrics.cosine);
  if (metrics.ssim) set(out, "ssim", *metrics.ssim);
  return out;
}

val start(ImageQuantizer& image, const val& spec) { return answer(image.start(to_image_spec(spec))); }
val advance(ImageQuantizer& image, int rows) {
  return answer(image.advance(rows), [](bool finished) { return val(finished); });
}

// After advance() said true.
Result<val> collect(const ImageResult& run) {
  ZP_TRY(const val& qparams, from_qparams(run.qparams.span()));
  val channels = val::array();
  for (const ByteMetrics& metrics : run.metrics.channels) channels.call<void>("push", from_byte_metrics(metrics));

  val out = val::object();
  set(out, "image", copy_out(run.image.pixels));
  if (run.spec.want_codes) set(out, "codes", copy_out(run.codes));
  if (run.spec.error_map) set(out, "errorMap", copy_out(run.error_map.pixels));
  set(out, "qparams", qparams);
  set(out, "tiles", from_shape(run.tiling.counts));
  set(out, "before", from_histogram(run.counts.before));
  set(out, "after", from_histogram(run.counts.after));
  set(out, "codeCounts", from_histogram(run.counts.codes));
  set(out, "metrics", from_byte_metrics(run.metrics.all));
  set(out, "channels", channels);
  set(out, "saturated", static_cast<double>(run.metrics.saturated));
  set(out, "entropyBits", run.metrics.code_entropy);
  set(out, "codeBytes", static_cast<double>(run.metrics.bytes.stored.codes));
  set(out, "parameterBytes", static_cast<double>(run.metrics.bytes.stored.parameters));
  set(out, "originalBytes", static_cast<double>(run.metrics.bytes.original));
  return out;
}
val result(const ImageQuantizer& image) { return answer(collect(*image.result()), as_is); }

}  // namespace

void register_image() {
  emscripten::class_<ImageQuantizer>("Image")
      .class_function("make", &make_image)
      .function("start", &start)
      .function("advance", &advance)
      .function("progress", &ImageQuantizer::progress)
      .function("cancel", &ImageQuantizer::cancel)
      .function("result", &result);
}

}  // namespace zeropoint::bindings

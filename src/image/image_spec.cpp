#include "image/image_spec.h"

#include "core/text.h"

namespace zeropoint {

namespace {
bool is_tiled(ImageGranularity granularity) {
  return granularity == ImageGranularity::tile || granularity == ImageGranularity::tile_channel;
}
}  // namespace

Status check_image_spec(const ImageSpec& spec) {
  if (spec.quant.bits < 1 || spec.quant.bits > 8) {
    return Error{ErrorCode::invalid_argument, text("bits must be 1 to 8 for images, got ", spec.quant.bits)};
  }
  if (spec.quant.scheme == Scheme::binary) {
    return Error{ErrorCode::invalid_argument, "the binary scheme is for weights; images take affine or symmetric"};
  }
  ZP_CHECK(check_spec(spec.quant));
  if (is_tiled(spec.granularity) && (spec.tile_height < 1 || spec.tile_width < 1)) {
    return Error{ErrorCode::invalid_argument, text("a tile must be at least 1 pixel high and wide, got height ",
                                                   spec.tile_height, " and width ", spec.tile_width)};
  }
  ZP_CHECK(Observer::make(spec.observer));
  if (spec.range) ZP_CHECK(choose_qparams(*spec.range, spec.quant));
  if (spec.error_map) ZP_CHECK(check_error_map(*spec.error_map));
  return Done{};
}

Result<Tiling> make_image_tiling(std::int64_t height, std::int64_t width, const ImageSpec& spec) {
  const bool tiled = is_tiled(spec.granularity);
  const bool by_channel =
      spec.granularity == ImageGranularity::channel || spec.granularity == ImageGranularity::tile_channel;
  return make_tiling(Shape{height, width, 3}, Shape{tiled ? spec.tile_height : height, tiled ? spec.tile_width : width,
                                                    by_channel ? 1 : 3});
}

}  // namespace zeropoint

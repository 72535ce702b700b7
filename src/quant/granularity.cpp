#include "quant/granularity.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

Result<Tiling> make_tiling(const Shape& shape, const Shape& extent) {
  if (shape.rank() != extent.rank()) {
    return Error{ErrorCode::shape_mismatch,
                 text("tiles ", extent.to_string(), " do not have the rank of shape ", shape.to_string())};
  }
  Tiling tiling{shape, extent, shape};
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    if (extent[i] < 1) {
      return Error{ErrorCode::invalid_argument, text("a tile's extents are at least 1, got ", extent.to_string())};
    }
    tiling.extent[i] = std::min(extent[i], std::max<std::int64_t>(shape[i], 1));
    tiling.counts[i] = (shape[i] + tiling.extent[i] - 1) / tiling.extent[i];
  }
  return tiling;
}

Result<Tiling> make_tiling(const Shape& shape, const Granularity& granularity) {
  using Kind = Granularity::Kind;
  Shape extent = shape;
  for (std::size_t i = 0; i < shape.rank(); ++i) extent[i] = std::max<std::int64_t>(shape[i], 1);
  if (granularity.kind == Kind::tensor) return make_tiling(shape, extent);

  ZP_TRY(const std::size_t axis, normalize_axis(granularity.axis, shape));
  const std::int64_t channels = shape[axis];
  switch (granularity.kind) {
    case Kind::tensor: break;
    case Kind::channel: extent[axis] = 1; break;
    case Kind::group:
      if (granularity.groups < 1 || channels % granularity.groups != 0) {
        return Error{ErrorCode::invalid_argument,
                     text(channels, " channels along axis ", axis, " of ", shape.to_string(),
                          " do not divide into ", granularity.groups, " groups")};
      }
      extent[axis] = std::max<std::int64_t>(channels / granularity.groups, 1);
      break;
    case Kind::block:
      if (granularity.size < 1) {
        return Error{ErrorCode::invalid_argument, text("the block size must be at least 1, got ", granularity.size)};
      }
      for (std::size_t i = 0; i < shape.rank(); ++i) extent[i] = 1;
      extent[axis] = granularity.size;
      break;
  }
  return make_tiling(shape, extent);
}

Tile tile_at(const Tiling& tiling, std::int64_t tile) {
  Tile box{tiling.shape, tiling.shape};
  for (std::size_t i = tiling.shape.rank(); i > 0; --i) {
    const std::size_t d = i - 1;
    const std::int64_t at = tile % tiling.counts[d];
    tile /= tiling.counts[d];
    box.begin[d] = at * tiling.extent[d];
    box.extent[d] = std::min(tiling.extent[d], tiling.shape[d] - box.begin[d]);
  }
  return box;
}

}  // namespace zeropoint

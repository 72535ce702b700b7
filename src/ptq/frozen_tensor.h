// A constant tensor as codes: packed, with the parameters of its tiles.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/constant.h"
#include "ptq/layer_kind.h"
#include "ptq/recipe.h"
#include "quant/packing.h"
#include "quant/quantize_tensor.h"

namespace zeropoint {

struct FrozenTensor {
  QuantSpec quant;
  Granularity granularity;  // as asked for, the axis filled in
  Tiling tiling;
  std::vector<QParams> qparams;  // one a tile, row-major over tiling.counts
  Buffer<std::uint8_t> packed;   // quant/packing.h

  // One code an element, of weights at most 8 bits long.
  Result<Buffer<std::int32_t>> codes() const;
  // What it takes to store it: codes, scales and, where there are some, zero points.
  StorageBytes bytes() const { return storage_bytes(static_cast<std::uint64_t>(tiling.shape.element_count()), qparams.size(), quant); }
};

// The tiles of a weight: whole, groups of output channels, output channels, or blocks of input channels × all taps.
// Errors: output channels that do not divide into the groups.
Result<Tiling> weight_tiling(const Shape& shape, const Granularity& granularity, const WeightPlace& place);

// Equations (2) to (6). Errors: those of weight_tiling and quantize_tensor.
Result<FrozenTensor> freeze_tensor(const Constant& values, const WeightSettings& settings, const WeightPlace& place, std::string_view name);

// The same with scales of at least these, one for each tile: what was quantized with a smaller one is quantized again.
// Errors: memory.
Result<FrozenTensor> with_least_scales(const FrozenTensor& frozen, const Constant& values, std::span<const float> least);

}  // namespace zeropoint

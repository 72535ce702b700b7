// Scales, zero points and codes as constants of a graph.
#pragma once

#include <optional>
#include <vector>

#include "model/unique_names.h"
#include "ptq/weight_container.h"

namespace zeropoint {

Result<Constant> scale_constant(float scale);
Result<Constant> code_constant(ElementType type, std::int32_t code);

// The inputs and attributes of a DequantizeLinear.
struct WeightConstants {
  Constant codes, scale, zero_point;
  std::optional<std::int64_t> axis;        // of channels or blocks
  std::optional<std::int64_t> block_size;
};
// One S and Z for a whole tensor, one for each output channel (also where groups share theirs), or, of blocks, one for
// each place of the weight, the taps of a block alike, which is what ONNX has.
Result<WeightConstants> weight_constants(const FrozenTensor& weights, const WeightPlace& place, FourBitContainer four_bit);

// (7): the scale is S_x·S_w.
struct BiasConstants {
  Constant codes, scale, zero_point;
  std::optional<std::int64_t> axis;
};
Result<BiasConstants> bias_constants(const std::vector<std::int32_t>& bias, const FrozenTensor& weights, float input_scale, const WeightPlace& place);

}  // namespace zeropoint

// How a weight's codes stand in a graph: the element type, and zero points that are equal where that is exact.
#pragma once

#include <vector>

#include "ptq/frozen_tensor.h"

namespace zeropoint {

enum class FourBitContainer { int8, int4 };  // for codes of at most 4 bits

struct WeightContainer {
  ElementType type = ElementType::i8;
  std::vector<std::int32_t> zero_points;  // one a tile
  std::vector<std::int32_t> shifts;       // one a tile: what is added to its codes

  bool has_one_zero_point() const;
};

// Zero points that differ from tile to tile, which other runtimes refuse, become equal by a shift of the tile's codes
// where these fit into 8 bits so; q − Z stays what it was. int8 with zero points of 0 where possible. Codes of 4 bits in
// int4 or uint4 stay as they are.
WeightContainer weight_container(const FrozenTensor& frozen, std::span<const std::int32_t> codes, FourBitContainer four_bit);

}  // namespace zeropoint

// Which algorithms compute a layer exactly.
#include "kernels/integer_conv.h"

namespace zeropoint {

std::string_view conv_algorithm_name(ConvAlgorithm algorithm) {
  switch (algorithm) {
    case ConvAlgorithm::plain: return "plain";
    case ConvAlgorithm::direct: return "direct";
    case ConvAlgorithm::rows: return "rows";
    case ConvAlgorithm::depthwise: return "depthwise";
    case ConvAlgorithm::winograd_2x2: return "winograd 2x2";
    case ConvAlgorithm::winograd_4x4: return "winograd 4x4";
  }
  return "";
}

std::optional<ConvChoice> conv_choice(ConvAlgorithm algorithm, const IntegerConvLayer& layer, const IntegerConvWeights&) noexcept {
  switch (algorithm) {
    case ConvAlgorithm::plain: return ConvChoice{algorithm, 1, "scalar loops"};
    case ConvAlgorithm::direct:
      if (layer.shape.depthwise()) return std::nullopt;
      return ConvChoice{algorithm, 1, "any shape"};
    case ConvAlgorithm::depthwise:
      if (!layer.shape.depthwise()) return std::nullopt;
      return ConvChoice{algorithm, 1, "one channel in, one out"};
    default: return std::nullopt;
  }
}

}  // namespace zeropoint

// Which algorithms compute a layer exactly.
#include "kernels/integer_conv.h"

#include <algorithm>

#include "kernels/winograd.h"
#include "quant/accumulator_bound.h"

namespace zeropoint {

std::string_view conv_algorithm_name(ConvAlgorithm algorithm) {
  switch (algorithm) {
    case ConvAlgorithm::plain: return "plain";
    case ConvAlgorithm::direct: return "direct";
    case ConvAlgorithm::rows: return "rows";
    case ConvAlgorithm::depthwise: return "depthwise";
    case ConvAlgorithm::winograd_2x2: return "winograd 2x2";
    case ConvAlgorithm::winograd_4x4: return "winograd 4x4";
    case ConvAlgorithm::dot: return "dot";
    case ConvAlgorithm::dot_depthwise: return "dot depthwise";
    case ConvAlgorithm::dot_pairs: return "dot pairs";
  }
  return "";
}

namespace {

constexpr std::size_t most_parts = 8;

bool winograd_shape(const ConvShape& s) {
  return s.groups == 1 && s.kernel_h == 3 && s.kernel_w == 3 && s.stride_h == 1 && s.stride_w == 1 && s.dilation_h == 1 && s.dilation_w == 1;
}

// P and N of an output channel's weights for the input channels [begin, end), all taps.
WeightSums sums_of(const ConvShape& s, const IntegerConvWeights& weights, std::size_t output, std::size_t begin, std::size_t end) {
  WeightSums sums;
  const std::int32_t zero = weights.zero_points.empty() ? 0 : weights.zero_points[output];
  const std::size_t channels = s.group_in();
  for (std::size_t tap = 0; tap < s.kernel_h * s.kernel_w; ++tap) {
    for (std::size_t c = begin; c < std::min(end, channels); ++c) {
      const std::byte code = weights.codes[(output * s.kernel_h * s.kernel_w + tap) * channels + c];
      sums.add((weights.is_signed ? std::int32_t{static_cast<std::int8_t>(code)} : std::int32_t{static_cast<std::uint8_t>(code)}) - zero);
    }
  }
  return sums;
}

// Whether all sums of all parts are in [−limit, limit), by (9).
bool parts_within(const IntegerConvLayer& layer, const IntegerConvWeights& weights, const winograd::Parts& parts, std::int64_t limit) {
  const Interval input{layer.x.qmin - layer.x.zero_point, layer.x.qmax - layer.x.zero_point};
  for (std::size_t o = 0; o < layer.shape.out_c; ++o) {
    for (std::size_t part = 0; part < parts.count; ++part) {
      const WeightSums sums = sums_of(layer.shape, weights, o, parts.begin(part), parts.end(part));
      if (!accumulator_bound(sums, input).within(-limit, limit - 1)) return false;
    }
  }
  return true;
}

template <int T>
std::optional<ConvChoice> winograd_choice(ConvAlgorithm algorithm, const IntegerConvLayer& layer, const IntegerConvWeights& weights,
                                          std::string_view reason) {
  if (!winograd_shape(layer.shape)) return std::nullopt;
  for (std::size_t wanted = 1; wanted <= most_parts; ++wanted) {
    const winograd::Parts parts(layer.shape.in_c, wanted);
    if (parts.count < wanted) continue;
    if (parts_within(layer, weights, parts, winograd::Rules<T>::limit)) return ConvChoice{.algorithm = algorithm, .parts = wanted, .reason = reason};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ConvChoice> conv_choice(ConvAlgorithm algorithm, const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept {
  const ConvShape& s = layer.shape;
  const auto if_so = [&](bool suits, std::string_view reason) {
    return suits ? std::optional(ConvChoice{.algorithm = algorithm, .reason = reason}) : std::nullopt;
  };
  switch (algorithm) {
    case ConvAlgorithm::plain: return if_so(true, "scalar loops");
    case ConvAlgorithm::direct: return if_so(!s.depthwise(), "any shape");
    case ConvAlgorithm::rows: return if_so(s.groups == 1 && s.pointwise(), "one pixel, the weights are read once");
    case ConvAlgorithm::depthwise: return if_so(s.depthwise(), "one channel in, one out");
    case ConvAlgorithm::winograd_2x2: return winograd_choice<2>(algorithm, layer, weights, "3×3, sums below 2^29");
    case ConvAlgorithm::winograd_4x4: return winograd_choice<4>(algorithm, layer, weights, "3×3, sums below 2^25");
    case ConvAlgorithm::dot:
    case ConvAlgorithm::dot_depthwise:
    case ConvAlgorithm::dot_pairs: break;
  }
  return std::nullopt;
}

}  // namespace zeropoint

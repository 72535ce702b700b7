// Times are estimated in products of tiles; the constants were fitted to tests/bench/kernels_main.cpp.
#include "kernels/simd128/integer_choose.h"

#include "kernels/winograd.h"

namespace zeropoint::simd128 {

namespace {

// One element's transform, of inputs or outputs, takes as long as so many products.
constexpr double transform_cost = 12;
// Where there are more of Winograd's weights than caches hold, one is read in the time of so many.
constexpr double cached_weights = 1 << 20, weight_cost = 4;

double rounded_up(std::size_t n, std::size_t unit) { return static_cast<double>((n + unit - 1) / unit * unit); }

double direct_cost(const ConvShape& s) {
  return static_cast<double>(s.batch * s.out_h * s.out_w * s.groups * s.depth()) * rounded_up(s.group_out(), packed::panel);
}

template <int T>
double winograd_cost(const ConvShape& s, std::size_t parts) {
  const double tiles = static_cast<double>(s.batch) * rounded_up(s.out_h, T) * rounded_up(s.out_w, T) / (T * T);
  const double inputs = rounded_up(s.in_c, 8), outputs = rounded_up(s.out_c, packed::panel);
  const double products = tiles * (inputs * outputs + transform_cost * (inputs + static_cast<double>(parts) * outputs));
  const double weights = winograd::positions<T> * inputs * outputs;
  return winograd::positions<T> * products + (weights > cached_weights ? weight_cost * weights : 0);
}

}  // namespace

double conv_cost(const ConvShape& shape, const ConvChoice& choice) noexcept {
  switch (choice.algorithm) {
    case ConvAlgorithm::winograd_2x2: return winograd_cost<2>(shape, choice.parts);
    case ConvAlgorithm::winograd_4x4: return winograd_cost<4>(shape, choice.parts);
    default: return direct_cost(shape);
  }
}

ConvChoice choose_conv(const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept {
  const ConvShape& s = layer.shape;
  if (const auto depthwise = conv_choice(ConvAlgorithm::depthwise, layer, weights)) return *depthwise;
  if (s.batch * s.out_h * s.out_w == 1) {
    if (const auto rows = conv_choice(ConvAlgorithm::rows, layer, weights)) return *rows;
  }
  ConvChoice best = *conv_choice(ConvAlgorithm::direct, layer, weights);
  for (const ConvAlgorithm algorithm : {ConvAlgorithm::winograd_2x2, ConvAlgorithm::winograd_4x4}) {
    const auto choice = conv_choice(algorithm, layer, weights);
    if (choice && conv_cost(s, *choice) < conv_cost(s, best)) best = *choice;
  }
  return best;
}

}  // namespace zeropoint::simd128

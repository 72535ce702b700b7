// LRN: y = x / d^beta with d = fl(bias + fl(s·q)), where s = fl(alpha / size) and q is the sum of fl(x²) over the
// channels of the window, ascending, each sum rounded. For beta = ¾, which is what networks have, d^beta is
// fl(√d · √√d), otherwise portable_powf.
#include "core/float_math.h"
#include "runtime/operations.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

struct Window {
  std::size_t before, after;  // channels beside the one in the middle
  float factor, beta, bias;
};

// denominators: of one pixel, whose squares are there. `root` is room for as many.
void denominators(const Window& w, std::span<const float> squares, const FloatPointwiseKernels& kernels, float* out, float* root) {
  const std::size_t channels = squares.size();
  for (std::size_t c = 0; c < channels; ++c) {
    const std::size_t first = c < w.before ? 0 : c - w.before, last = std::min(channels - 1, c + w.after);
    float sum = 0;
    for (std::size_t k = first; k <= last; ++k) sum += squares[k];
    out[c] = w.bias + w.factor * sum;
  }
  if (w.beta != 0.75F) {
    for (std::size_t c = 0; c < channels; ++c) out[c] = portable_powf(out[c], w.beta);
    return;
  }
  kernels.unary(FloatUnary::sqrt, {}, {out, channels}, out);
  kernels.unary(FloatUnary::sqrt, {}, {out, channels}, root);
  kernels.binary(FloatBinary::mul, {out}, {root}, 1, channels, out);
}

}  // namespace

Status lrn(Preparation& p) {
  ZP_CHECK(p.check_floats({0}));
  const Shape& shape = p.shape(0);
  const std::int64_t size = p.integer("size", 0);
  if (shape.rank() < 3 || size < 1) return p.error(ErrorCode::unsupported, "input has shape ", shape.to_string(), ", size is ", size);
  const auto channels = static_cast<std::size_t>(shape[1]);
  const Window window{static_cast<std::size_t>(std::min((size - 1) / 2, shape[1])), static_cast<std::size_t>(std::min(size / 2, shape[1])),
                      p.real("alpha", 1e-4F) / static_cast<float>(size), p.real("beta", 0.75F), p.real("bias", 1)};
  const auto order = MemoryOrder::channels_last(shape.rank());
  ZP_TRY(const Operand x, p.input(0, order));
  p.add({x}, {p.output(0, order)}, [=, &kernels = p.kernels().pointwise](const StepMemory& m) -> Status {
    const auto input = m.input<float>(0);
    float *squares = m.scratch<float>(), *by = squares + channels, *y = m.output<float>(0).data();
    for (std::size_t at = 0; at < input.size(); at += channels) {
      const float* pixel = input.data() + at;
      kernels.binary(FloatBinary::mul, {pixel}, {pixel}, 1, channels, squares);
      denominators(window, {squares, channels}, kernels, by, by + channels);
      kernels.binary(FloatBinary::div, {pixel}, {by}, 1, channels, y + at);
    }
    return Done{};
  }, 3 * channels * sizeof(float));
  return Done{};
}

}  // namespace zeropoint::operations

#include "integer_conv_case.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zeropoint::test {

namespace {

constexpr std::size_t guard_size = 64;
constexpr std::byte guard{0xA5};

std::size_t result_size(ConvResult result) { return result == ConvResult::codes ? 1 : 4; }

// A range of codes of 1 to 8 bits of a type, and a zero point in it.
CodeRange random_range(Random& random, bool is_signed) {
  const int bits = random.integer(0, 2) == 0 ? static_cast<int>(random.integer(1, 8)) : 8;
  CodeRange r;
  r.qmin = is_signed ? -(1 << (bits - 1)) : 0;
  r.qmax = r.qmin + (1 << bits) - 1;
  switch (random.integer(0, 3)) {
    case 0: r.zero_point = r.qmin; break;
    case 1: r.zero_point = r.qmax; break;
    default: r.zero_point = static_cast<std::int32_t>(random.integer(r.qmin, r.qmax)); break;
  }
  return r;
}

CodeBytes random_codes(Random& random, std::size_t count, const CodeRange& range, bool is_signed) {
  CodeBytes codes{is_signed, std::vector<std::byte>(count)};
  const bool only_ends = random.integer(0, 3) == 0;
  for (std::byte& b : codes.bytes) {
    const std::int64_t q = only_ends ? (random.integer(0, 1) == 0 ? range.qmin : range.qmax) : random.integer(range.qmin, range.qmax);
    b = static_cast<std::byte>(q);
  }
  return codes;
}

std::int64_t exact_sum(const IntegerConvCase& c, std::size_t n, std::size_t oy, std::size_t ox, std::size_t o) {
  const ConvShape& s = c.layer.shape;
  std::int64_t sum = c.bias.empty() ? 0 : c.bias[o];
  const std::size_t first = o / (s.out_c / s.groups) * s.group_in();
  for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
    for (std::size_t kw = 0; kw < s.kernel_w; ++kw) {
      const auto iy = static_cast<std::int64_t>(oy * s.stride_h + kh * s.dilation_h) - static_cast<std::int64_t>(s.pad_top);
      const auto ix = static_cast<std::int64_t>(ox * s.stride_w + kw * s.dilation_w) - static_cast<std::int64_t>(s.pad_left);
      if (iy < 0 || ix < 0 || iy >= static_cast<std::int64_t>(s.in_h) || ix >= static_cast<std::int64_t>(s.in_w)) continue;
      const std::size_t pixel = (n * s.in_h + static_cast<std::size_t>(iy)) * s.in_w + static_cast<std::size_t>(ix);
      for (std::size_t k = 0; k < s.group_in(); ++k) {
        const std::int64_t q_w = c.w[((o * s.kernel_h + kh) * s.kernel_w + kw) * s.group_in() + k];
        const std::int64_t q_x = c.x[pixel * c.layer.x_pixel + first + k];
        sum += (q_x - c.layer.x.zero_point) * (q_w - (c.w_zero.empty() ? 0 : c.w_zero[o]));
      }
    }
  }
  return sum;
}

// The second line of (10). A float32 times a float32 is exact in float64, so one conversion rounds once.
std::int32_t exact_code(std::int32_t acc, float multiplier, const CodeRange& y) {
  const auto steps = static_cast<float>(double{static_cast<float>(acc)} * double{multiplier});
  double whole = std::floor(double{steps});
  const double rest = double{steps} - whole;
  if (rest > 0.5 || (rest == 0.5 && std::fmod(whole, 2) != 0)) whole += 1;
  return static_cast<std::int32_t>(std::clamp(whole + y.zero_point, double(y.qmin), double(y.qmax)));
}

}  // namespace

std::size_t pick(Random& random, std::size_t lo, std::size_t hi) {
  return static_cast<std::size_t>(random.integer(static_cast<std::int64_t>(lo), static_cast<std::int64_t>(hi)));
}

ConvShape random_conv_shape(Random& random) {
  ConvShape s;
  s.batch = pick(random, 1, 2);
  s.in_h = pick(random, 1, 9);
  s.in_w = pick(random, 1, 14);
  s.kernel_h = pick(random, 1, 5);
  s.kernel_w = pick(random, 1, 5);
  s.stride_h = pick(random, 1, 3);
  s.stride_w = pick(random, 1, 3);
  s.dilation_h = pick(random, 1, 2);
  s.dilation_w = random.integer(0, 2) == 0 ? 2 : 1;
  s.pad_top = pick(random, 0, 3);
  s.pad_left = pick(random, 0, 3);
  s.out_h = pick(random, 1, (s.in_h + s.pad_top + 2) / s.stride_h + 1);
  s.out_w = pick(random, 1, (s.in_w + s.pad_left + 2) / s.stride_w + 1);
  s.in_c = pick(random, 1, random.integer(0, 1) == 0 ? 4 : 40);
  s.out_c = pick(random, 1, 40);
  return s;
}

ConvShape random_conv_shape(Random& random, ConvKind kind) {
  ConvShape s = random_conv_shape(random);
  switch (kind) {
    case ConvKind::any: break;
    case ConvKind::groups:
      s.groups = pick(random, 2, 5);
      s.in_c = s.groups * pick(random, 1, 6);
      s.out_c = s.groups * pick(random, 1, 12);
      break;
    case ConvKind::depthwise:
      s.groups = s.in_c = s.out_c = pick(random, 2, random.integer(0, 3) == 0 ? 150 : 30);
      if (random.integer(0, 1) == 0) break;
      s.kernel_h = s.kernel_w = random.integer(0, 1) == 0 ? 3 : 5;
      s.dilation_h = s.dilation_w = 1;
      s.stride_h = s.stride_w = pick(random, 1, 2);
      if (random.integer(0, 1) == 0) s.groups = s.in_c = s.out_c = (s.out_c + 7) / 8 * 8;
      break;
    case ConvKind::three_by_three:
      s.kernel_h = s.kernel_w = 3;
      s.dilation_h = s.dilation_w = s.stride_h = s.stride_w = 1;
      s.out_h = pick(random, 1, 13);
      s.out_w = pick(random, 1, 18);
      break;
    case ConvKind::product: {
      ConvShape product;
      product.in_w = product.out_w = pick(random, 1, random.integer(0, 5) == 0 ? 700 : 20);
      product.in_c = pick(random, 1, random.integer(0, 5) == 0 ? 300 : 40);
      product.out_c = pick(random, 1, random.integer(0, 5) == 0 ? 300 : 40);
      return product;
    }
  }
  return s;
}

IntegerConvCase random_integer_conv(Random& random, const ConvShape& shape) {
  IntegerConvCase c;
  IntegerConvLayer& layer = c.layer;
  layer.shape = shape;
  layer.x_pixel = shape.in_c + (random.integer(0, 3) == 0 ? pick(random, 1, 20) : 0);
  layer.x_signed = random.integer(0, 1) == 0;
  layer.x = random_range(random, layer.x_signed);
  layer.result = random.integer(0, 2) != 0 ? ConvResult::codes : random.integer(0, 1) == 0 ? ConvResult::accumulators : ConvResult::reals;
  layer.y = random_range(random, random.integer(0, 1) == 0);
  const std::size_t pixels = shape.batch * shape.in_h * shape.in_w;
  // What stands behind the channels of the last pixel belongs to somebody else.
  c.x = random_codes(random, (pixels - 1) * layer.x_pixel + shape.in_c, layer.x, layer.x_signed);

  const bool w_signed = random.integer(0, 1) == 0;
  const CodeRange w = random_range(random, w_signed);
  c.w = random_codes(random, shape.out_c * shape.depth(), w, w_signed);
  if (random.integer(0, 2) != 0) {
    for (std::size_t o = 0; o < shape.out_c; ++o) c.w_zero.push_back(static_cast<std::int32_t>(random.integer(w.qmin, w.qmax)));
  }
  // Most outputs should lie inside of the range of y.
  const float spread = static_cast<float>((w.qmax - w.qmin + 1) * (layer.x.qmax - layer.x.qmin + 1)) * std::sqrt(static_cast<float>(shape.depth()));
  const auto most = static_cast<std::int64_t>(random.integer(0, 9) == 0 ? 2147483647.0F : spread);
  const bool biased = random.integer(0, 4) != 0;
  for (std::size_t o = 0; o < shape.out_c; ++o) {
    if (biased) c.bias.push_back(static_cast<std::int32_t>(random.integer(-most, most)));
    const float reach = random.integer(0, 7) == 0 ? 100 : 1;
    c.multipliers.push_back(random.real(0.05F, reach) * static_cast<float>(layer.y.qmax - layer.y.qmin) / spread);
  }
  return c;
}

std::vector<std::byte> run_integer_conv(const IntegerConvKernels& kernels, const ConvChoice& choice, const IntegerConvCase& c) {
  std::vector<std::byte> packed(packed_integer_conv_size(c.layer, choice));
  pack_integer_conv(c.layer, c.weights(), choice, packed.data());
  const std::size_t scratch_size = kernels.scratch_bytes(c.layer, choice);
  std::vector<std::byte> scratch(scratch_size + guard_size, guard);
  const std::size_t size = c.outputs() * result_size(c.layer.result);
  std::vector<std::byte> y(size + guard_size, guard);
  kernels.conv(c.layer, choice, c.x.bytes, packed, scratch.data(), y.data());
  CHECK(std::count(y.begin() + static_cast<std::ptrdiff_t>(size), y.end(), guard) == guard_size);
  CHECK(std::count(scratch.begin() + static_cast<std::ptrdiff_t>(scratch_size), scratch.end(), guard) == guard_size);
  y.resize(size);
  return y;
}

std::vector<std::byte> exact_integer_conv(const IntegerConvCase& c) {
  const ConvShape& s = c.layer.shape;
  std::vector<std::byte> y(c.outputs() * result_size(c.layer.result));
  for (std::size_t i = 0; i < c.outputs(); ++i) {
    const std::size_t o = i % s.out_c, pixel = i / s.out_c;
    const auto acc = static_cast<std::int32_t>(
        static_cast<std::uint64_t>(exact_sum(c, pixel / (s.out_h * s.out_w), pixel / s.out_w % s.out_h, pixel % s.out_w, o)));
    const auto real = static_cast<float>(double{static_cast<float>(acc)} * double{c.multipliers[o]});
    switch (c.layer.result) {
      case ConvResult::accumulators: std::memcpy(y.data() + 4 * i, &acc, sizeof acc); break;
      case ConvResult::reals: std::memcpy(y.data() + 4 * i, &real, sizeof real); break;
      case ConvResult::codes: y[i] = static_cast<std::byte>(exact_code(acc, c.multipliers[o], c.layer.y)); break;
    }
  }
  return y;
}

std::vector<std::byte> run_plain(const IntegerConvCase& c) {
  return run_integer_conv(scalar::network_kernels().integer_conv, *conv_choice(ConvAlgorithm::plain, c.layer, c.weights()), c);
}

}  // namespace zeropoint::test

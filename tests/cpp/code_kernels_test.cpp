// Sums, products, tables and pools of codes, and moves of bytes: by the rules of quant/, element by element, and every back
// end alike, with extents around the vectors' and guard bytes behind what is written.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/network_kernels.h"
#include "quant/integer_rules.h"
#include "quant/requantize.h"
#include "random.h"

using namespace zeropoint;
using test::Random;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t guard = 0x5A;

Bytes random_bytes(Random& random, std::size_t n) {
  Bytes out(n);
  for (std::uint8_t& b : out) b = static_cast<std::uint8_t>(random.next());
  return out;
}

// What write puts into n bytes; it may touch no other.
template <class Write>
Bytes written(std::size_t n, Write&& write) {
  Bytes out(n + 32, guard);
  write(out.data());
  for (std::size_t i = n; i < out.size(); ++i) CHECK(out[i] == guard);
  out.resize(n);
  return out;
}

std::size_t pick(Random& random, std::size_t lo, std::size_t hi) { return lo + random.next() % (hi - lo + 1); }

// Scales that make many sums fall on ties, others of any size, and some whose reals are infinite.
float random_scale(Random& random) {
  switch (random.integer(0, 4)) {
    case 0: return 0.25F * static_cast<float>(random.integer(1, 4));
    case 1: return std::numeric_limits<float>::max() / 4;
    case 2: return std::ldexp(random.real(1, 2), static_cast<int>(random.integer(-126, 120)));
    default: return random.real(0.001F, 0.1F);
  }
}

QParams random_codes(Random& random, bool is_signed) {
  const std::int32_t lowest = is_signed ? -128 : 0;
  QParams p;
  p.scale = random_scale(random);
  p.qmin = lowest, p.qmax = lowest + 255;
  if (random.integer(0, 2) == 0) {
    p.qmin = lowest + static_cast<std::int32_t>(random.integer(0, 254));
    p.qmax = static_cast<std::int32_t>(random.integer(p.qmin, lowest + 255));
  }
  p.zero_point = lowest + static_cast<std::int32_t>(random.integer(0, 255));
  return p;
}

std::size_t size_of(Broadcast broadcast, std::size_t rows, std::size_t columns) {
  return broadcast == Broadcast::none ? rows * columns : broadcast == Broadcast::row ? columns : 1;
}

PoolShape random_pool(Random& random) {
  PoolShape s;
  s.batch = pick(random, 1, 2);
  s.in_h = pick(random, 3, 9), s.in_w = pick(random, 3, 9);
  s.channels = pick(random, 1, 40);
  s.kernel_h = pick(random, 1, 3), s.kernel_w = pick(random, 1, 3);
  s.stride_h = pick(random, 1, 3), s.stride_w = pick(random, 1, 3);
  s.dilation_h = s.kernel_h < 3 ? pick(random, 1, 2) : 1;
  s.pad_top = pick(random, 0, s.kernel_h - 1), s.pad_left = pick(random, 0, s.kernel_w - 1);
  s.pad_bottom = pick(random, 0, s.kernel_h - 1), s.pad_right = pick(random, 0, s.kernel_w - 1);
  const auto out = [](std::size_t in, std::size_t pads, std::size_t reach, std::size_t stride) { return (in + pads - reach) / stride + 1; };
  s.out_h = out(s.in_h, s.pad_top + s.pad_bottom, (s.kernel_h - 1) * s.dilation_h + 1, s.stride_h);
  s.out_w = out(s.in_w, s.pad_left + s.pad_right, s.kernel_w, s.stride_w);
  s.count_include_pad = random.integer(0, 1) != 0;
  return s;
}

// Calls value(y index, codes of the window, rows first) for every output element.
template <class Value>
Bytes pooled(const PoolShape& s, const Bytes& x, bool is_signed, Value&& value) {
  Bytes y(s.batch * s.out_h * s.out_w * s.channels);
  for (std::size_t at = 0; at < y.size(); ++at) {
    const std::size_t c = at % s.channels, pixel = at / s.channels;
    const std::size_t n = pixel / (s.out_h * s.out_w), oy = pixel / s.out_w % s.out_h, ox = pixel % s.out_w;
    std::vector<std::int32_t> codes;
    for (std::size_t kh = 0; kh < s.kernel_h; ++kh) {
      for (std::size_t kw = 0; kw < s.kernel_w; ++kw) {
        const std::size_t iy = oy * s.stride_h + kh * s.dilation_h - s.pad_top, ix = ox * s.stride_w + kw * s.dilation_w - s.pad_left;
        if (iy < s.in_h && ix < s.in_w) codes.push_back(code_in(x[((n * s.in_h + iy) * s.in_w + ix) * s.channels + c], is_signed));
      }
    }
    y[at] = static_cast<std::uint8_t>(value(codes));
  }
  return y;
}

}  // namespace

TEST_CASE("code kernels: sums and products are (12) and (13), however the operands lie") {
  Random random(11);
  constexpr Broadcast all[] = {Broadcast::none, Broadcast::row, Broadcast::scalar};
  for (int round = 0; round < 3000; ++round) {
    const bool is_signed = round % 2 != 0;
    const auto function = random.integer(0, 1) == 0 ? CodeBinary::sum : CodeBinary::product;
    const std::size_t rows = pick(random, 0, 4), columns = pick(random, 0, 37);
    const Broadcast how_a = all[pick(random, 0, 2)], how_b = all[pick(random, 0, 2)];
    const Bytes a = random_bytes(random, size_of(how_a, rows, columns)), b = random_bytes(random, size_of(how_b, rows, columns));
    const QParams from_a = random_codes(random, is_signed), from_b = random_codes(random, is_signed), to = random_codes(random, is_signed);
    Bytes expected;
    for (std::size_t i = 0; i < rows * columns; ++i) {
      const auto element = [&](const Bytes& of, Broadcast how) { return code_in(of[how == Broadcast::none ? i : how == Broadcast::row ? i % columns : 0], is_signed); };
      const auto rule = function == CodeBinary::sum ? quantized_sum : quantized_product;
      expected.push_back(static_cast<std::uint8_t>(rule(element(a, how_a), from_a, element(b, how_b), from_b, to)));
    }
    for (const NetworkKernels* kernels : available_network_kernels()) {
      CAPTURE(kernels->name);
      const auto run = [&](const std::uint8_t* first, std::uint8_t* y) {
        kernels->code_pointwise.binary(function, is_signed, {first, from_a, how_a}, {b.data(), from_b, how_b}, rows, columns, to, y);
      };
      CHECK(written(rows * columns, [&](std::uint8_t* y) { run(a.data(), y); }) == expected);
      if (how_a != Broadcast::none) continue;
      Bytes in_place = a;
      run(in_place.data(), in_place.data());
      CHECK(in_place == expected);
    }
  }
}

TEST_CASE("code kernels: ties of a sum are rounded with the zero point added") {
  // a + b = half a step, Z_y = 3: section 11.3 of quantization.md.
  const QParams from{0.25F, 0, 0, 255}, to{0.5F, 3, 0, 255};
  const Bytes a(20, 1), b(20, 0);
  for (const NetworkKernels* kernels : available_network_kernels()) {
    CHECK(written(20, [&](std::uint8_t* y) { kernels->code_pointwise.binary(CodeBinary::sum, false, {a.data(), from}, {b.data(), from}, 1, 20, to, y); }) == Bytes(20, 4));
  }
}

TEST_CASE("code kernels: a table, in rows and in place") {
  Random random(12);
  const Bytes table = random_bytes(random, 256);
  for (std::size_t columns = 0; columns <= 37; ++columns) {
    const std::size_t rows = columns % 4, x_stride = columns + pick(random, 0, 3), y_stride = columns + pick(random, 0, 3);
    const Bytes x = random_bytes(random, rows * x_stride + 1);
    Bytes expected(rows * y_stride, guard);
    for (std::size_t i = 0; i < rows * columns; ++i) expected[i / columns * y_stride + i % columns] = table[x[i / columns * x_stride + i % columns]];
    for (const NetworkKernels* kernels : available_network_kernels()) {
      const auto map = kernels->code_pointwise.map;
      CHECK(written(expected.size(), [&](std::uint8_t* y) { map(table.data(), rows, columns, x.data(), x_stride, y, y_stride); }) == expected);
      Bytes in_place = x;
      map(table.data(), 1, x.size(), x.data(), x.size(), in_place.data(), x.size());
      for (std::size_t i = 0; i < x.size(); ++i) CHECK(in_place[i] == table[x[i]]);
    }
  }
}

TEST_CASE("code kernels: pools over windows") {
  Random random(13);
  for (int round = 0; round < 300; ++round) {
    const bool is_signed = round % 2 != 0;
    const PoolShape s = random_pool(random);
    const Bytes x = random_bytes(random, s.batch * s.in_h * s.in_w * s.channels);
    const QParams from = random_codes(random, is_signed), to = random_codes(random, is_signed);
    const Bytes largest = pooled(s, x, is_signed, [](const std::vector<std::int32_t>& codes) { return *std::ranges::max_element(codes); });
    const Bytes average = pooled(s, x, is_signed, [&](const std::vector<std::int32_t>& codes) {
      float sum = 0;
      for (const std::int32_t q : codes) sum += dequantize_value(q, from);
      return quantized_average(sum, s.count_include_pad ? s.kernel_h * s.kernel_w : codes.size(), to);
    });
    for (const NetworkKernels* kernels : available_network_kernels()) {
      CAPTURE(kernels->name);
      CHECK(written(largest.size(), [&](std::uint8_t* y) { kernels->code_pool.max(is_signed, s, x.data(), y); }) == largest);
      CHECK(written(average.size(), [&](std::uint8_t* y) { kernels->code_pool.average(is_signed, s, from, to, x.data(), y); }) == average);
    }
  }
}

TEST_CASE("code kernels: the average over all pixels is (15)") {
  Random random(14);
  for (int round = 0; round < 200; ++round) {
    const bool is_signed = round % 2 != 0;
    const std::size_t pixels = round % 5 == 0 ? pick(random, 250, 1100) : pick(random, 1, 60), channels = pick(random, 1, 50);
    Bytes x = random_bytes(random, pixels * channels);
    if (round % 3 == 0) std::ranges::fill(x, static_cast<std::uint8_t>(is_signed ? 0x80 : 0xFF));  // the largest sums
    const QParams to = random_codes(random, is_signed);
    const auto zero_point = static_cast<std::int32_t>(random.integer(-128, 255));
    const float multiplier = random.real(0.0001F, 0.1F);
    Bytes expected(channels);
    for (std::size_t c = 0; c < channels; ++c) {
      std::int32_t acc = 0;
      for (std::size_t i = 0; i < pixels; ++i) acc += code_in(x[i * channels + c], is_signed) - zero_point;
      expected[c] = static_cast<std::uint8_t>(requantize_value(acc, multiplier, to));
    }
    for (const NetworkKernels* kernels : available_network_kernels()) {
      CAPTURE(kernels->name);
      CHECK(written(channels, [&](std::uint8_t* y) { kernels->code_pool.mean(is_signed, pixels, channels, zero_point, multiplier, to, x.data(), y); }) == expected);
    }
  }
}

TEST_CASE("byte moves: transposed, every size around the blocks") {
  Random random(15);
  std::vector<std::size_t> sizes;
  for (std::size_t n = 0; n <= 35; ++n) sizes.push_back(n);
  for (const std::size_t rows : sizes) {
    for (const std::size_t columns : sizes) {
      const Bytes x = random_bytes(random, rows * columns);
      Bytes expected(x.size());
      for (std::size_t i = 0; i < x.size(); ++i) expected[i % columns * rows + i / columns] = x[i];
      for (const NetworkKernels* kernels : available_network_kernels()) {
        CAPTURE(kernels->name);
        CAPTURE(rows);
        CAPTURE(columns);
        REQUIRE(written(x.size(), [&](std::uint8_t* y) { kernels->moves.transpose(rows, columns, reinterpret_cast<const std::byte*>(x.data()), reinterpret_cast<std::byte*>(y)); }) == expected);
      }
    }
  }
}

TEST_CASE("byte moves: rows of all lengths, forwards, backwards and repeated") {
  Random random(16);
  for (std::size_t bytes = 0; bytes <= 600; bytes += bytes < 40 ? 1 : 79) {
    for (const std::ptrdiff_t direction : {1, -1, 0}) {
      const std::size_t rows = 3, y_stride = bytes + 5;
      const std::ptrdiff_t x_stride = direction * static_cast<std::ptrdiff_t>(bytes + 2);
      const Bytes x = random_bytes(random, rows * (bytes + 2));
      const std::size_t first = direction < 0 ? (rows - 1) * (bytes + 2) : 0;
      Bytes expected(rows * y_stride - 5, guard);
      for (std::size_t i = 0; i < rows * bytes; ++i) {
        expected[i / bytes * y_stride + i % bytes] = x[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(first + i % bytes) + static_cast<std::ptrdiff_t>(i / bytes) * x_stride)];
      }
      for (const NetworkKernels* kernels : available_network_kernels()) {
        CHECK(written(expected.size(), [&](std::uint8_t* y) {
          kernels->moves.copy_rows(rows, bytes, reinterpret_cast<const std::byte*>(x.data() + first), x_stride, reinterpret_cast<std::byte*>(y), static_cast<std::ptrdiff_t>(y_stride));
        }) == expected);
      }
    }
  }
}

TEST_CASE("byte moves: pixels that are picked") {
  Random random(17);
  const std::vector<std::uint32_t> rows{0, 0, 2, 1}, columns{3, 0, 3, 2, 2};
  for (std::size_t pixel = 1; pixel <= 40; ++pixel) {
    const Bytes x = random_bytes(random, 3 * 4 * pixel);
    Bytes expected;
    for (const std::uint32_t row : rows) {
      for (const std::uint32_t column : columns) {
        for (std::size_t i = 0; i < pixel; ++i) expected.push_back(x[(row * 4 + column) * pixel + i]);
      }
    }
    for (const NetworkKernels* kernels : available_network_kernels()) {
      CHECK(written(expected.size(), [&](std::uint8_t* y) { kernels->moves.pick(rows, columns, 4, pixel, reinterpret_cast<const std::byte*>(x.data()), reinterpret_cast<std::byte*>(y)); }) == expected);
    }
  }
}

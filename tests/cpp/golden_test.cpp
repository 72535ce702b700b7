// Quantize and dequantize against the golden vectors of other implementations, tolerance 0: by the plain
// functions and by every table of kernels. tests/data/golden/README.md says where the vectors are from.
#include "golden.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <span>

#include "kernels/kernels.h"
#include "quant/granularity.h"

using namespace zeropoint;
using test::GoldenCase;
using test::read_golden;

namespace {

const char* const kVectorFiles[] = {"quantize.txt", "dequantize.txt", "granular.txt", "onnx_node_tests.txt"};

QuantSpec spec_of(const GoldenCase& c) {
  QuantSpec spec;
  spec.bits = std::stoi(c.type.substr(1));
  spec.is_signed = c.type[0] == 'i';
  return spec;
}

QParams qparams_of(const GoldenCase& c, std::size_t tile) {
  QParams p;
  if (c.type != "i32") p = code_range(spec_of(c));  // dequantize takes any int32, whatever the range
  p.scale = c.scale[tile];
  p.zero_point = c.zero[tile];
  return p;
}

Tiling tiling_of(const GoldenCase& c) {
  Granularity granularity;
  granularity.axis = c.axis;
  granularity.groups = granularity.size = c.size;
  if (c.kind == "channel") granularity.kind = Granularity::Kind::channel;
  if (c.kind == "group") granularity.kind = Granularity::Kind::group;
  if (c.kind == "block") granularity.kind = Granularity::Kind::block;
  const auto shape = Shape::make(c.shape);
  REQUIRE(shape.ok());
  const auto tiling = make_tiling(shape.value(), granularity);
  REQUIRE(tiling.ok());
  return tiling.value();
}

// Calls run(offset, length, tile) for all of a case's data.
template <class Run>
void for_each_piece(const GoldenCase& c, Run&& run) {
  const Tiling tiling = tiling_of(c);
  REQUIRE(tiling.tile_count() == static_cast<std::int64_t>(c.scale.size()));
  for (std::int64_t tile = 0; tile < tiling.tile_count(); ++tile) {
    for_each_run(tiling, tile, [&](std::size_t offset, std::size_t length) { run(offset, length, static_cast<std::size_t>(tile)); });
  }
}

using Codes = std::vector<std::int32_t>;

template <class Code, class Kernel>
Codes quantize_by(Kernel kernel, const GoldenCase& c) {
  std::vector<Code> q(c.real.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    CHECK(kernel({c.real.data() + offset, length}, qparams_of(c, tile), q.data() + offset) == length);
  });
  return {q.begin(), q.end()};
}

template <class Code, class Kernel>
std::vector<float> dequantize_by(Kernel kernel, const GoldenCase& c) {
  const std::vector<Code> q(c.code.begin(), c.code.end());
  std::vector<float> r(q.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    kernel({q.data() + offset, length}, qparams_of(c, tile), r.data() + offset);
  });
  return r;
}

Codes quantize_by(const Kernels& k, const GoldenCase& c) {
  if (c.type == "u8" || c.type == "u4") return quantize_by<std::uint8_t>(k.quantize_u8, c);
  if (c.type == "i8" || c.type == "i4") return quantize_by<std::int8_t>(k.quantize_i8, c);
  return c.type == "u16" ? quantize_by<std::uint16_t>(k.quantize_u16, c) : quantize_by<std::int16_t>(k.quantize_i16, c);
}

std::vector<float> dequantize_by(const Kernels& k, const GoldenCase& c) {
  if (c.type == "u8" || c.type == "u4") return dequantize_by<std::uint8_t>(k.dequantize_u8, c);
  if (c.type == "i8" || c.type == "i4") return dequantize_by<std::int8_t>(k.dequantize_i8, c);
  return c.type == "u16" ? dequantize_by<std::uint16_t>(k.dequantize_u16, c) : dequantize_by<std::int16_t>(k.dequantize_i16, c);
}

Codes quantize_plainly(const GoldenCase& c) {
  Codes q(c.real.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    for (std::size_t i = offset; i < offset + length; ++i) q[i] = quantize_value(c.real[i], qparams_of(c, tile));
  });
  return q;
}

std::vector<float> dequantize_plainly(const GoldenCase& c) {
  std::vector<float> r(c.code.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    for (std::size_t i = offset; i < offset + length; ++i) r[i] = dequantize_value(c.code[i], qparams_of(c, tile));
  });
  return r;
}

// Bit patterns, so that −0 is not 0.
void check_same(const std::vector<float>& got, const std::vector<float>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CHECK(std::bit_cast<std::uint32_t>(got[i]) == std::bit_cast<std::uint32_t>(expected[i]));
  }
}

void check_same(const GoldenCase& c, const Codes& got) {
  REQUIRE(got.size() == c.code.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CAPTURE(c.real[i]);
    CHECK(got[i] == c.code[i]);
  }
}

Range range_of(const Kernels& k, std::span<const float> data) {
  const MinMax found = k.minmax(data);
  CHECK(found.finite);
  return {found.min, found.max};
}

}  // namespace

TEST_CASE("golden: quantize and dequantize give the codes and the floats of ONNX Runtime and of the ONNX tests") {
  int quantized = 0;
  int dequantized = 0;
  for (const char* file : kVectorFiles) {
    for (const GoldenCase& c : read_golden(file)) {
      CAPTURE(c.name);
      if (c.op == "quantize") {
        ++quantized;
        check_same(c, quantize_plainly(c));
        for (const Kernels* k : available_kernels()) {
          CAPTURE(k->name);
          check_same(c, quantize_by(*k, c));
        }
      }
      if (c.op == "dequantize") {
        ++dequantized;
        check_same(dequantize_plainly(c), c.real);
        for (const Kernels* k : available_kernels()) {
          CAPTURE(k->name);
          if (c.type != "i32") check_same(dequantize_by(*k, c), c.real);
        }
      }
    }
  }
  CHECK(quantized == 272);
  CHECK(dequantized == 207);
}

// Saturation is monotone: cutting the codes of a wide type to a range that holds Z must give what
// quantizing with that range gives. This covers the 1- to 7-bit ranges, which ONNX does not have.
TEST_CASE("golden: narrower ranges of codes give the same codes, cut") {
  for (GoldenCase c : read_golden("quantize.txt")) {
    CAPTURE(c.name);
    const QParams whole = qparams_of(c, 0);
    for (std::int32_t width = 1; width < whole.qmax - whole.qmin; width = 2 * width + 1) {
      QParams p = whole;
      p.qmin = std::max(whole.qmin, whole.zero_point - width / 3);
      p.qmax = std::min(whole.qmax, p.qmin + width);
      int wrong = 0;
      for (std::size_t i = 0; i < c.real.size(); ++i) {
        wrong += quantize_value(c.real[i], p) != std::clamp(c.code[i], p.qmin, p.qmax);
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("golden: DynamicQuantizeLinear, and the ranges where its float32 evaluation gives another S or Z") {
  int same = 0;
  int different = 0;
  for (const char* file : {"dynamic.txt", "onnx_node_tests.txt"}) {
    for (const GoldenCase& c : read_golden(file)) {
      if (!c.op.starts_with("dynamic")) continue;
      CAPTURE(c.name);
      for (const Kernels* k : available_kernels()) {
        CAPTURE(k->name);
        const auto chosen = choose_qparams(range_of(*k, c.real), {});
        REQUIRE(chosen.ok());
        // Where they differ, the first pair is ONNX's and the last is that of equations (3) and (4).
        CHECK(chosen.value() == qparams_of(c, c.scale.size() - 1));
        if (c.op == "dynamic_differs") CHECK(chosen.value() != qparams_of(c, 0));
        GoldenCase onnx = c;
        onnx.scale.resize(1);
        onnx.zero.resize(1);
        if (!c.code.empty()) check_same(onnx, quantize_by(*k, onnx));
      }
      ++(c.op == "dynamic" ? same : different);
    }
  }
  CHECK(same == 233);
  CHECK(different == 66);
}

TEST_CASE("golden: parameters chosen tile by tile, then the codes of ONNX Runtime") {
  int cases = 0;
  for (const GoldenCase& c : read_golden("tensor.txt")) {
    CAPTURE(c.name);
    ++cases;
    QuantSpec spec = spec_of(c);
    if (c.op == "tensor_symmetric") spec.scheme = Scheme::symmetric;
    const std::size_t tiles = c.scale.size();
    for (const Kernels* k : available_kernels()) {
      CAPTURE(k->name);
      std::vector<Range> ranges(tiles, {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()});
      for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
        const Range run = range_of(*k, {c.real.data() + offset, length});
        ranges[tile] = {std::min(ranges[tile].min, run.min), std::max(ranges[tile].max, run.max)};
      });
      for (std::size_t tile = 0; tile < tiles; ++tile) {
        const auto chosen = choose_qparams(ranges[tile], spec);
        REQUIRE(chosen.ok());
        CHECK(chosen.value() == qparams_of(c, tile));
      }
      check_same(c, quantize_by(*k, c));
    }
  }
  CHECK(cases == 36);
}

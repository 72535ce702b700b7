// What the golden tests share: a case's parameters, its tiling, and comparison with tolerance 0.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include "golden.h"
#include "kernels/kernels.h"
#include "quant/granularity.h"

namespace zeropoint::test {

using CodeList = std::vector<std::int32_t>;

inline QuantSpec spec_of(const GoldenCase& c) {
  QuantSpec spec;
  spec.bits = std::stoi(c.type.substr(1));
  spec.is_signed = c.type[0] == 'i';
  return spec;
}

inline QParams qparams_of(const GoldenCase& c, std::size_t tile) {
  QParams p;
  if (c.type != "i32") p = code_range(spec_of(c));  // dequantize takes any int32, whatever the range
  p.scale = c.scale[tile];
  p.zero_point = c.zero[tile];
  return p;
}

inline Granularity granularity_of(const GoldenCase& c) {
  Granularity granularity;
  granularity.axis = c.axis;
  granularity.groups = granularity.size = c.size;
  if (c.kind == "channel") granularity.kind = Granularity::Kind::channel;
  if (c.kind == "group") granularity.kind = Granularity::Kind::group;
  if (c.kind == "block") granularity.kind = Granularity::Kind::block;
  return granularity;
}

inline Shape shape_of(const GoldenCase& c) {
  const auto shape = Shape::make(c.shape);
  REQUIRE(shape.ok());
  return shape.value();
}

inline Tiling tiling_of(const GoldenCase& c) {
  const auto tiling = make_tiling(shape_of(c), granularity_of(c));
  REQUIRE(tiling.ok());
  return tiling.value();
}

// Calls run(offset, length, tile) for all of a case's data.
template <class Run>
void for_each_piece(const GoldenCase& c, Run&& run) {
  const Tiling tiling = tiling_of(c);
  REQUIRE(tiling.tile_count() == static_cast<std::int64_t>(c.scale.size()));
  for (std::int64_t tile = 0; tile < tiling.tile_count(); ++tile) {
    for_each_run(tiling, tile, [&](std::size_t offset, std::size_t length) {
      run(offset, length, static_cast<std::size_t>(tile));
    });
  }
}

inline CodeList quantize_plainly(const GoldenCase& c) {
  CodeList q(c.real.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    for (std::size_t i = offset; i < offset + length; ++i) q[i] = quantize_value(c.real[i], qparams_of(c, tile));
  });
  return q;
}

inline std::vector<float> dequantize_plainly(const GoldenCase& c) {
  std::vector<float> r(c.code.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    for (std::size_t i = offset; i < offset + length; ++i) r[i] = dequantize_value(c.code[i], qparams_of(c, tile));
  });
  return r;
}

// Bit patterns, so that −0 is not 0.
inline void check_same(const std::vector<float>& got, const std::vector<float>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CHECK(std::bit_cast<std::uint32_t>(got[i]) == std::bit_cast<std::uint32_t>(expected[i]));
  }
}

inline void check_same(const GoldenCase& c, const CodeList& got) {
  REQUIRE(got.size() == c.code.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CAPTURE(c.real[i]);
    CHECK(got[i] == c.code[i]);
  }
}

inline Range range_of(const Kernels& k, std::span<const float> data) {
  const MinMax found = k.tensor.minmax(data);
  CHECK(found.finite);
  return {found.min, found.max};
}

}  // namespace zeropoint::test

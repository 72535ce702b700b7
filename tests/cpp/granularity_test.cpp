#include "quant/granularity.h"

#include <doctest/doctest.h>

#include <vector>

using namespace zeropoint;
using Kind = Granularity::Kind;

namespace {

// The tile of every element, through for_each_run; −1 where none or more than one covers it.
std::vector<int> tile_of_each(const Tiling& tiling) {
  std::vector<int> tile_of(tiling.shape.element_count(), -1);
  for (std::int64_t tile = 0; tile < tiling.tile_count(); ++tile) {
    std::size_t end = 0;
    for_each_run(tiling, tile, [&](std::size_t offset, std::size_t length) {
      CHECK(offset >= end);  // ascending
      end = offset + length;
      for (std::size_t i = offset; i < end; ++i) tile_of[i] = tile_of[i] == -1 ? static_cast<int>(tile) : -2;
    });
  }
  return tile_of;
}

Tiling tiling_of(const Shape& shape, const Granularity& granularity) {
  auto tiling = make_tiling(shape, granularity);
  REQUIRE(tiling.ok());
  return tiling.value();
}

}  // namespace

TEST_CASE("tensor, channel, group and block cover each element once") {
  const Shape shape{2, 4, 3};
  CHECK(tile_of_each(tiling_of(shape, {})) == std::vector<int>(24, 0));
  CHECK(tile_of_each(tiling_of(shape, {.kind = Kind::channel, .axis = 1})) ==
        std::vector<int>{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
  CHECK(tile_of_each(tiling_of(shape, {.kind = Kind::channel, .axis = -1})) ==
        std::vector<int>{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2});
  CHECK(tile_of_each(tiling_of(shape, {.kind = Kind::group, .axis = 1, .groups = 2})) ==
        std::vector<int>{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1});
}

TEST_CASE("a block is n neighbours along the axis, one for each other position; the last may be shorter") {
  // Shape [2, 5], blocks of 2 along axis 1: parameters [2, 3], as ONNX lays out the scales.
  const Tiling tiling = tiling_of({2, 5}, {.kind = Kind::block, .axis = 1, .size = 2});
  CHECK(tiling.counts == Shape{2, 3});
  CHECK(tile_of_each(tiling) == std::vector<int>{0, 0, 1, 1, 2, 3, 3, 4, 4, 5});
  const Tiling along_rows = tiling_of({3, 2}, {.kind = Kind::block, .axis = 0, .size = 2});
  CHECK(along_rows.counts == Shape{2, 2});
  CHECK(tile_of_each(along_rows) == std::vector<int>{0, 1, 0, 1, 2, 3});
}

TEST_CASE("any box can be a tile") {
  auto tiling = make_tiling(Shape{3, 3, 2}, Shape{2, 2, 2});
  REQUIRE(tiling.ok());
  CHECK(tile_of_each(tiling.value()) ==
        std::vector<int>{0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3});
}

TEST_CASE("whole tensors and leading channels are one run a tile") {
  int runs = 0;
  for_each_run(tiling_of({4, 5, 6}, {}), 0, [&](std::size_t, std::size_t length) {
    ++runs;
    CHECK(length == 120);
  });
  CHECK(runs == 1);
}

TEST_CASE("a scalar is one tile, an empty tensor none") {
  CHECK(tile_of_each(tiling_of({}, {})) == std::vector<int>{0});
  CHECK(tiling_of({0, 3}, {.kind = Kind::channel, .axis = 1}).tile_count() == 0);
}

TEST_CASE("what does not fit is refused") {
  CHECK(make_tiling(Shape{2, 3}, {.kind = Kind::channel, .axis = 2}).error().message ==
        "axis 2 does not exist in shape [2, 3]");
  CHECK(make_tiling(Shape{2, 3}, {.kind = Kind::channel, .axis = -3}).error().message ==
        "axis -3 does not exist in shape [2, 3]");
  CHECK(make_tiling(Shape{6, 3}, {.kind = Kind::group, .axis = 0, .groups = 4}).error().message ==
        "6 channels along axis 0 of [6, 3] do not divide into 4 groups");
  CHECK_FALSE(make_tiling(Shape{6, 3}, {.kind = Kind::group, .axis = 0, .groups = 0}).ok());
  CHECK_FALSE(make_tiling(Shape{6, 3}, {.kind = Kind::block, .axis = 0, .size = 0}).ok());
  CHECK_FALSE(make_tiling(Shape{6, 3}, Shape{1}).ok());
}

TEST_CASE("shapes that make no sense are refused") {
  const std::int64_t negative[] = {2, -1};
  CHECK(Shape::make(negative).error().message == "dimension 1 of the shape is negative: -1");
  const std::int64_t huge[] = {0, std::int64_t{1} << 40, 2};
  CHECK(Shape::make(huge).error().code == ErrorCode::too_large);
  const std::int64_t deep[9] = {};
  CHECK_FALSE(Shape::make(deep).ok());
}

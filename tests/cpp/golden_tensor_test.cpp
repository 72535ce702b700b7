// Parameters chosen from a tensor's own data at every granularity, and the codes that follow.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <variant>

#include "golden_case.h"
#include "kernels/kernels.h"
#include "quant/quantize_tensor.h"

using namespace zeropoint;
using namespace zeropoint::test;

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
    }

    const auto tensor = quantize_tensor(c.real, shape_of(c), {spec, granularity_of(c), {}}, c.name);
    REQUIRE(tensor.ok());
    REQUIRE(tensor.value().qparams.size() == tiles);
    for (std::size_t tile = 0; tile < tiles; ++tile) CHECK(tensor.value().qparams[tile] == qparams_of(c, tile));
    check_same(c, std::visit([](const auto& q) { return CodeList(q.begin(), q.end()); }, tensor.value().codes));
    const auto back = dequantize_tensor(tensor.value());
    REQUIRE(back.ok());
    check_same({back.value().begin(), back.value().end()}, dequantize_plainly(c));
  }
  CHECK(cases == 36);
}

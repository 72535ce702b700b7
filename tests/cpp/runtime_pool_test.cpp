// MaxPool and AveragePool against plain loops in float64, in both orders of memory.
#include <algorithm>

#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

struct Pool {
  std::int64_t kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1};
  std::int64_t pad[4] = {0, 0, 0, 0};  // top, left, bottom, right
  bool ceil = false, include_pad = false, column_major = false;

  std::int64_t out(int axis, std::int64_t in) const {
    const std::int64_t padded = in + pad[axis] + pad[axis + 2], reach = (kernel[axis] - 1) * dilation[axis] + 1;
    if (padded < reach) return 0;
    std::int64_t n = (padded - reach + (ceil ? stride[axis] - 1 : 0)) / stride[axis] + 1;
    if (ceil && (n - 1) * stride[axis] >= in + pad[axis]) --n;
    return n;
  }
  Strings attributes(bool average) const {
    Strings list{attribute_ints("kernel_shape", {kernel[0], kernel[1]}), attribute_ints("strides", {stride[0], stride[1]}),
                 attribute_ints("dilations", {dilation[0], dilation[1]}), attribute_ints("pads", {pad[0], pad[1], pad[2], pad[3]}),
                 attribute_int("ceil_mode", ceil)};
    list.push_back(average ? attribute_int("count_include_pad", include_pad) : attribute_int("storage_order", column_major));
    return list;
  }
};

struct Answer {
  Values maximum, index, average;
  bool empty_window = false;
};

Answer expected(const Pool& p, const Values& x) {
  const std::int64_t h = x.dims[2], w = x.dims[3];
  const Ints dims{x.dims[0], x.dims[1], p.out(0, h), p.out(1, w)};
  Answer a{{x.type, dims, {}}, {ElementType::i64, dims, {}}, {x.type, dims, {}}};
  for (std::int64_t image = 0; image < dims[0] * dims[1]; ++image) {
    for (std::int64_t at = 0; at < dims[2] * dims[3]; ++at) {
      double most = -1e30, sum = 0;
      std::int64_t index = -1, taps = 0, padded = 0;
      for (std::int64_t tap = 0; tap < p.kernel[0] * p.kernel[1]; ++tap) {
        const std::int64_t y = at / dims[3] * p.stride[0] + tap / p.kernel[1] * p.dilation[0] - p.pad[0];
        const std::int64_t c = at % dims[3] * p.stride[1] + tap % p.kernel[1] * p.dilation[1] - p.pad[1];
        if (y < h + p.pad[2] && c < w + p.pad[3]) ++padded;
        if (y < 0 || y >= h || c < 0 || c >= w) continue;
        ++taps;
        const double value = x.numbers[static_cast<std::size_t>((image * h + y) * w + c)];
        sum += value;
        if (value > most) most = value, index = image * h * w + (p.column_major ? c * h + y : y * w + c);
      }
      a.empty_window = a.empty_window || taps == 0;
      a.maximum.numbers.push_back(most);
      a.index.numbers.push_back(static_cast<double>(index));
      a.average.numbers.push_back(static_cast<float>(sum / static_cast<double>(p.include_pad ? padded : taps)));
    }
  }
  return a;
}

Result<std::vector<Values>> pooled(const Pool& p, const Values& x, bool last, const char* op, const Strings& outputs) {
  ModelBuilder model;
  model.opset = 19;
  declare(model, "given", x);
  if (last) through_conv(model, "given", "x", x.dims[1]);
  else model.node("Identity", "same", {"given"}, {"x"});
  model.node(op, "p", {"x"}, outputs, p.attributes(op[0] == 'A'));
  for (std::size_t o = 0; o < outputs.size(); ++o) model.output(outputs[o], {}, onnx_code(o == 0 ? x.type : ElementType::i64));
  return run(model, {x});
}

}  // namespace

TEST_CASE("pool: random windows") {
  Random random(11);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    Pool p;
    for (int k = 0; k < 2; ++k) p.kernel[k] = random.integer(1, 4), p.stride[k] = random.integer(1, 3), p.dilation[k] = random.integer(1, 2);
    for (int k = 0; k < 4; ++k) p.pad[k] = random.integer(0, std::min<std::int64_t>(2, p.kernel[k % 2] - 1));
    p.ceil = below(random, 2) == 1, p.include_pad = below(random, 2) == 1, p.column_major = below(random, 2) == 1;
    const Values x = random_integers(random, {random.integer(1, 2), random.integer(1, 9), random.integer(1, 9), random.integer(1, 9)});
    if (p.out(0, x.dims[2]) < 1 || p.out(1, x.dims[3]) < 1) continue;
    const Answer wanted = expected(p, x);
    CAPTURE(round);
    for (const bool last : {false, true}) {
      const auto most = pooled(p, x, last, "MaxPool", {"out"}), mean = pooled(p, x, last, "AveragePool", {"out"}), both = pooled(p, x, last, "MaxPool", {"out", "at"});
      REQUIRE(most.ok() == !wanted.empty_window);
      REQUIRE(mean.ok() == !wanted.empty_window);
      refused += wanted.empty_window ? 1 : 0;
      if (wanted.empty_window) continue;
      CHECK(most.value()[0].dims == wanted.maximum.dims);
      CHECK(most.value()[0].numbers == wanted.maximum.numbers);
      CHECK(mean.value()[0].numbers == wanted.average.numbers);
      REQUIRE(both.ok());
      CHECK(both.value()[0].numbers == wanted.maximum.numbers);
      CHECK(both.value()[1].numbers == wanted.index.numbers);
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("pool: auto_pad puts the odd element behind or in front") {
  const Values x{ElementType::f32, {1, 1, 1, 4}, {1, 5, 2, 4}};
  const auto maxima = [&](const char* how, std::int64_t stride) {
    ModelBuilder model;
    declare(model, "x", x);
    model.node("MaxPool", "p", {"x"}, {"out"}, {attribute_ints("kernel_shape", {1, 2}), attribute_ints("strides", {1, stride}), attribute_string("auto_pad", how)}).output("out");
    return result(model, {x}).numbers;
  };
  CHECK(maxima("SAME_UPPER", 1) == Numbers{5, 5, 4, 4});
  CHECK(maxima("SAME_LOWER", 1) == Numbers{1, 5, 5, 4});
  CHECK(maxima("SAME_UPPER", 2) == Numbers{5, 4});
  CHECK(maxima("VALID", 1) == Numbers{5, 5, 4});
}

TEST_CASE("pool: bytes down to the smallest") {
  for (const ElementType type : {ElementType::u8, ElementType::i8}) {
    const double low = type == ElementType::u8 ? 0 : -128;
    const Values x{type, {1, 1, 2, 3}, {low, 7, low, low, low, low}};
    ModelBuilder model;
    declare(model, "x", x);
    model.node("MaxPool", "p", {"x"}, {"out", "at"}, {attribute_ints("kernel_shape", {2, 1})}).output("out", {}, onnx_code(type)).output("at", {}, 7);
    const auto got = run(model, {x});
    REQUIRE(got.ok());
    CHECK(got.value()[0].numbers == Numbers{low, 7, low});
    CHECK(got.value()[1].numbers == Numbers{0, 1, 2});
  }
}

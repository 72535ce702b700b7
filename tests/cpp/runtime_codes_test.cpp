// What the integer operators have beyond ONNX: narrowed codes, float results, tables, blocks along the reduction. Expected
// values are computed here, from the equations, on row-major tensors.
#include <cmath>

#include "graph_builder.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Values random_codes(Random& random, ElementType type, const Ints& dims) {
  Values v{type, dims, {}};
  const bool is_signed = type == ElementType::i8;
  for (std::size_t i = 0; i < count_of(dims); ++i) v.numbers.push_back(static_cast<double>(random.integer(is_signed ? -128 : 0, is_signed ? 127 : 255)));
  return v;
}

ElementType random_type(Random& random) { return below(random, 2) == 0 ? ElementType::u8 : ElementType::i8; }

// A convolution of codes with one zero point of x, and of w one for each output channel and block.
struct Case {
  Values x, w, w_scale, w_zero, bias;
  double x_zero = 0;
  float x_scale = 0.02F, y_scale = 0.5F;
  double y_zero = 0;
  std::int64_t groups = 1, block = 0;  // 0: all input channels
  Ints strides{1, 1}, dilations{1, 1}, pads{0, 0, 0, 0};
  double qmin = -128, qmax = 127;

  std::int64_t depth() const { return w.dims[1]; }
  std::int64_t blocks() const { return block == 0 ? 1 : (depth() + block - 1) / block; }
  std::int64_t out(std::size_t axis) const {
    return (x.dims[axis + 2] + pads[axis] + pads[axis + 2] - dilations[axis] * (w.dims[axis + 2] - 1) - 1) / strides[axis] + 1;
  }
  std::vector<Attribute> attributes() const {
    std::vector<Attribute> list{{"strides", strides}, {"dilations", dilations}, {"pads", pads}, {"group", groups}};
    if (block > 0) list.push_back({"block_size", block});
    return list;
  }
};

Case random_case(Random& random, bool blocks) {
  Case c;
  c.groups = random.integer(1, 3);
  const std::int64_t depth = random.integer(1, 7), each = random.integer(1, 4);
  c.x = random_codes(random, random_type(random), {random.integer(1, 2), depth * c.groups, random.integer(5, 9), random.integer(5, 9)});
  c.w = random_codes(random, random_type(random), {each * c.groups, depth, random.integer(1, 3), random.integer(1, 3)});
  c.block = blocks ? random.integer(1, depth) : 0;
  c.strides = {random.integer(1, 2), random.integer(1, 2)};
  c.dilations = {1, random.integer(1, 2)};
  c.pads = {random.integer(0, 4), random.integer(0, 4), random.integer(0, 4), random.integer(0, 4)};  // windows may lie in the padding alone
  const Ints dims = blocks ? Ints{each * c.groups, c.blocks()} : Ints{each * c.groups};
  c.w_zero = random_codes(random, c.w.type, dims);
  c.w_scale = {ElementType::f32, dims, {}};
  for (std::size_t i = 0; i < count_of(dims); ++i) c.w_scale.numbers.push_back(static_cast<double>(random.real(0.001F, 0.02F)));
  c.bias = {blocks ? ElementType::f32 : ElementType::i32, {each * c.groups}, {}};
  for (std::int64_t i = 0; i < each * c.groups; ++i) {
    c.bias.numbers.push_back(blocks ? static_cast<double>(random.real(-20, 20)) : static_cast<double>(random.integer(-20000, 20000)));
  }
  const bool is_signed = c.x.type == ElementType::i8;
  c.x_zero = static_cast<double>(random.integer(is_signed ? -128 : 0, is_signed ? 127 : 255));
  c.y_zero = static_cast<double>(random.integer(-128, 127));
  return c;
}

// acc of (10) for one block of channels, at an output element.
std::int64_t accumulator(const Case& c, std::int64_t n, std::int64_t k, std::int64_t oy, std::int64_t ox, std::int64_t b) {
  const std::int64_t size = c.block == 0 ? c.depth() : c.block, group = k / (c.w.dims[0] / c.groups);
  const double w_zero = c.w_zero.numbers[static_cast<std::size_t>(k * c.blocks() + b)];
  double sum = 0;
  for (std::int64_t i = b * size; i < std::min(c.depth(), (b + 1) * size); ++i) {
    for (std::int64_t kh = 0; kh < c.w.dims[2]; ++kh) {
      for (std::int64_t kw = 0; kw < c.w.dims[3]; ++kw) {
        const std::int64_t iy = oy * c.strides[0] + kh * c.dilations[0] - c.pads[0], ix = ox * c.strides[1] + kw * c.dilations[1] - c.pads[1];
        if (iy < 0 || ix < 0 || iy >= c.x.dims[2] || ix >= c.x.dims[3]) continue;
        const auto at = [](const Values& v, std::int64_t a, std::int64_t d, std::int64_t h, std::int64_t w) {
          return v.numbers[static_cast<std::size_t>(((a * v.dims[1] + d) * v.dims[2] + h) * v.dims[3] + w)];
        };
        sum += (at(c.x, n, group * c.depth() + i, iy, ix) - c.x_zero) * (at(c.w, k, i, kh, kw) - w_zero);
      }
    }
  }
  return static_cast<std::int64_t>(sum);
}

// Calls value(n, k, oy, ox) for each element of the result.
Values expected(const Case& c, ElementType type, const auto& value) {
  Values y{type, {c.x.dims[0], c.w.dims[0], c.out(0), c.out(1)}, {}};
  for (std::int64_t n = 0; n < y.dims[0]; ++n) {
    for (std::int64_t k = 0; k < y.dims[1]; ++k) {
      for (std::int64_t oy = 0; oy < y.dims[2]; ++oy) {
        for (std::int64_t ox = 0; ox < y.dims[3]; ++ox) y.numbers.push_back(value(n, k, oy, ox));
      }
    }
  }
  return y;
}

double code(const Case& c, float steps) {
  return std::clamp(static_cast<double>(std::nearbyintf(steps)) + c.y_zero, c.qmin, c.qmax);
}

// With weights that are known, then with weights that are fed: both ways must agree.
Values through(const Case& c, std::string_view domain, std::string_view op, bool to_floats, std::vector<Attribute> more = {}, bool fed = false) {
  GraphBuilder g;
  const ValueId x = g.input("x", c.x.type, c.x.dims);
  const ValueId w = fed ? g.input("w", c.w.type, c.w.dims) : g.constant(c.w);
  std::vector<ValueId> inputs{x, g.scalar(ElementType::f32, c.x_scale), g.scalar(c.x.type, c.x_zero), w, g.constant(c.w_scale), g.constant(c.w_zero)};
  inputs.push_back(to_floats ? absent : g.scalar(ElementType::f32, c.y_scale));
  inputs.push_back(to_floats ? absent : g.scalar(ElementType::i8, c.y_zero));
  inputs.push_back(g.constant(c.bias));
  std::vector<Attribute> attributes = c.attributes();
  std::ranges::copy(more, std::back_inserter(attributes));
  const ValueId y = g.node(domain, op, std::move(inputs), std::move(attributes));
  if (fed) return result(g.output(y).graph, {c.x, c.w});
  const Values got = result(g.output(y).graph, {c.x}), plain = through(c, domain, op, to_floats, std::move(more), true);
  CHECK(got.numbers == plain.numbers);
  return got;
}

}  // namespace

TEST_CASE("codes: a convolution without an output scale is float") {
  Random random(101);
  for (int round = 0; round < 60; ++round) {
    const Case c = random_case(random, false);
    const Values got = through(c, onnx_domain, "QLinearConv", true);
    const Values wanted = expected(c, ElementType::f32, [&](std::int64_t n, std::int64_t k, std::int64_t oy, std::int64_t ox) {
      const auto channel = static_cast<std::size_t>(k);
      const auto acc = static_cast<float>(static_cast<double>(accumulator(c, n, k, oy, ox, 0)) + c.bias.numbers[channel]);
      return static_cast<double>(acc * (c.x_scale * static_cast<float>(c.w_scale.numbers[channel])));
    });
    CHECK(got.type == ElementType::f32);
    CHECK(got.dims == wanted.dims);
    REQUIRE(got.numbers == wanted.numbers);
  }
}

TEST_CASE("codes: qmin and qmax narrow the codes of a convolution") {
  Random random(103);
  for (int round = 0; round < 60; ++round) {
    Case c = random_case(random, false);
    c.qmin = static_cast<double>(random.integer(-128, 0));
    c.qmax = static_cast<double>(random.integer(1, 127));
    const Values got = through(c, onnx_domain, "QLinearConv", false, {{"qmin", static_cast<std::int64_t>(c.qmin)}, {"qmax", static_cast<std::int64_t>(c.qmax)}});
    const Values wanted = expected(c, ElementType::i8, [&](std::int64_t n, std::int64_t k, std::int64_t oy, std::int64_t ox) {
      const auto channel = static_cast<std::size_t>(k);
      const auto acc = static_cast<float>(static_cast<double>(accumulator(c, n, k, oy, ox, 0)) + c.bias.numbers[channel]);
      return code(c, acc * (c.x_scale * static_cast<float>(c.w_scale.numbers[channel]) / c.y_scale));
    });
    REQUIRE(got.numbers == wanted.numbers);
  }
}

TEST_CASE("codes: blocks along the reduction, equation (11)") {
  Random random(107);
  for (int round = 0; round < 120; ++round) {
    const Case c = random_case(random, true);
    for (const bool to_floats : {false, true}) {
      const Values got = through(c, internal_domain, "QLinearBlockConv", to_floats);
      const float by = to_floats ? 1.0F : c.y_scale;
      const Values wanted = expected(c, ElementType::i8, [&](std::int64_t n, std::int64_t k, std::int64_t oy, std::int64_t ox) {
        float t = static_cast<float>(c.bias.numbers[static_cast<std::size_t>(k)]) / by;
        for (std::int64_t b = 0; b < c.blocks(); ++b) {
          const auto scale = static_cast<float>(c.w_scale.numbers[static_cast<std::size_t>(k * c.blocks() + b)]);
          const float term = static_cast<float>(accumulator(c, n, k, oy, ox, b)) * (c.x_scale * scale / by);
          t = t + term;
        }
        return to_floats ? static_cast<double>(t) : code(c, t);
      });
      CHECK(got.dims == wanted.dims);
      REQUIRE(got.numbers == wanted.numbers);
    }
  }
}

TEST_CASE("codes: the bias of blocks is divided by S_y, section 2.2 of quantization.md") {
  Case c;  // without products: the inputs are all Z_x
  c.x = {ElementType::u8, {1, 2, 1, 1}, {7, 7}};
  c.x_zero = 7;
  c.w = {ElementType::i8, {1, 2, 1, 1}, {1, 1}};
  c.block = 1;
  c.w_scale = {ElementType::f32, {1, 2}, {1, 1}};
  c.w_zero = {ElementType::i8, {1, 2}, {0, 0}};
  c.bias = {ElementType::f32, {1}, {static_cast<double>(2.3499999F)}};  // 23.4999981 steps of fl(0.1); times fl(1/S) it would be 23.5, and 24
  c.y_scale = 0.1F;
  c.y_zero = 3;
  CHECK(through(c, internal_domain, "QLinearBlockConv", false).numbers == Numbers{23 + 3});
}

TEST_CASE("codes: a table takes the byte of a code as its index") {
  Random random(109);
  for (const ElementType from : {ElementType::u8, ElementType::i8}) {
    for (const ElementType to : {ElementType::u8, ElementType::i8}) {
      const Values table = random_codes(random, to, {256});
      const Values x = random_codes(random, from, {2, 3, 5, 7});
      GraphBuilder g;
      const ValueId in = g.input("x", from, x.dims);
      const Values got = result(g.output(g.node(internal_domain, "LookupTable", {in, g.constant(table)})).graph, {x});
      CHECK(got.type == to);
      Numbers wanted;
      for (const double q : x.numbers) wanted.push_back(table.numbers[static_cast<std::uint8_t>(static_cast<std::int64_t>(q))]);
      CHECK(got.numbers == wanted);
    }
  }
}

TEST_CASE("codes: what is internal is refused in files, and misfits are named") {
  ModelBuilder model;
  model.input("x", {"2"}, 2).initializer(tensor_raw("t", 2, {256}, std::string(256, '\1')));
  model.node("LookupTable", "n", {"x", "t"}, {"y"}, {}, "zeropoint").output("y", {}, 2);
  const auto refused = run(model, {{ElementType::u8, {2}, {1, 2}}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "operators that are not supported: zeropoint.LookupTable ('n')");

  ModelBuilder narrowed;
  narrowed.input("x", {"2"}).initializer(tensor_floats("s", {}, {1}));
  narrowed.node("QuantizeLinear", "q", {"x", "s"}, {"y"}, {attribute_int("qmax", 3)}).output("y", {}, 2);
  const auto also_refused = run(narrowed, {{ElementType::f32, {2}, {1, 2}}});
  REQUIRE_FALSE(also_refused.ok());
  CHECK(also_refused.error().message == "QuantizeLinear 'q': ONNX has no attribute 'qmax'");

  const auto complaint = [](ElementType x_type, const Ints& table) {
    GraphBuilder g;
    const ValueId x = g.input("x", x_type, {2});
    const Values zeros{ElementType::u8, table, Numbers(count_of(table), 0)};
    const auto got = run(g.output(g.node(internal_domain, "LookupTable", {x, g.constant(zeros)})).graph, {{x_type, {2}, {1, 2}}});
    REQUIRE_FALSE(got.ok());
    return got.error().message;
  };
  CHECK(complaint(ElementType::u8, {255}) == "LookupTable 'n0': the table (input 1) has shape [255]");
  CHECK(complaint(ElementType::f32, {256}) == "LookupTable 'n0': input 0 is float, not of 8 bits");
}

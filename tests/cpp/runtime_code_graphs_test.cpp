// Random networks of integer operators: what is prepared while planning, on every back end, gives the bytes of the plain
// loops, which run where weights and parameters are fed; and single operators against their equations.
#include "allocations.h"
#include "core/text.h"
#include "graph_builder.h"
#include "quant/integer_rules.h"
#include "quant/requantize.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

struct Range {
  double lo, hi;
};
Range range_of(ElementType type) { return type == ElementType::i8 ? Range{-128, 127} : Range{0, 255}; }

Values codes(Random& random, ElementType type, const Ints& dims) {
  Values v{type, dims, {}};
  for (std::size_t i = 0; i < count_of(dims); ++i) v.numbers.push_back(static_cast<double>(random.integer(static_cast<std::int64_t>(range_of(type).lo), static_cast<std::int64_t>(range_of(type).hi))));
  return v;
}
Values reals(Random& random, const Ints& dims, float lo, float hi) {
  Values v{ElementType::f32, dims, {}};
  for (std::size_t i = 0; i < count_of(dims); ++i) v.numbers.push_back(static_cast<double>(random.real(lo, hi)));
  return v;
}

// A graph that grows by one operator at a time. Its weights and parameters are constants, or fed.
class Network {
 public:
  Network(std::uint64_t seed, bool fed) : random_(seed), fed_(fed) {
    type_ = below(random_, 2) == 0 ? ElementType::u8 : ElementType::i8;
    at_ = {random_.integer(1, 2), random_.integer(1, 20), random_.integer(5, 12), random_.integer(5, 12)};
    last_ = builder_.input("x", type_, at_);
    feeds_.push_back(codes(random_, type_, at_));
    for (int i = 0; i < 6; ++i) add_one();
    add_head();
    builder_.output(last_);
  }

  const Graph& graph() const { return builder_.graph; }
  const std::vector<Values>& feeds() const { return feeds_; }

 private:
  ValueId weight(const Values& v) {
    if (!fed_) return builder_.constant(v);
    feeds_.push_back(v);
    return builder_.input(text("w", feeds_.size()), v.type, v.dims);
  }
  ValueId scale(float lo = 0.01F, float hi = 0.1F) { return weight(reals(random_, {}, lo, hi)); }
  ValueId zero() { return weight(codes(random_, type_, {})); }
  Attribute narrowed(std::string_view name) {
    const Range all = range_of(type_);
    const bool low = name == qmin_attribute;
    return {std::string(name), static_cast<std::int64_t>(low ? all.lo : all.hi) + (low ? random_.integer(0, 40) : -random_.integer(0, 40))};
  }
  std::vector<Attribute> narrow(std::vector<Attribute> list = {}) {
    if (below(random_, 2) == 0) return list;
    list.push_back(narrowed(qmin_attribute));
    list.push_back(narrowed(qmax_attribute));
    return list;
  }

  void add_one() {
    switch (below(random_, 10)) {
      case 0:
      case 1:
      case 2: return conv();
      case 3: return binary(below(random_, 2) == 0 ? "QLinearAdd" : "QLinearMul");
      case 4: return pool("MaxPool", onnx_domain);
      case 5: return pool("QLinearAveragePool", microsoft_domain);
      case 6: return table();
      case 7: return concat();
      case 8: return resize();
      default: return transpose_sides();
    }
  }

  void conv() {
    const bool depthwise = below(random_, 3) == 0, by_blocks = below(random_, 3) == 0;
    const std::int64_t groups = depthwise ? at_[1] : 1, out = depthwise ? at_[1] : random_.integer(1, 24), depth = at_[1] / groups;
    const std::int64_t kernel = random_.integer(0, 1) == 0 ? 1 : 3, block = random_.integer(1, depth), blocks = by_blocks ? (depth + block - 1) / block : 1;
    const ElementType w_type = below(random_, 2) == 0 ? ElementType::i8 : ElementType::u8;
    const Ints each = by_blocks ? Ints{out, blocks} : Ints{out};
    std::vector<ValueId> inputs{last_, scale(), zero(), weight(codes(random_, w_type, {out, depth, kernel, kernel})), weight(reals(random_, each, 0.001F, 0.01F)), weight(codes(random_, w_type, each)), scale(0.1F, 1), zero()};
    Values bias = by_blocks ? reals(random_, {out}, -5, 5) : Values{ElementType::i32, {out}, {}};
    for (std::int64_t i = 0; i < out && !by_blocks; ++i) bias.numbers.push_back(static_cast<double>(random_.integer(-5000, 5000)));
    if (below(random_, 4) > 0) inputs.push_back(weight(bias));
    const std::int64_t pad = kernel / 2, stride = random_.integer(1, 2);
    auto attributes = narrow({{"pads", Ints{pad, pad, pad, pad}}, {"strides", Ints{stride, stride}}, {"group", groups}});
    if (by_blocks) attributes.push_back({"block_size", block});
    last_ = builder_.node(by_blocks ? internal_domain : onnx_domain, by_blocks ? "QLinearBlockConv" : "QLinearConv", std::move(inputs), std::move(attributes));
    at_ = {at_[0], out, (at_[2] - 1) / stride + 1, (at_[3] - 1) / stride + 1};
  }

  // With itself, with one value for each channel, or with a picture that is known.
  void binary(std::string_view op) {
    const std::size_t how = below(random_, 3);
    const Ints dims = how == 1 ? Ints{at_[0], at_[1], 1, 1} : at_;
    const ValueId other = how == 0 ? last_ : weight(codes(random_, type_, dims));
    std::vector<ValueId> inputs{last_, scale(), zero(), other, scale(), zero(), scale(), zero()};
    if (below(random_, 2) == 0) std::swap_ranges(inputs.begin(), inputs.begin() + 3, inputs.begin() + 3);
    last_ = builder_.node(microsoft_domain, op, std::move(inputs), narrow());
  }

  void pool(std::string_view op, std::string_view domain) {
    const std::int64_t stride = random_.integer(1, 2);
    std::vector<ValueId> inputs{last_};
    if (domain == microsoft_domain) inputs = {last_, scale(), zero(), scale(), zero()};
    std::vector<Attribute> attributes{{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}, {"strides", Ints{stride, stride}}};
    if (domain == microsoft_domain) attributes.push_back({"count_include_pad", random_.integer(0, 1)});
    last_ = builder_.node(domain, op, std::move(inputs), domain == microsoft_domain ? narrow(std::move(attributes)) : std::move(attributes));
    at_[2] = (at_[2] - 1) / stride + 1, at_[3] = (at_[3] - 1) / stride + 1;
  }

  void table() {
    if (below(random_, 2) == 0) {
      last_ = builder_.node(internal_domain, "LookupTable", {last_, weight(codes(random_, type_, {256}))});
    } else {
      last_ = builder_.node(microsoft_domain, "QLinearSigmoid", {last_, scale(), zero(), scale(0.004F, 0.01F), zero()}, narrow());
    }
  }

  void concat() {
    const std::int64_t more = random_.integer(1, 9);
    const ValueId other = weight(codes(random_, type_, {at_[0], more, at_[2], at_[3]}));
    if (below(random_, 2) == 0) last_ = builder_.node(onnx_domain, "Concat", {last_, other, last_}, {{"axis", std::int64_t{1}}});
    else last_ = builder_.node(microsoft_domain, "QLinearConcat", {scale(), zero(), last_, scale(), zero(), other, scale(), zero(), last_, scale(), zero()}, narrow({{"axis", std::int64_t{1}}}));
    at_[1] = 2 * at_[1] + more;
  }

  void resize() {
    const ValueId scales = builder_.constant({ElementType::f32, {4}, {1, 1, 2, 1.5}});
    last_ = builder_.node(onnx_domain, "Resize", {last_, absent, scales}, {{"mode", std::string("nearest")}});
    at_[2] = at_[2] * 2, at_[3] = at_[3] * 3 / 2;
  }

  void transpose_sides() {
    last_ = builder_.node(onnx_domain, "Transpose", {last_}, {{"perm", Ints{0, 1, 3, 2}}});
    std::swap(at_[2], at_[3]);
  }

  void add_head() {
    last_ = builder_.node(microsoft_domain, "QLinearGlobalAveragePool", {last_, scale(), zero(), scale(), zero()}, narrow());
    last_ = builder_.node(onnx_domain, "Flatten", {last_});
    const std::int64_t out = random_.integer(1, 12);
    Values term{ElementType::i32, {out}, {}};
    for (std::int64_t i = 0; i < out; ++i) term.numbers.push_back(static_cast<double>(random_.integer(-5000, 5000)));
    std::vector<ValueId> inputs{last_, scale(), zero(), weight(codes(random_, type_, {out, at_[1]})), weight(reals(random_, {out}, 0.001F, 0.01F)), weight(codes(random_, type_, {out})), weight(term)};
    if (below(random_, 2) == 0) inputs.insert(inputs.end(), {scale(0.1F, 1), zero()});
    last_ = builder_.node(microsoft_domain, "QGemm", std::move(inputs), {{"transB", std::int64_t{1}}, {"alpha", random_.real(0.5F, 2)}});
  }

  Random random_;
  bool fed_;
  GraphBuilder builder_;
  std::vector<Values> feeds_;
  ElementType type_ = ElementType::u8;
  Ints at_;  // the shape of the last result
  ValueId last_ = absent;
};

}  // namespace

TEST_CASE("networks of codes: prepared kernels of every back end give the bytes of the plain loops") {
  std::size_t distinct = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    const Network known(seed, false), fed(seed, true);
    const Values a = result(known.graph(), known.feeds()), b = result(fed.graph(), fed.feeds());
    CHECK(a.dims == b.dims);
    REQUIRE(a.numbers == b.numbers);
    distinct += std::ranges::adjacent_find(a.numbers, std::ranges::not_equal_to()) != a.numbers.end() ? 1 : 0;
  }
  CHECK(distinct > 75);  // they do not all saturate
}

TEST_CASE("matrix products of codes: one right matrix for several left ones, constant or fed") {
  Random random(211);
  for (int round = 0; round < 60; ++round) {
    const std::int64_t batch = random.integer(1, 3), rows = random.integer(1, 5), depth = random.integer(1, 40), columns = random.integer(1, 20);
    const ElementType a_type = below(random, 2) == 0 ? ElementType::u8 : ElementType::i8, b_type = below(random, 2) == 0 ? ElementType::u8 : ElementType::i8;
    const Values a = codes(random, a_type, {batch, rows, depth}), b = codes(random, b_type, {depth, columns});
    const Values b_scale = reals(random, {columns}, 0.001F, 0.01F), b_zero = codes(random, b_type, {columns});
    const double a_zero = codes(random, a_type, {}).numbers[0], y_zero = codes(random, ElementType::u8, {}).numbers[0];
    Numbers sums, wanted;
    for (std::int64_t i = 0; i < batch * rows * columns; ++i) {
      const auto column = static_cast<std::size_t>(i % columns);
      double sum = 0;
      for (std::int64_t k = 0; k < depth; ++k) {
        sum += (a.numbers[static_cast<std::size_t>(i / columns * depth + k)] - a_zero) * (b.numbers[static_cast<std::size_t>(k * columns) + column] - b_zero.numbers[column]);
      }
      sums.push_back(sum);
      const float m = 0.05F * static_cast<float>(b_scale.numbers[column]) / 0.25F;
      wanted.push_back(requantize_value(static_cast<std::int32_t>(sum), m, QParams{0.25F, static_cast<std::int32_t>(y_zero), 0, 255}));
    }
    for (const bool fed : {false, true}) {
      GraphBuilder g;
      const ValueId x = g.input("a", a_type, a.dims);
      const ValueId right = fed ? g.input("b", b_type, b.dims) : g.constant(b);
      const ValueId za = g.scalar(a_type, a_zero), zb = g.constant(b_zero);
      g.output(g.node(onnx_domain, "QLinearMatMul", {x, g.scalar(ElementType::f32, 0.05F), za, right, g.constant(b_scale), zb, g.scalar(ElementType::f32, 0.25F), g.scalar(ElementType::u8, y_zero)}));
      g.output(g.node(onnx_domain, "MatMulInteger", {x, right, za, zb}));
      const auto got = run(g.graph, fed ? std::vector<Values>{a, b} : std::vector<Values>{a});
      if (!got.ok()) FAIL(got.error().message);
      CHECK(got.value()[0].numbers == wanted);
      CHECK(got.value()[1].numbers == sums);
    }
  }
}

TEST_CASE("networks of codes: a second run allocates nothing") {
  for (const NetworkKernels* kernels : available_network_kernels()) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      const Network network(seed, false);
      auto made = Model::make(network.graph(), *kernels);
      REQUIRE(made.ok());
      Model model = std::move(made).value();
      const auto bytes = bytes_of(network.feeds()[0]);
      const TensorBytes input{network.feeds()[0].type, Shape::make(network.feeds()[0].dims).value(), bytes};
      const auto allocated = [&] {
        const std::size_t before = allocations();
        REQUIRE(model.run({&input, 1}).ok());
        return allocations() - before;
      };
      CHECK(allocated() > 0);
      CHECK(allocated() == 0);
    }
  }
}

TEST_CASE("networks of codes: the plan tells how nodes are computed and what memory they take") {
  const Network network(3, false);
  auto made = Model::make(network.graph(), scalar::network_kernels());
  REQUIRE(made.ok());
  Model& model = made.value();
  CHECK(model.planned().empty());
  CHECK(model.memory().arena == 0);
  const Shape shape = Shape::make(network.feeds()[0].dims).value();
  REQUIRE(model.prepare({&shape, 1}).ok());
  const auto nodes = model.planned();
  REQUIRE(nodes.size() == model.graph().nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) CHECK(nodes[n].name == model.graph().nodes[n].name);
  CHECK(nodes.back().op == "com.microsoft.QGemm");
  CHECK(nodes.back().kernel.starts_with("plain"));
  const MemoryUse memory = model.memory();
  CHECK(memory.least > 0);
  CHECK(memory.least <= memory.arena);
  CHECK(memory.least < memory.sum);
}

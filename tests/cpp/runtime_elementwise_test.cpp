// Element-wise operators of several tensors: broadcasting in all orders of memory, fused activations, writing in place.
#include <cmath>
#include <functional>

#include "core/text.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

// Element `at` of the broadcast result, taken from an operand, by the definition.
double element(const Values& v, const Ints& dims, std::size_t at) {
  std::size_t index = 0, stride = 1;
  for (std::size_t k = dims.size(); k-- > 0;) {
    const std::size_t here = at % static_cast<std::size_t>(dims[k]);
    at /= static_cast<std::size_t>(dims[k]);
    const std::size_t added = dims.size() - v.dims.size();
    if (k < added) continue;
    const auto extent = static_cast<std::size_t>(v.dims[k - added]);
    if (extent != 1) index += here * stride;
    stride *= extent;
  }
  return v.numbers[index];
}

Numbers expected(const std::vector<Values>& feeds, const Ints& dims, const std::function<float(float, float)>& f) {
  Numbers out;
  for (std::size_t at = 0; at < count_of(dims); ++at) {
    auto sum = static_cast<float>(element(feeds[0], dims, at));
    for (std::size_t i = 1; i < feeds.size(); ++i) sum = f(sum, static_cast<float>(element(feeds[i], dims, at)));
    out.push_back(sum);
  }
  return out;
}

struct Case {
  const char* op;
  std::function<float(float, float)> f;
};
const Case cases[] = {
    {"Add", [](float a, float b) { return a + b; }},
    {"Sub", [](float a, float b) { return a - b; }},
    {"Mul", [](float a, float b) { return a * b; }},
    {"Div", [](float a, float b) { return a / b; }},
    {"Min", [](float a, float b) { return std::fmin(a, b); }},
    {"Max", [](float a, float b) { return std::fmax(a, b); }},
    {"Sum", [](float a, float b) { return a + b; }},
};

}  // namespace

TEST_CASE("elementwise: any shapes in any orders of memory") {
  Random random(3);
  for (int round = 0; round < 400; ++round) {
    const Case& c = cases[below(random, std::size(cases))];
    const bool several = std::string_view(c.op) == "Min" || std::string_view(c.op) == "Max" || std::string_view(c.op) == "Sum";
    const std::size_t operands = several ? 1 + below(random, 4) : 2;
    Ints dims(below(random, 6));
    for (std::int64_t& d : dims) d = 1 + static_cast<std::int64_t>(below(random, 4));
    ModelBuilder model;
    std::vector<Values> feeds, fed;
    Strings names;
    Ints wanted;  // the result has only the extents that some operand has
    for (std::size_t i = 0; i < operands; ++i) {
      Ints own(dims.end() - static_cast<std::ptrdiff_t>(below(random, dims.size() + 1)), dims.end());
      for (std::int64_t& d : own) d = below(random, 3) == 0 ? 1 : d;
      if (own.size() > wanted.size()) wanted.insert(wanted.begin(), own.size() - wanted.size(), 1);
      for (std::size_t k = 0; k < own.size(); ++k) {
        std::int64_t& w = wanted[k + wanted.size() - own.size()];
        w = std::max(w, own[k]);
      }
      names.push_back(text("x", i));
      feeds.push_back(random_floats(random, own));
      fed.push_back(declare_in_some_order(model, random, names.back(), feeds.back()));
    }
    model.node(c.op, "op", names, {"out"}).output("out");
    CAPTURE(round);
    CAPTURE(c.op);
    const Values got = result(model, fed);
    CHECK(got.dims == wanted);
    CHECK(got.numbers == expected(feeds, wanted, c.f));
  }
}

TEST_CASE("elementwise: PRelu with a slope for each channel, constant or not, wherever the channels lie") {
  const Values x{ElementType::f32, {1, 2, 2, 3}, {-1, 2, -3, 4, -5, 6, -7, 8, -9, 10, -11, 12}};
  const Numbers wanted{-0.5, 2, -1.5, 4, -2.5, 6, 14, 8, 18, 10, 22, 12};
  for (const bool last : {false, true}) {
    for (const bool constant : {false, true}) {
      ModelBuilder model;
      declare(model, "given", x);
      if (last) through_conv(model, "given", "x", 2);
      else model.node("Identity", "same", {"given"}, {"x"});
      std::vector<Values> feeds{x, {ElementType::f32, {2, 1, 1}, {0.5, -2}}};
      if (constant) {
        model.initializer(tensor_floats("slope", {2, 1, 1}, {0.5F, -2}));
        feeds.pop_back();
      } else {
        declare(model, "slope", feeds[1]);
      }
      model.node("PRelu", "p", {"x", "slope"}, {"out"}).output("out");
      CHECK(result(model, feeds).numbers == wanted);
    }
  }
}

TEST_CASE("elementwise: an activation fused into Add, over more elements than a block") {
  Random random(5);
  for (const Ints& dims : {Ints{1, 3, 50, 61}, Ints{2, 9173}, Ints{5000, 3}}) {
    for (const Ints& other : {dims, Ints{dims.back()}, Ints{1}}) {
      const std::vector<Values> feeds{random_floats(random, dims), random_floats(random, other)};
      ModelBuilder model;
      declare(model, "a", feeds[0]);
      declare(model, "b", feeds[1]);
      model.initializer(tensor_floats("lo", {}, {-1})).initializer(tensor_floats("hi", {}, {2.5F}));
      model.node("Add", "sum", {"b", "a"}, {"s"}).node("Clip", "clip", {"s", "lo", "hi"}, {"out"}).output("out");
      CHECK(result(model, feeds).numbers == expected(feeds, dims, [](float a, float b) { return std::fmin(std::fmax(a + b, -1.0F), 2.5F); }));
    }
  }
}

TEST_CASE("elementwise: a tensor that is read again is not written over") {
  const Values x{ElementType::f32, {3}, {1, -2, 3}};
  ModelBuilder model;
  declare(model, "x", x);
  model.node("Neg", "n", {"x"}, {"y"}).node("Sub", "s", {"y", "x"}, {"z"}).node("Mul", "m", {"z", "y"}, {"u"});
  model.node("Sum", "t", {"x", "x", "x"}, {"triple"}).node("Reshape", "r", {"u", "shape"}, {"v"}).node("Exp", "e", {"v"}, {"w"});
  model.initializer(tensor_int64("shape", {2}, {1, 3}));
  model.output("triple").output("y").output("u").output("w");
  const auto got = run(model, {x});
  REQUIRE(got.ok());
  CHECK(got.value()[0].numbers == Numbers{3, -6, 9});
  CHECK(got.value()[1].numbers == Numbers{-1, 2, -3});
  CHECK(got.value()[2].numbers == Numbers{2, 8, 18});  // −2x · −x
  CHECK(got.value()[3].numbers[2] == doctest::Approx(std::exp(18.0)).epsilon(1e-6));
}

TEST_CASE("elementwise: Pow with exponents of several types") {
  const Values x{ElementType::f32, {2, 3}, {1, 2, 3, -1.5, 0.5, 10}};
  for (const ElementType type : {ElementType::f32, ElementType::f16, ElementType::i32, ElementType::i64, ElementType::u8, ElementType::u32}) {
    const Values e{type, {3}, {0, 3, 2}};
    ModelBuilder model;
    declare(model, "x", x);
    declare(model, "e", e);
    model.node("Pow", "p", {"x", "e"}, {"out"}).output("out");
    CHECK(result(model, {x, e}).numbers == Numbers{1, 8, 9, 1, 0.125, 100});
  }
  const Values roots{ElementType::f32, {2}, {2, 0.1F}};
  ModelBuilder model;
  declare(model, "x", roots);
  model.initializer(tensor_floats("e", {}, {0.75F})).node("Pow", "p", {"x", "e"}, {"out"}).output("out");
  const Numbers got = result(model, {roots}).numbers;
  CHECK(got[0] == doctest::Approx(std::pow(2, 0.75)).epsilon(1e-7));
  CHECK(got[1] == doctest::Approx(std::pow(0.1, 0.75)).epsilon(1e-7));
}

TEST_CASE("elementwise: half precision and double are computed as float") {
  for (const ElementType type : {ElementType::f16, ElementType::f64}) {
    const Values a{type, {3}, {1, 2.5, -3}}, b{type, {}, {0.5}};
    ModelBuilder model;
    declare(model, "a", a);
    declare(model, "b", b);
    model.node("Add", "s", {"a", "b"}, {"out"}).output("out", {}, onnx_code(type));
    const Values got = result(model, {a, b});
    CHECK(got.type == type);
    CHECK(got.numbers == Numbers{1.5, 3, -2.5});
  }
}

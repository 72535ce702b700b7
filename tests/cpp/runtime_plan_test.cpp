// Plans: memory that is written over and used again, runs that allocate nothing, conversions of floats.
#include <cmath>

#include "allocations.h"
#include "core/text.h"
#include "model/operators.h"
#include "runtime/operations.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

TEST_CASE("plan: a chain of functions stays in one place") {
  const Values x{ElementType::f32, {1000}, Numbers(1000, 1.0)};
  ModelBuilder model;
  declare(model, "x", x);
  model.node("Neg", "a", {"x"}, {"y"}).node("Exp", "b", {"y"}, {"z"}).node("Abs", "c", {"z"}, {"u"}).node("Add", "d", {"one", "u"}, {"out"}).output("out");
  model.initializer(tensor_floats("one", {}, {1}));
  const std::string file = model.bytes();
  auto loaded = Model::load(as_bytes(file), scalar::network_kernels());
  REQUIRE(loaded.ok());
  Model network = std::move(loaded).value();
  const auto bytes = bytes_of(x);
  const TensorBytes input{x.type, {1000}, bytes};
  REQUIRE(network.run({&input, 1}).ok());
  CHECK(network.arena_bytes() == 4032);  // 4000, aligned
  CHECK(numbers_of(network.output(0))[999] == doctest::Approx(1 + std::exp(-1.0)));
}

TEST_CASE("plan: a second run with shapes that were seen allocates nothing") {
  Random random(73);
  for (const NetworkKernels* kernels : available_network_kernels()) {
    ModelBuilder model;
    model.input("x", {"1", "3", "h", "w"});
    model.initializer(tensor_floats("w", {8, 3, 3, 3}, floats(random_floats(random, {8, 3, 3, 3}))));
    model.initializer(tensor_floats("b", {8, 5}, floats(random_floats(random, {8, 5})))).initializer(tensor_floats("c", {5}, {1, 2, 3, 4, 5}));
    model.node("Conv", "conv", {"x", "w"}, {"y"}, {attribute_ints("pads", {1, 1, 1, 1})}).node("Relu", "relu", {"y"}, {"z"});
    model.node("MaxPool", "pool", {"z"}, {"p"}, {attribute_ints("kernel_shape", {2, 2})}).node("Mul", "mul", {"p", "p"}, {"q"});
    model.node("Softmax", "soft", {"q"}, {"s"}, {attribute_int("axis", 1)}).node("GlobalAveragePool", "gap", {"s"}, {"g"});
    model.node("Flatten", "flat", {"g"}, {"f"}).node("Gemm", "fc", {"f", "b", "c"}, {"out"}).output("out");
    const std::string file = model.bytes();
    auto loaded = Model::load(as_bytes(file), *kernels);
    REQUIRE(loaded.ok());
    Model network = std::move(loaded).value();
    const auto run_with = [&](const Values& x, const std::vector<std::byte>& bytes) {
      const TensorBytes input{x.type, Shape::make(x.dims).value(), bytes};
      const std::size_t before = allocations();
      REQUIRE(network.run({&input, 1}).ok());
      return allocations() - before;
    };
    const Values small = random_floats(random, {1, 3, 5, 7}), large = random_floats(random, {1, 3, 11, 13});
    const auto small_bytes = bytes_of(small), large_bytes = bytes_of(large);
    CHECK(run_with(small, small_bytes) > 0);
    CHECK(run_with(small, small_bytes) == 0);
    const Numbers first = numbers_of(network.output(0));
    CHECK(run_with(large, large_bytes) > 0);
    CHECK(run_with(small, small_bytes) == 0);
    CHECK(numbers_of(network.output(0)) == first);
    CHECK(run_with(large, large_bytes) == 0);
  }
}

TEST_CASE("the registry says of every operator whether it runs, and it does") {
  for (const OperatorRow& row : operators()) {
    if (row.name == "Constant") continue;  // its value is known when a model has been read
    CHECK_MESSAGE((find_operation(row) != nullptr) == row.in_float, qualified_name(row.domain, row.name));
  }
}

TEST_CASE("weights that are not finite are refused, known or computed") {
  for (const bool known : {true, false}) {
    ModelBuilder model;
    model.input("x", {"1", "1", "1", "2"});
    if (known) model.initializer(tensor_floats("w", {1, 1, 1, 1}, {INFINITY}));
    else model.input("w", {"1", "1", "1", "1"});
    model.node("Conv", "first", {"x", "w"}, {"y"}).output("y");
    const std::string file = model.bytes();
    auto loaded = Model::load(as_bytes(file), scalar::network_kernels());
    CHECK(loaded.ok() == !known);
    if (!loaded.ok()) {
      CHECK(loaded.error().code == ErrorCode::not_finite);
      CHECK(loaded.error().message.find("first") != std::string::npos);
      continue;
    }
    const auto data = bytes_of({ElementType::f32, {2}, {1, 2}}), weight = bytes_of({ElementType::f32, {1}, {INFINITY}});
    const TensorBytes inputs[] = {{ElementType::f32, {1, 1, 1, 2}, data}, {ElementType::f32, {1, 1, 1, 1}, weight}};
    const Status status = loaded.value().run(inputs);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == ErrorCode::not_finite);
    CHECK(status.error().message.find("first") != std::string::npos);
  }
}

TEST_CASE("convert: every half is itself as a float and back") {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float x = half_to_float(half);
    if (std::isnan(x)) CHECK(std::isnan(half_to_float(float_to_half(x))));
    else REQUIRE(float_to_half(x) == half);
  }
}

TEST_CASE("convert: a float between two halves becomes the nearer one, in the middle the even one") {
  for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
    const auto low = static_cast<std::uint16_t>(bits), high = static_cast<std::uint16_t>(bits + 1);
    const float middle = (half_to_float(low) + half_to_float(high)) / 2;  // exact
    const auto even = static_cast<std::uint16_t>(bits % 2 == 0 ? low : high);
    REQUIRE(float_to_half(middle) == even);
    REQUIRE(float_to_half(-middle) == (even | 0x8000U));
    REQUIRE(float_to_half(std::nextafterf(middle, 0)) == low);
    REQUIRE(float_to_half(std::nextafterf(middle, 1e9F)) == high);
  }
  CHECK(float_to_half(65519.996F) == 0x7BFF);
  CHECK(float_to_half(65520.0F) == 0x7C00);
  CHECK(float_to_half(-1e30F) == 0xFC00);
  CHECK(float_to_half(0x1p-25F) == 0);
  CHECK(float_to_half(0x1.000002p-25F) == 1);
}

TEST_CASE("plan: tensors without elements run through every operator") {
  struct Case {
    const char* op;
    std::vector<Ints> inputs;
    Ints out;
    Strings attributes;
  };
  const std::vector<Case> cases{
      {"Add", {{0, 3}, {3}}, {0, 3}, {}},
      {"Pow", {{2, 0}, {1}}, {2, 0}, {}},
      {"Max", {{0}, {1}, {1}}, {0}, {}},
      {"Relu", {{0, 2}}, {0, 2}, {}},
      {"Softmax", {{2, 0}}, {2, 0}, {}},
      {"LogSoftmax", {{0, 2}}, {0, 2}, {attribute_int("axis", 0)}},
      {"MatMul", {{0, 3}, {3, 2}}, {0, 2}, {}},
      {"MatMul", {{2, 3}, {3, 0}}, {2, 0}, {}},
      {"Gemm", {{0, 3}, {3, 2}, {2}}, {0, 2}, {}},
      {"Conv", {{0, 2, 3, 3}, {4, 2, 3, 3}}, {0, 4, 1, 1}, {}},
      {"MaxPool", {{0, 2, 3, 3}}, {0, 2, 2, 2}, {attribute_ints("kernel_shape", {2, 2})}},
      {"AveragePool", {{1, 0, 3, 3}}, {1, 0, 2, 2}, {attribute_ints("kernel_shape", {2, 2})}},
      {"GlobalAveragePool", {{0, 2, 3, 3}}, {0, 2, 1, 1}, {}},
      {"LRN", {{1, 0, 3, 3}}, {1, 0, 3, 3}, {attribute_int("size", 3)}},
      {"BatchNormalization", {{2, 0, 3}, {0}, {0}, {0}, {0}}, {2, 0, 3}, {}},
      {"ReduceMean", {{0, 4}}, {0, 1}, {attribute_ints("axes", {1})}},
  };
  for (const Case& c : cases) {
    ModelBuilder model;
    std::vector<Values> feeds;
    Strings names;
    for (const Ints& dims : c.inputs) {
      names.push_back(text("x", feeds.size()));
      feeds.push_back({ElementType::f32, dims, counted(count_of(dims))});
      declare(model, names.back(), feeds.back());
    }
    model.node(c.op, "n", names, {"out"}, c.attributes).output("out");
    CAPTURE(c.op);
    const Values got = result(model, feeds);
    CHECK(got.dims == c.out);
    CHECK(got.numbers.empty());
  }
  // A sum over nothing is 0, a mean of nothing is not a number.
  const Values a{ElementType::f32, {2, 0}, {}}, b{ElementType::f32, {0, 2}, {}};
  ModelBuilder sums;
  declare(sums, "a", a);
  declare(sums, "b", b);
  sums.node("MatMul", "m", {"a", "b"}, {"out"}).output("out");
  CHECK(result(sums, {a, b}).numbers == Numbers(4, 0.0));
  const Values picture{ElementType::f32, {1, 0, 2, 2}, {}};
  ModelBuilder conv;
  declare(conv, "x", picture);
  conv.initializer(tensor_floats("w", {1, 0, 1, 1}, {})).initializer(tensor_floats("b", {1}, {5}));
  conv.node("Conv", "c", {"x", "w", "b"}, {"out"}).output("out");
  CHECK(result(conv, {picture}).numbers == Numbers(4, 5.0));
  ModelBuilder mean;
  declare(mean, "a", a);
  mean.node("ReduceMean", "m", {"a"}, {"out"}, {attribute_ints("axes", {1})}).output("out");
  const std::string file = mean.bytes();
  auto loaded = Model::load(as_bytes(file), scalar::network_kernels());
  REQUIRE(loaded.ok());
  const TensorBytes input{ElementType::f32, {2, 0}, {}};
  REQUIRE(loaded.value().run({&input, 1}).ok());
  CHECK(std::isnan(numbers_of(loaded.value().output(0))[1]));
}

TEST_CASE("plan: operators refuse types that they do not compute") {
  struct Case {
    const char* op;
    std::vector<ElementType> types;
    std::vector<Ints> dims;
    const char* message;
  };
  const auto f = ElementType::f32, i = ElementType::i8;
  const std::vector<Case> cases{
      {"Conv", {i, i}, {{1, 1, 3, 3}, {1, 1, 1, 1}}, "Conv 'n': input 'x0' of type int8 is not supported"},
      {"Gemm", {i, i, i}, {{2, 2}, {2, 2}, {2}}, "Gemm 'n': input 'x0' of type int8 is not supported"},
      {"MatMul", {i, i}, {{2, 2}, {2, 2}}, "MatMul 'n': input 'x0' of type int8 is not supported"},
      {"Softmax", {i}, {{2, 2}}, "Softmax 'n': input 'x0' of type int8 is not supported"},
      {"ReduceMean", {i}, {{2, 2}}, "ReduceMean 'n': input 'x0' of type int8 is not supported"},
      {"GlobalAveragePool", {i}, {{1, 1, 2, 2}}, "GlobalAveragePool 'n': input 'x0' of type int8 is not supported"},
      {"BatchNormalization", {f, f, f, f, i}, {{1, 2}, {2}, {2}, {2}, {2}}, "BatchNormalization 'n': input 'x4' of type int8 is not supported"},
  };
  for (const Case& c : cases) {
    ModelBuilder model;
    std::vector<Values> feeds;
    Strings names;
    for (std::size_t k = 0; k < c.types.size(); ++k) {
      names.push_back(text("x", k));
      feeds.push_back({c.types[k], c.dims[k], counted(count_of(c.dims[k]))});
      declare(model, names[k], feeds[k]);
    }
    model.node(c.op, "n", names, {"out"}).output("out");
    const auto got = run(model, feeds);
    REQUIRE(!got.ok());
    CHECK(got.error().message == std::string(c.message));
  }
}

TEST_CASE("loading folds what is cheap, and leaves what a file could make expensive") {
  // Four constants of a little more than 1 GiB, and convolutions of them.
  ModelBuilder model;
  model.input("x", {"1"}).initializer(tensor_int64("size", {4}, {1, 1, 16384, 16385}));
  model.initializer(tensor_floats("w", {1, 1, 3, 3}, std::vector<float>(9, 1)));
  std::string last = "x";
  for (const char* name : {"a", "b", "c", "d"}) {
    model.node("ConstantOfShape", name, {"size"}, {name});
    model.node("Conv", std::string("conv_") + name, {name, "w"}, {std::string("y_") + name});
    model.node("GlobalAveragePool", std::string("mean_") + name, {std::string("y_") + name}, {std::string("m_") + name});
    model.node("Add", std::string("add_") + name, {last, std::string("m_") + name}, {std::string("s_") + name});
    last = std::string("s_") + name;
  }
  model.output(last);
  const std::string file = model.bytes();
  const auto loaded = Model::load(as_bytes(file), scalar::network_kernels());
  if (!loaded.ok()) {  // such tensors are above what 32 bits hold
    CHECK(loaded.error().code == ErrorCode::too_large);
    return;
  }
  std::size_t convolutions = 0, large = 0;
  for (const Node& node : loaded.value().graph().nodes) {
    convolutions += node.op->name == "Conv";
    large += node.op->name == "ConstantOfShape";
  }
  CHECK(convolutions == 4);
  CHECK(large == 4);
}

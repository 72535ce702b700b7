// Plans: memory that is written over and used again, runs that allocate nothing, conversions of floats.
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <new>

#include "runtime_random.h"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

// Counts what the containers of the standard library allocate. Buffers do not pass here; a run makes none.
void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace zeropoint;
using namespace zeropoint::test;

TEST_CASE("plan: a chain of functions stays in one place") {
  const Values x{ElementType::f32, {1000}, Numbers(1000, 1.0)};
  ModelBuilder model;
  declare(model, "x", x);
  model.node("Neg", "a", {"x"}, {"y"}).node("Exp", "b", {"y"}, {"z"}).node("Abs", "c", {"z"}, {"u"}).node("Add", "d", {"one", "u"}, {"out"}).output("out");
  model.initializer(tensor_floats("one", {}, {1}));
  const std::string file = model.bytes();
  auto loaded = Model::load(as_bytes(file), scalar::float_kernels());
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
  for (const FloatKernels* kernels : available_float_kernels()) {
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
      const std::size_t before = allocations;
      REQUIRE(network.run({&input, 1}).ok());
      return allocations - before;
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

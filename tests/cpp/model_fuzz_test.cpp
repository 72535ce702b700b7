// A short fuzzing run in every test: seeded, so that what it finds comes back. tests/fuzz holds the long one.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "../fuzz/exercise_model.h"
#include "../fuzz/exercise_network.h"
#include "model_files.h"
#include "random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

constexpr const char* seeds[] = {"exporter.onnx", "microsoft.onnx", "old_ir.onnx", "operators.onnx", "quantized.onnx", "resize.onnx"};
// Those that are lowered. Larger, and loading them is more work: fewer rounds.
constexpr const char* quantized_seeds[] = {"../quantized/classifier_qdq_u8_i8_channel.onnx", "../quantized/branches_qdq_i8_i8_tensor.onnx",
                                           "../quantized/functions_qdq_u8_i8_tensor.onnx"};

std::size_t place(Random& random, const std::vector<std::byte>& file) {
  return static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(file.size()) - 1));
}

// One change of the kinds that find something in a protobuf: a bit, a byte, an edge value, a part twice or gone.
void mutate(Random& random, std::vector<std::byte>& file) {
  const std::size_t at = place(random, file);
  const auto here = file.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random.integer(0, 4)) {
    case 0: file[at] ^= std::byte{1} << random.integer(0, 7); break;
    case 1: file[at] = static_cast<std::byte>(random.next()); break;
    case 2: file[at] = random.integer(0, 1) == 0 ? std::byte{0} : std::byte{0xFF}; break;
    case 3: {
      const std::size_t length = std::min<std::size_t>(file.size() - at, static_cast<std::size_t>(random.integer(1, 16)));
      const std::vector<std::byte> part(here, here + static_cast<std::ptrdiff_t>(length));
      file.insert(file.begin() + static_cast<std::ptrdiff_t>(place(random, file)), part.begin(), part.end());
      break;
    }
    default:
      if (file.size() > 1) file.erase(here);
  }
}

}  // namespace

TEST_CASE("the seeds of the fuzzer are models") {
  for (const char* name : seeds) {
    CAPTURE(name);
    CHECK(exercise_model(model_file(name)));
  }
}

TEST_CASE("mutated models run or are refused") {
  Random random(7);
  int ran = 0;
  for (const char* name : seeds) {
    const std::vector<std::byte> seed = model_file(name);
    for (int round = 0; round < 2000; ++round) {
      std::vector<std::byte> file = seed;
      mutate(random, file);
      ran += exercise_network(file) ? 1 : 0;
    }
  }
  CHECK(ran > 1000);
}

TEST_CASE("mutated quantized models run or are refused") {
  Random random(11);
  int ran = 0;
  for (const char* name : quantized_seeds) {
    const std::vector<std::byte> seed = model_file(name);
    REQUIRE_FALSE(seed.empty());
    for (int round = 0; round < 400; ++round) {
      std::vector<std::byte> file = seed;
      mutate(random, file);
      ran += exercise_network(file) ? 1 : 0;
    }
  }
  CHECK(ran > 100);
}

TEST_CASE("mutated models are read or refused") {
  Random random(2024);
  int still_models = 0;
  for (const char* name : seeds) {
    const std::vector<std::byte> seed = model_file(name);
    REQUIRE_FALSE(seed.empty());
    for (int round = 0; round < 8000; ++round) {
      std::vector<std::byte> file = seed;
      for (std::int64_t changes = random.integer(1, 3); changes > 0; --changes) mutate(random, file);
      still_models += exercise_model(file) ? 1 : 0;
    }
  }
  // Otherwise the mutations would be too wild to get past the reader.
  CHECK(still_models > 1000);
}

// libFuzzer target; README.md tells how to run it.
#include <cstddef>
#include <cstdint>

#include "exercise_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  zeropoint::test::exercise_model(std::as_bytes(std::span(data, size)));
  return 0;
}

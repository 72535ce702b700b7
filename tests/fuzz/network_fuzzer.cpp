// libFuzzer target; README.md tells how to run it.
#include <cstddef>
#include <cstdint>

#include "exercise_network.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  zeropoint::test::exercise_network(std::as_bytes(std::span(data, size)));
  return 0;
}

// Runs a network on one float32 input natively:
//   zeropoint_run_model model.onnx input.f32 1,3,224,224
// prints one line for each table of kernels and output: kernels, name, shape, and FNV-1a with 64 bits of its bytes.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "node_test_files.h"
#include "runtime/model.h"

using namespace zeropoint;

namespace {

std::vector<std::int64_t> extents_of(const char* list) {
  std::vector<std::int64_t> out;
  for (char* end = nullptr; *list != '\0'; list = *end == ',' ? end + 1 : end) out.push_back(std::strtoll(list, &end, 10));
  return out;
}

std::uint64_t fnv1a(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3U;
  return hash;
}

Status print(const NetworkKernels& kernels, std::span<const std::byte> file, const TensorBytes& input) {
  ZP_TRY(Model model, Model::load(file, kernels));
  ZP_CHECK(model.run({&input, 1}));
  for (std::size_t o = 0; o < model.graph().outputs.size(); ++o) {
    const TensorBytes y = model.output(o);
    const std::string& name = model.graph().values[model.graph().outputs[o]].name;
    std::printf("%s %s %s %016" PRIx64 "\n", std::string(kernels.name).c_str(), name.c_str(), y.shape.to_string().c_str(), fnv1a(y.bytes));
  }
  return Done{};
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::byte> file, data;
  if (count != 4 || !test::read_file(arguments[1], file) || !test::read_file(arguments[2], data)) {
    std::fprintf(stderr, "zeropoint_run_model model.onnx input.f32 extents\n");
    return 2;
  }
  const auto shape = Shape::make(extents_of(arguments[3]));
  if (!shape.ok()) return 2;
  for (const NetworkKernels* kernels : available_network_kernels()) {
    const Status status = print(*kernels, file, {ElementType::f32, shape.value(), data});
    if (status.ok()) continue;
    std::fprintf(stderr, "%s\n", status.error().message.c_str());
    return 1;
  }
}

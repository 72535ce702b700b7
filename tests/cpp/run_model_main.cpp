// Runs a network on float32 samples natively, a batch at a time:
//   zeropoint_run_model model.onnx input.f32 1000,3,32,32 [batch]
// prints one line for each table of kernels and output: kernels, name, shape of the last batch, and FNV-1a with 64 bits of
// the bytes of all batches.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "node_test_files.h"
#include "runtime/model.h"
#include "sample_files.h"

using namespace zeropoint;

namespace {

void add(std::uint64_t& fnv1a, std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) fnv1a = (fnv1a ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3U;
}

Status print(const NetworkKernels& kernels, std::span<const std::byte> file, const test::SampleFile& samples) {
  ZP_TRY(Model model, Model::load(file, kernels));
  std::vector<std::uint64_t> hashes(model.graph().outputs.size(), 0xCBF29CE484222325U);
  for (std::size_t start = 0; start < samples.count(); start += samples.batch) {
    ZP_CHECK(model.run({{samples.batch_at(start)}}));
    for (std::size_t o = 0; o < hashes.size(); ++o) add(hashes[o], model.output(o).bytes);
  }
  for (std::size_t o = 0; o < hashes.size(); ++o) {
    const std::string& name = model.graph().values[model.graph().outputs[o]].name;
    std::printf("%s %s %s %016" PRIx64 "\n", std::string(kernels.name).c_str(), name.c_str(), model.output(o).shape.to_string().c_str(), hashes[o]);
  }
  return Done{};
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::byte> file;
  test::SampleFile samples;
  if (count < 4 || count > 5 || !test::read_file(arguments[1], file) || !samples.read(arguments[2], arguments[3], count == 5 ? arguments[4] : "")) {
    std::fprintf(stderr, "zeropoint_run_model model.onnx input.f32 extents [batch]\n");
    return 2;
  }
  for (const NetworkKernels* kernels : available_network_kernels()) {
    const Status status = print(*kernels, file, samples);
    if (status.ok()) continue;
    std::fprintf(stderr, "%s\n", status.error().message.c_str());
    return 1;
  }
}

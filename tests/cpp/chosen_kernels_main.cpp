// What computes each layer of a network in integers:
//   zeropoint_chosen_kernels model.onnx input.f32 1,3,224,224 [relaxed]
// quantizes it by the default recipe, calibrated with this one input, and prints a line for each node: operator, result and
// the kernel that simd128 chose, or the relaxed back end where its instruction is exact with uint8, with its reason.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "kernels/relaxed/choose.h"
#include "node_test_files.h"
#include "ptq/quantized_model.h"

using namespace zeropoint;

namespace {

std::vector<std::int64_t> extents_of(const char* list) {
  std::vector<std::int64_t> out;
  for (char* end = nullptr; *list != '\0'; list = *end == ',' ? end + 1 : end) out.push_back(std::strtoll(list, &end, 10));
  return out;
}

// Chooses and computes nothing: only the decisions are looked at.
NetworkKernels relaxed_kernels() {
  NetworkKernels kernels = simd128::network_kernels();
  kernels.integer_conv = {
      .choose = [](const IntegerConvLayer& layer, const IntegerConvWeights& weights) noexcept {
        return relaxed::choose_conv(relaxed::DotKind::exact_unsigned, layer, weights);
      },
      .scratch_bytes = [](const IntegerConvLayer&, const ConvChoice&) noexcept -> std::uint64_t { return 0; },
      .conv = [](const IntegerConvLayer&, const ConvChoice&, std::span<const std::byte>, std::span<const std::byte>, std::byte*, std::byte*) noexcept {},
  };
  return kernels;
}

Status print(std::span<const std::byte> file, const TensorBytes& input, bool relaxed) {
  static const NetworkKernels relaxed_table = relaxed_kernels();
  const NetworkKernels& kernels = relaxed ? relaxed_table : simd128::network_kernels();
  ZP_TRY(Model network, Model::load(file, kernels));
  ZP_TRY(Calibration calibration, Calibration::make(network));
  ZP_CHECK(calibration.observe(network, {&input, 1}));
  ZP_TRY(QuantizedModel quantized, QuantizedModel::make(network, calibration, {}));
  ZP_CHECK(quantized.model().run({&input, 1}));
  const Graph& graph = quantized.model().graph();
  for (const PlannedNode& planned : quantized.model().planned()) {
    const auto node = std::ranges::find(graph.nodes, planned.name, &Node::name);
    const std::string shape = node != graph.nodes.end() && node->has_output(0) ? graph.values[node->outputs[0]].type.to_string() : "";
    std::printf("%s → %s%s%s\n", planned.op.c_str(), shape.c_str(), planned.kernel.empty() ? "" : " · ", planned.kernel.c_str());
  }
  return Done{};
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::byte> file, data;
  if (count < 4 || count > 5 || !test::read_file(arguments[1], file) || !test::read_file(arguments[2], data)) {
    std::fprintf(stderr, "zeropoint_chosen_kernels model.onnx input.f32 extents [relaxed]\n");
    return 2;
  }
  const auto shape = Shape::make(extents_of(arguments[3]));
  if (!shape.ok()) return 2;
  const Status status = print(file, {ElementType::f32, shape.value(), data}, count == 5);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return 1;
}

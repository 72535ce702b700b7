// Quantizes a network natively, with the usual recipe:
//   zeropoint_quantize_model float.onnx samples.f32 512,1,28,28 batch out.onnx
// once for each table of kernels; fails if they write different files.
#include <cstdio>

#include "core/text.h"
#include "model/onnx_writer.h"
#include "ptq/quantized_model.h"
#include "sample_files.h"

using namespace zeropoint;

namespace {

Result<Buffer<std::byte>> quantized(const NetworkKernels& kernels, std::span<const std::byte> file, const test::SampleFile& samples) {
  ZP_TRY(Model model, Model::load(file, kernels));
  ZP_TRY(Calibration calibration, Calibration::make(model));
  for (std::size_t start = 0; start < samples.count(); start += samples.batch) ZP_CHECK(calibration.observe(model, {{samples.batch_at(start)}}));
  ZP_TRY(const QuantizedModel made, QuantizedModel::make(model, calibration, {}));
  ZP_TRY(const Graph graph, made.graph());
  return write_onnx(graph);
}

Status run(std::span<const std::byte> file, const test::SampleFile& samples, const char* out) {
  std::optional<Buffer<std::byte>> written;
  for (const NetworkKernels* kernels : available_network_kernels()) {
    ZP_TRY(Buffer<std::byte> here, quantized(*kernels, file, samples));
    if (written && !std::ranges::equal(*written, here)) return Error{ErrorCode::invalid_argument, text(kernels->name, " gives another file")};
    written = std::move(here);
  }
  std::FILE* opened = std::fopen(out, "wb");
  const bool whole = opened != nullptr && std::fwrite(written->data(), 1, written->size(), opened) == written->size();
  if (opened != nullptr) std::fclose(opened);
  if (!whole) return Error{ErrorCode::invalid_argument, text("cannot write ", out)};
  return Done{};
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::byte> file;
  test::SampleFile samples;
  if (count != 6 || !test::read_file(arguments[1], file) || !samples.read(arguments[2], arguments[3], arguments[4])) {
    std::fprintf(stderr, "zeropoint_quantize_model float.onnx samples.f32 extents batch out.onnx\n");
    return 2;
  }
  const Status status = run(file, samples, arguments[5]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return 1;
}

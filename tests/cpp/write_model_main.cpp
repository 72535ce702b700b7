// Reads a network, simplifies it as loading does, and writes it again:
//   zeropoint_write_model in.onnx out.onnx
#include <cstdio>

#include "core/text.h"
#include "model/onnx_writer.h"
#include "node_test_files.h"
#include "runtime/model.h"

using namespace zeropoint;

namespace {

Status rewrite(const char* in, const char* out) {
  std::vector<std::byte> bytes;
  if (!test::read_file(in, bytes)) return Error{ErrorCode::invalid_argument, text("cannot read ", in)};
  ZP_TRY(const Model model, Model::load(bytes, scalar::network_kernels()));
  ZP_TRY(const Buffer<std::byte> written, write_onnx(model.graph()));
  std::FILE* file = std::fopen(out, "wb");
  const bool whole = file != nullptr && std::fwrite(written.data(), 1, written.size(), file) == written.size();
  if (file != nullptr) std::fclose(file);
  if (!whole) return Error{ErrorCode::invalid_argument, text("cannot write ", out)};
  return Done{};
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "zeropoint_write_model in.onnx out.onnx\n");
    return 2;
  }
  const Status status = rewrite(arguments[1], arguments[2]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.error().message.c_str());
  return 1;
}

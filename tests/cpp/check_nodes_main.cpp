// Runs the ONNX project's node tests and compares values:
//   zeropoint_check_nodes folder…
// prints one line for each: "pass NAME", "skip NAME: why" (an operator or type that is not supported) or
// "fail NAME: why". Integers have to be equal, floats within 1e-4 relative (and 1e-6 absolute).
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "core/text.h"
#include "model/read_tensor.h"
#include "node_test_files.h"
#include "runtime/model.h"

using namespace zeropoint;

namespace {

bool close(double got, double wanted) {
  if (std::isnan(wanted) || std::isinf(wanted)) return std::isnan(wanted) ? std::isnan(got) : got == wanted;
  return std::fabs(got - wanted) <= 1e-4 * std::fabs(wanted) + 1e-6;
}

Status compare(const Constant& wanted, const TensorBytes& got, std::size_t o) {
  const auto complain = [&](const auto&... parts) { return Error{ErrorCode::shape_mismatch, text("output ", o, parts...)}; };
  if (got.type != wanted.type() || got.shape != wanted.shape()) {
    return complain(" is ", element_type_name(got.type), " ", got.shape.to_string(), ", not ", element_type_name(wanted.type()), " ", wanted.shape().to_string());
  }
  ZP_TRY(auto bytes, Buffer<std::byte>::make(got.bytes.size()));
  std::ranges::copy(got.bytes, bytes.begin());
  const Constant result(got.type, got.shape, std::move(bytes));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool same = is_float(got.type) ? close(result.real_at(i), wanted.real_at(i)) : result.integer_at(i) == wanted.integer_at(i);
    if (!same) return complain(", element ", i, " is ", result.real_at(i), ", not ", wanted.real_at(i));
  }
  return Done{};
}

Status check(const std::string& folder, const NetworkKernels& kernels) {
  std::vector<std::byte> file;
  if (!test::read_file(folder + "/model.onnx", file)) return Error{ErrorCode::invalid_argument, "cannot read model.onnx"};
  test::as_opset_21(file);
  ZP_TRY(Model model, Model::load(file, kernels));
  std::vector<Constant> constants;
  std::vector<TensorBytes> inputs;
  for (std::size_t i = 0; i < model.graph().inputs.size(); ++i) {
    ZP_TRY(Constant value, test::recorded(folder, "input", i));
    constants.push_back(std::move(value));
  }
  for (const Constant& value : constants) inputs.push_back({value.type(), value.shape(), value.bytes()});
  ZP_CHECK(model.run(inputs));
  for (std::size_t o = 0; o < model.graph().outputs.size(); ++o) {
    ZP_TRY(const Constant wanted, test::recorded(folder, "output", o));
    ZP_CHECK(compare(wanted, model.output(o), o));
  }
  return Done{};
}

std::string judge(const std::string& folder) {
  for (const NetworkKernels* kernels : available_network_kernels()) {
    const Status status = check(folder, *kernels);
    if (status.ok()) continue;
    const Error& error = status.error();
    return text(test::refuses_politely(error) ? "skip: " : "fail: ", error.message);
  }
  return "pass";
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    const std::string verdict = judge(arguments[i]);
    const char* name = std::strrchr(arguments[i], '/');
    std::printf("%.4s %s%s\n", verdict.c_str(), name != nullptr ? name + 1 : arguments[i], verdict.c_str() + 4);
  }
}

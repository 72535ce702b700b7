// What float and quantized networks do alike, over a Model.
#pragma once

#include <emscripten/val.h>

#include <string_view>

#include "convert.h"
#include "core/function.h"
#include "runtime/code_params.h"
#include "runtime/model.h"

namespace zeropoint::bindings {

// [{ name, type, shape }]: element types are ONNX's codes, 0 for an unknown one; a size is a number, a name or null.
val from_inputs(const Model& model);
val from_outputs(const Model& model);

// { arena, tensors, least } in bytes.
val from_memory(const MemoryUse& memory);

val shape_of_input(const Model& model, int i, double elements);
val prepare_network(Model& model, const val& shapes);

// [{ type, shape, bytes }], one for each input of the model in its order, copied in.
struct NetworkInputs {
  std::vector<Buffer<std::uint8_t>> copies;
  std::vector<TensorBytes> tensors;
};
Result<NetworkInputs> to_inputs(const Model& model, const val& list);

// How a caller names a value, and what it is called in the graph that runs. Errors: it is not computed.
using NameOf = FunctionRef<Result<std::string>(const std::string&)>;
// What codes stand for, by the name that they have in the graph that runs; nothing for other tensors.
using CodesOf = FunctionRef<std::optional<ValueCodes>(std::string_view)>;
val from_codes(const ValueCodes& codes);  // { scale, zeroPoint, qmin, qmax, bits, signed }

// The outputs in the form of the inputs, and behind them the values of these names.
Result<val> run_network(Model& model, const val& list, const val& names, NameOf name_of, CodesOf codes_of);

val from_dimensions(const std::optional<Dimensions>& dims);  // null while even the rank is unknown

// The table of that name; the TypeScript side offers only names from kernelNames(). Each module has its own.
const NetworkKernels& network_kernels_named(const std::string& name);

}  // namespace zeropoint::bindings

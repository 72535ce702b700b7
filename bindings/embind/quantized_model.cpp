#include "ptq/quantized_model.h"

#include <emscripten/bind.h>

#include "convert.h"
#include "core/text.h"
#include "model/layers.h"
#include "model/onnx_writer.h"
#include "module.h"
#include "network.h"
#include "recipe.h"
#include "trace.h"

namespace zeropoint::bindings {

namespace {

val make_quantized(const Model& model, const Calibration& calibration, const val& recipe) {
  return answer(QuantizedModel::make(model, calibration, to_recipe(recipe)), own<QuantizedModel>);
}

val inputs(const QuantizedModel& quantized) { return from_inputs(quantized.model()); }
val outputs(const QuantizedModel& quantized) { return from_outputs(quantized.model()); }
double weight_bytes(const QuantizedModel& quantized) { return static_cast<double>(zeropoint::weight_bytes(quantized.model().graph())); }
val memory_use(const QuantizedModel& quantized) { return from_memory(quantized.model().memory()); }
val shape_for(const QuantizedModel& quantized, int i, double elements) { return shape_of_input(quantized.model(), i, elements); }
val prepare(QuantizedModel& quantized, const val& shapes) { return prepare_network(quantized.model(), shapes); }

val run(QuantizedModel& quantized, const val& tensors, const val& names) {
  const auto name_of = [&](const std::string& name) -> Result<std::string> {
    const std::string running = quantized.running_name(name);
    if (!running.empty()) return running;
    // Otherwise a name of the network that runs, or one that is complained of there.
    return name;
  };
  const auto codes_of = [&](std::string_view name) {
    const ValueCodes* codes = quantized.codes_of(name);
    return codes != nullptr ? std::optional(*codes) : std::nullopt;
  };
  return answer(run_network(quantized.model(), tensors, names, name_of, codes_of), as_is);
}

Result<val> traced(QuantizedModel& quantized, Model& model, const val& list) {
  ZP_TRY(const NetworkInputs& inputs, to_inputs(model, list));
  ZP_TRY(Trace trace, Trace::make(model, quantized));
  ZP_CHECK(trace.add(inputs.tensors));
  ZP_TRY(const auto& layers, trace.layers());
  return from_traces(layers);
}
val trace(QuantizedModel& quantized, Model& model, const val& list) { return answer(traced(quantized, model, list), as_is); }

val recipe(const QuantizedModel& quantized) { return from_recipe(quantized.recipe()); }

val size(const QuantizedModel& quantized) {
  val object = val::object();
  set(object, "bytes", static_cast<double>(quantized.size().bytes));
  set(object, "weightBytes", static_cast<double>(quantized.size().weight_bytes));
  set(object, "floatBytes", static_cast<double>(quantized.size().float_bytes));
  return object;
}

Result<val> from_frozen_tensor(const FrozenTensor& tensor) {
  ZP_TRY(val qparams, from_qparams(std::span<const QParams>(tensor.qparams)));
  val object = val::object();
  set(object, "bits", tensor.quant.bits);
  set(object, "signed", val(tensor.quant.is_signed));
  set(object, "granularity", from_weight_granularity(tensor.granularity));
  set(object, "qparams", qparams);
  set(object, "bytes", static_cast<double>(tensor.bytes().total()));
  return object;
}

Result<val> layers_of(const QuantizedModel& quantized) {
  val list = val::array();
  for (std::size_t i = 0; i < quantized.running().size(); ++i) {
    const FrozenLayer& layer = quantized.frozen().layers[i];
    const RunningLayer& running = quantized.running()[i];
    val object = val::object();
    set(object, "float", val(!running.in_integers));
    set(object, "why", val(running.in_integers ? std::string() : running.why_in_float));
    set(object, "runsAs", val(running.op));
    set(object, "sameElsewhere", val(layer.same_elsewhere));
    if (layer.output) set(object, "output", from_codes(*layer.output));
    if (layer.weights) {
      ZP_TRY(val weights, from_frozen_tensor(*layer.weights));
      set(object, "weights", weights);
    }
    list.call<void>("push", object);
  }
  return list;
}
val layers(const QuantizedModel& quantized) { return answer(layers_of(quantized), as_is); }

Result<val> written(const QuantizedModel& quantized, const std::string& four_bit) {
  ZP_TRY(const Graph& graph, quantized.graph(four_bit == "int4" ? FourBitContainer::int4 : FourBitContainer::int8));
  ZP_TRY(const Buffer<std::byte>& file, write_onnx(graph));
  return copy_out(std::span(reinterpret_cast<const std::uint8_t*>(file.data()), file.size()));
}
val to_onnx(const QuantizedModel& quantized, const std::string& four_bit) { return answer(written(quantized, four_bit), as_is); }

}  // namespace

void register_quantized_model() {
  emscripten::class_<QuantizedModel>("QuantizedModel")
      .class_function("make", &make_quantized)
      .function("inputs", &inputs)
      .function("outputs", &outputs)
      .function("weightBytes", &weight_bytes)
      .function("memoryUse", &memory_use)
      .function("shapeFor", &shape_for)
      .function("prepare", &prepare)
      .function("run", &run)
      .function("trace", &trace)
      .function("recipe", &recipe)
      .function("size", &size)
      .function("layers", &layers)
      .function("toOnnx", &to_onnx);
}

}  // namespace zeropoint::bindings

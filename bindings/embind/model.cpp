#include <emscripten/bind.h>

#include <algorithm>

#include "convert.h"
#include "model/layers.h"
#include "module.h"
#include "network.h"
#include "runtime/code_params.h"

namespace zeropoint::bindings {

namespace {

// [{ name, shape }]
Result<std::vector<InputShape>> to_input_shapes(const val& list) {
  std::vector<InputShape> shapes;
  for (std::size_t i = 0; i < length_of(list); ++i) {
    ZP_TRY(const Shape& shape, to_shape(list[i]["shape"]));
    shapes.push_back({string_at(list[i], "name"), shape});
  }
  return shapes;
}

Result<Model> load(const NetworkKernels& kernels, const val& file, const val& given, bool only_runs) {
  ZP_TRY(const auto& shapes, to_input_shapes(given));
  ZP_TRY(const Buffer<std::uint8_t>& bytes, copy_in<std::uint8_t>(file));
  return Model::load(std::as_bytes(bytes.span()), kernels, shapes, only_runs ? Keep::packed : Keep::all);
}

val make_model(const std::string& kernels, const val& file, const val& shapes, bool only_runs) {
  return answer(load(network_kernels_named(kernels), file, shapes, only_runs), own<Model>);
}

val from_types(const std::vector<TensorType>& types) {
  val list = val::array();
  for (const TensorType& type : types) list.call<void>("push", from_dimensions(type.dims));
  return list;
}

val from_names(const std::vector<std::string>& names) {
  val list = val::array();
  for (const std::string& name : names) list.call<void>("push", name);
  return list;
}

val from_sizes(const std::vector<std::int64_t>& sizes) {
  val list = val::array();
  for (const std::int64_t size : sizes) list.call<void>("push", static_cast<double>(size));
  return list;
}

val from_layer(const Layer& layer) {
  val object = val::object();
  set(object, "name", val(layer.name));
  set(object, "operator", val(layer.op));
  if (layer.activation) set(object, "activation", from_range({layer.activation->lo, layer.activation->hi}));
  set(object, "inputs", from_types(layer.inputs));
  set(object, "outputs", from_types(layer.outputs));
  set(object, "reads", from_names(layer.reads));
  set(object, "writes", from_names(layer.writes));
  if (!layer.kernel.empty()) set(object, "kernel", from_sizes(layer.kernel));
  set(object, "parameters", static_cast<double>(layer.parameters));
  set(object, "macs", layer.macs ? val(static_cast<double>(*layer.macs)) : val::null());
  return object;
}

val layers(const Model& model) {
  val list = val::array();
  for (const Layer& layer : zeropoint::layers(model.graph())) list.call<void>("push", from_layer(layer));
  return list;
}

// { producer, opsets: { domain: version }, operators: { name: count } }
val file(const Model& model) {
  val object = val::object(), opsets = val::object(), operators = val::object();
  for (const Opset& opset : model.file().opsets) set(opsets, opset.domain.empty() ? "ai.onnx" : opset.domain.c_str(), opset.version);
  for (const auto& [name, count] : model.file().operators) set(operators, name.c_str(), static_cast<double>(count));
  set(object, "producer", val(model.file().producer));
  set(object, "opsets", opsets);
  set(object, "operators", operators);
  return object;
}

double weight_bytes(const Model& model) { return static_cast<double>(zeropoint::weight_bytes(model.graph())); }
val memory_use(const Model& model) { return from_memory(model.memory()); }

val run(Model& model, const val& tensors, const val& names) {
  const auto same = [](const std::string& name) { return Result<std::string>(name); };
  const auto codes_of = [&](std::string_view name) -> std::optional<ValueCodes> {
    const auto value = std::ranges::find(model.graph().values, name, &Value::name);
    const auto params = code_params(model.graph())[static_cast<std::size_t>(value - model.graph().values.begin())];
    if (!params) return std::nullopt;
    return ValueCodes{*params, {.is_signed = params->qmin < 0}};
  };
  return answer(run_network(model, tensors, names, same, codes_of), as_is);
}

}  // namespace

void register_model() {
  emscripten::class_<Model>("Model")
      .class_function("make", &make_model)
      .function("file", &file)
      .function("inputs", &from_inputs)
      .function("outputs", &from_outputs)
      .function("layers", &layers)
      .function("weightBytes", &weight_bytes)
      .function("memoryUse", &memory_use)
      .function("shapeFor", &shape_of_input)
      .function("prepare", &prepare_network)
      .function("run", &run);
}

}  // namespace zeropoint::bindings

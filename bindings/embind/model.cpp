#include <emscripten/bind.h>

#include "convert.h"
#include "core/text.h"
#include "model/layers.h"
#include "module.h"
#include "runtime/model.h"

namespace zeropoint::bindings {

namespace {

const NetworkKernels& network_kernels_named(const std::string& name) {
  for (const NetworkKernels* table : available_network_kernels()) {
    if (table->name == name) return *table;
  }
  return scalar::network_kernels();
}

// [{ name, shape }]
Result<std::vector<InputShape>> to_input_shapes(const val& list) {
  std::vector<InputShape> shapes;
  for (std::size_t i = 0; i < length_of(list); ++i) {
    ZP_TRY(const Shape shape, to_shape(list[i]["shape"]));
    shapes.push_back({string_at(list[i], "name"), shape});
  }
  return shapes;
}

Result<Model> load(const NetworkKernels& kernels, const val& file, const val& given) {
  ZP_TRY(const auto shapes, to_input_shapes(given));
  ZP_TRY(const Buffer<std::uint8_t> bytes, copy_in<std::uint8_t>(file));
  return Model::load(std::as_bytes(bytes.span()), kernels, shapes);
}

val make_model(const std::string& kernels, const val& file, const val& shapes) {
  return answer(load(network_kernels_named(kernels), file, shapes), own<Model>);
}

// A number, a name, or null for each; null while even the rank is unknown.
val from_dimensions(const std::optional<Dimensions>& dims) {
  if (!dims) return val::null();
  val array = val::array();
  for (const Dimension& d : *dims) {
    array.call<void>("push", d.fixed()              ? val(static_cast<double>(d.extent()))
                             : !d.symbol().empty() ? val(d.symbol())
                                                   : val::null());
  }
  return array;
}

// Element types cross as ONNX's codes, 0 for an unknown one.
val from_values(const Graph& graph, std::span<const ValueId> ids) {
  val list = val::array();
  for (ValueId id : ids) {
    const Value& value = graph.values[id];
    val object = val::object();
    set(object, "name", val(value.name));
    set(object, "type", value.type.element ? onnx_code(*value.type.element) : 0);
    set(object, "shape", from_dimensions(value.type.dims));
    list.call<void>("push", object);
  }
  return list;
}

val inputs(const Model& model) { return from_values(model.graph(), model.graph().inputs); }
val outputs(const Model& model) { return from_values(model.graph(), model.graph().outputs); }

val shape_for(const Model& model, int i, double elements) {
  return answer(model.shape_for(static_cast<std::size_t>(i), static_cast<std::size_t>(elements)), from_shape);
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
double arena_bytes(const Model& model) { return static_cast<double>(model.arena_bytes()); }

Status prepare_for(Model& model, const val& list) {
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < length_of(list); ++i) {
    ZP_TRY(const Shape shape, to_shape(list[i]));
    shapes.push_back(shape);
  }
  return model.prepare(shapes);
}
val prepare(Model& model, const val& shapes) { return answer(prepare_for(model, shapes)); }

// Sizes have 32 bits here, which the elements of a Shape may exceed.
Status check_length(const std::string& name, const Shape& shape, ElementType type, std::size_t length) {
  if ((shape.element_count() * element_bits(type) + 7) / 8 == static_cast<std::int64_t>(length)) return Done{};
  return Error{ErrorCode::shape_mismatch, text("input '", name, "' of shape ", shape.to_string(), " has ", shape.element_count(), " values, got ",
                                               static_cast<std::int64_t>(length) * 8 / element_bits(type))};
}

// [{ type, shape, bytes }], one for each input of the model in its order; the outputs in the same form.
Result<val> run_all(Model& model, const val& list) {
  const std::size_t n = model.graph().inputs.size();
  std::vector<Buffer<std::uint8_t>> copies(n);
  std::vector<TensorBytes> tensors(n);
  for (std::size_t i = 0; i < n; ++i) {
    const val tensor = list[i];
    const val bytes = tensor["bytes"];
    // The TypeScript side offers only types that there are.
    tensors[i].type = element_type_of_onnx(int_at(tensor, "type")).value_or(ElementType::f32);
    ZP_TRY(tensors[i].shape, to_shape(tensor["shape"]));
    ZP_CHECK(check_length(model.graph().values[model.graph().inputs[i]].name, tensors[i].shape, tensors[i].type, length_of(bytes)));
    ZP_TRY(copies[i], copy_in<std::uint8_t>(bytes));
    tensors[i].bytes = std::as_bytes(copies[i].span());
  }
  ZP_CHECK(model.run(tensors));
  val results = val::array();
  for (std::size_t o = 0; o < model.graph().outputs.size(); ++o) {
    const TensorBytes output = model.output(o);
    val object = val::object();
    set(object, "type", onnx_code(output.type));
    set(object, "shape", from_shape(output.shape));
    set(object, "bytes", copy_out(std::span(reinterpret_cast<const std::uint8_t*>(output.bytes.data()), output.bytes.size())));
    results.call<void>("push", object);
  }
  return results;
}

val run(Model& model, const val& tensors) { return answer(run_all(model, tensors), as_is); }

}  // namespace

void register_model() {
  emscripten::class_<Model>("Model")
      .class_function("make", &make_model)
      .function("file", &file)
      .function("inputs", &inputs)
      .function("outputs", &outputs)
      .function("layers", &layers)
      .function("weightBytes", &weight_bytes)
      .function("arenaBytes", &arena_bytes)
      .function("shapeFor", &shape_for)
      .function("prepare", &prepare)
      .function("run", &run);
}

}  // namespace zeropoint::bindings

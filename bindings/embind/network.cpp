#include "network.h"

#include "core/text.h"
#include "runtime/kept_values.h"

namespace zeropoint::bindings {

namespace {

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

// Sizes have 32 bits here, which the elements of a Shape may exceed.
Status check_length(const std::string& name, const Shape& shape, ElementType type, std::size_t length) {
  if ((shape.element_count() * element_bits(type) + 7) / 8 == static_cast<std::int64_t>(length)) return Done{};
  return Error{ErrorCode::shape_mismatch, text("input '", name, "' of shape ", shape.to_string(), " has ", shape.element_count(), " values, got ",
                                               static_cast<std::int64_t>(length) * 8 / element_bits(type))};
}

val from_tensor(ElementType type, const Shape& shape, std::span<const std::byte> bytes) {
  val object = val::object();
  set(object, "type", onnx_code(type));
  set(object, "shape", from_shape(shape));
  set(object, "bytes", copy_out(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())));
  return object;
}

Status prepare_for(Model& model, const val& list) {
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < length_of(list); ++i) {
    ZP_TRY(const Shape& shape, to_shape(list[i]));
    shapes.push_back(shape);
  }
  return model.prepare(shapes);
}

}  // namespace

val from_codes(const ValueCodes& codes) {
  val object = from_qparams(codes.params);
  set(object, "bits", codes.quant.bits);
  set(object, "signed", val(codes.quant.is_signed));
  return object;
}

// A number, a name, or null for each.
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

val from_inputs(const Model& model) { return from_values(model.graph(), model.graph().inputs); }
val from_outputs(const Model& model) { return from_values(model.graph(), model.graph().outputs); }

val from_memory(const MemoryUse& memory) {
  val object = val::object();
  set(object, "arena", static_cast<double>(memory.arena));
  set(object, "tensors", static_cast<double>(memory.sum));
  set(object, "least", static_cast<double>(memory.least));
  return object;
}

val shape_of_input(const Model& model, int i, double elements) {
  return answer(model.shape_for(static_cast<std::size_t>(i), static_cast<std::size_t>(elements)), from_shape);
}

val prepare_network(Model& model, const val& shapes) { return answer(prepare_for(model, shapes)); }

Result<NetworkInputs> to_inputs(const Model& model, const val& list) {
  const std::size_t n = model.graph().inputs.size();
  NetworkInputs inputs{std::vector<Buffer<std::uint8_t>>(n), std::vector<TensorBytes>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    const val tensor = list[i];
    const val bytes = tensor["bytes"];
    TensorBytes& out = inputs.tensors[i];
    // The TypeScript side offers only types that there are.
    out.type = element_type_of_onnx(int_at(tensor, "type")).value_or(ElementType::f32);
    ZP_TRY(out.shape, to_shape(tensor["shape"]));
    ZP_CHECK(check_length(model.graph().values[model.graph().inputs[i]].name, out.shape, out.type, length_of(bytes)));
    ZP_TRY(inputs.copies[i], copy_in<std::uint8_t>(bytes));
    out.bytes = std::as_bytes(inputs.copies[i].span());
  }
  return inputs;
}

Result<val> run_network(Model& model, const val& list, const val& names, NameOf name_of, CodesOf codes_of) {
  ZP_TRY(const NetworkInputs& inputs, to_inputs(model, list));
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < length_of(names); ++i) {
    ZP_TRY(std::string name, name_of(names[i].as<std::string>()));
    wanted.push_back(std::move(name));
  }
  std::vector<KeptValue> kept;
  if (wanted.empty()) {
    ZP_CHECK(model.run(inputs.tensors));
  } else {
    ZP_TRY(kept, run_keeping(model, inputs.tensors, wanted));
  }
  val results = val::array();
  const auto add = [&](std::string_view name, ElementType type, const Shape& shape, std::span<const std::byte> bytes) {
    val tensor = from_tensor(type, shape, bytes);
    if (type == ElementType::u8 || type == ElementType::i8) {
      if (const auto codes = codes_of(name)) set(tensor, "codes", from_codes(*codes));
    }
    results.call<void>("push", tensor);
  };
  for (std::size_t o = 0; o < model.graph().outputs.size(); ++o) {
    const TensorBytes output = model.output(o);
    add(model.graph().values[model.graph().outputs[o]].name, output.type, output.shape, output.bytes);
  }
  for (const KeptValue& value : kept) add(value.name, value.type, value.shape, value.bytes.span());
  return results;
}

}  // namespace zeropoint::bindings

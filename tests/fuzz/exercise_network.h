// What a fuzzer does with a model that can be loaded: a plan, and a run on zeros, in every table of kernels.
#pragma once

#include <span>
#include <vector>

#include "runtime/model.h"

namespace zeropoint::test {

// Runs above it would only be slow.
constexpr std::size_t most_input_elements = 1 << 16;
constexpr std::size_t most_arena_bytes = 1 << 24;

// Zeros for an input, 3 for what the file leaves open; nothing if it is large.
inline std::optional<Constant> zeros_for(const Value& input) {
  std::vector<std::int64_t> extents;
  for (std::size_t i = 0; input.type.dims && i < input.type.dims->size(); ++i) {
    const Dimension& d = (*input.type.dims)[i];
    extents.push_back(d.fixed() ? d.extent() : 3);
  }
  const ElementType type = input.type.element.value_or(ElementType::f32);
  const auto shape = Shape::make(extents);
  if (!shape.ok() || shape.value().element_count() > static_cast<std::int64_t>(most_input_elements)) return std::nullopt;
  auto bytes = Buffer<std::byte>::make(stored_bytes(type, static_cast<std::size_t>(shape.value().element_count())), std::byte{0});
  return bytes.ok() ? std::optional(Constant(type, shape.value(), std::move(bytes).value())) : std::nullopt;
}

// True if the network could be run.
inline bool exercise_network(std::span<const std::byte> file) {
  bool ran = false;
  for (const NetworkKernels* kernels : available_network_kernels()) {
    auto loaded = Model::load(file, *kernels, {}, kernels == available_network_kernels().back() ? Keep::packed : Keep::all);
    if (!loaded.ok()) return false;
    Model model = std::move(loaded).value();
    std::vector<Constant> zeros;
    std::vector<TensorBytes> inputs;
    std::vector<Shape> shapes;
    for (const ValueId id : model.graph().inputs) {
      const auto made = zeros_for(model.graph().values[id]);
      if (!made) return false;
      zeros.push_back(*made);
    }
    for (const Constant& zero : zeros) {
      inputs.push_back({zero.type(), zero.shape(), zero.bytes()});
      shapes.push_back(zero.shape());
    }
    if (!model.prepare(shapes).ok() || model.arena_bytes() > most_arena_bytes) continue;
    ran = model.run(inputs).ok();
  }
  return ran;
}

}  // namespace zeropoint::test

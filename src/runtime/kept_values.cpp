#include "runtime/kept_values.h"

#include <algorithm>
#include <cstring>

#include "core/text.h"
#include "runtime/convert.h"

namespace zeropoint {

namespace {

class Keeper : public Watcher {
 public:
  explicit Keeper(const Model& model) : model_(model) {}

  Status want(const std::string& name) {
    const Graph& graph = model_.graph();
    const auto is_it = [&](ValueId id) { return id != absent && graph.values[id].name == name; };
    auto found = std::ranges::find_if(graph.inputs, is_it);
    ValueId id = found == graph.inputs.end() ? absent : *found;
    for (auto node = graph.nodes.begin(); id == absent && node != graph.nodes.end(); ++node) {
      const auto output = std::ranges::find_if(node->outputs, is_it);
      if (output != node->outputs.end()) id = *output;
    }
    if (id == absent) return Error{ErrorCode::invalid_argument, text("the network computes no value '", name, "'")};
    wanted_.push_back(id);
    kept.push_back({name, ElementType::f32, {}, {}});
    return Done{};
  }

  Status complete(ValueId value, const Slot& slot, std::span<const std::byte> bytes) override {
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (wanted_[i] != value) continue;
      ZP_CHECK(keep(kept[i], value, slot, bytes));
      wanted_[i] = absent;
    }
    return Done{};
  }

  Status check_all() const {
    const auto missing = std::ranges::find_if(wanted_, [](ValueId id) { return id != absent; });
    if (missing == wanted_.end()) return Done{};
    return Error{ErrorCode::unsupported, text("the value '", model_.graph().values[*missing].name, "' follows from shapes and is not computed")};
  }

  std::vector<KeptValue> kept;

 private:
  Status keep(KeptValue& to, ValueId value, const Slot& slot, std::span<const std::byte> bytes) {
    const ElementType declared = model_.graph().values[value].type.element.value_or(slot.type);
    to.type = is_float(declared) && is_float(slot.type) ? declared : slot.type;
    to.shape = slot.shape;
    ZP_TRY(to.bytes, row_major_copy(slot, bytes, model_.kernels()));
    if (to.type == slot.type) return Done{};
    ZP_TRY(auto converted, Buffer<std::byte>::make(stored_bytes(to.type, slot.elements())));
    convert_floats(slot.type, to.bytes.span(), to.type, converted.span());
    to.bytes = std::move(converted);
    return Done{};
  }

  const Model& model_;
  std::vector<ValueId> wanted_;  // absent once it is there
};

}  // namespace

Result<Buffer<std::byte>> row_major_copy(const Slot& slot, std::span<const std::byte> bytes, const NetworkKernels& kernels) {
  ZP_TRY(auto moved, Buffer<std::byte>::make(bytes.size()));
  if (element_bits(slot.type) < 8 || bytes.empty()) {
    std::ranges::copy(bytes, moved.begin());
  } else {
    const StridedCopy copy = reorder(slot.shape, slot.order, MemoryOrder::row_major(slot.shape.rank()));
    run_copy(copy, static_cast<std::size_t>(element_bits(slot.type)) / 8, kernels, bytes.data(), moved.data());
  }
  return moved;
}

Result<std::vector<KeptValue>> run_keeping(Model& model, std::span<const TensorBytes> inputs, std::span<const std::string> names) {
  Keeper keeper(model);
  for (const std::string& name : names) ZP_CHECK(keeper.want(name));
  ZP_CHECK(model.run(inputs, &keeper));
  ZP_CHECK(keeper.check_all());
  return std::move(keeper.kept);
}

}  // namespace zeropoint

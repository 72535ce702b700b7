#include "runtime/model.h"

#include <algorithm>

#include "core/text.h"
#include "model/check_weights.h"
#include "model/layers.h"
#include "model/onnx_reader.h"
#include "runtime/plan.h"
#include "runtime/release.h"
#include "runtime/specialize.h"
#include "runtime/weight_cache.h"

namespace zeropoint {

namespace {

// Plans that are kept, so that a last, smaller batch does not cost one each time.
constexpr std::size_t most_plans = 4;
// Above it, an input's values are data rather than a shape.
constexpr std::int64_t most_deciding = 1024;

Error mismatch(std::string message) { return {ErrorCode::shape_mismatch, std::move(message)}; }

Result<Buffer<std::byte>> copy_of(std::span<const std::byte> bytes) {
  ZP_TRY(auto copy, Buffer<std::byte>::make(bytes.size()));
  std::ranges::copy(bytes, copy.begin());
  return copy;
}

}  // namespace

struct Model::Prepared {
  std::vector<Shape> shapes;
  std::vector<ElementType> types;
  std::vector<std::optional<Constant>> values;  // of inputs that decide
  Plan plan;
};

Model::Model(Graph graph, FileFacts file, const NetworkKernels& kernels)
    : graph_(std::move(graph)), file_(std::move(file)), kernels_(&kernels), weights_(std::make_unique<WeightCache>()), decides_(deciding_inputs(graph_)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

Result<Model> Model::load(std::span<const std::byte> onnx, const NetworkKernels& kernels, std::span<const InputShape> given, Keep keep) {
  ZP_TRY(Graph graph, read_onnx(onnx));
  ZP_TRY(Model model, load(std::move(graph), kernels, given));
  model.keep_ = keep;
  return model;
}

Result<Model> Model::load(Graph graph, const NetworkKernels& kernels, std::span<const InputShape> given) {
  FileFacts file{graph.producer, graph.opsets, operator_counts(graph)};
  ZP_CHECK(simplify(graph, given, kernels));
  ZP_CHECK(check_finite_weights(graph));
  return Model(std::move(graph), std::move(file), kernels);
}

Result<Shape> Model::shape_for(std::size_t i, std::size_t elements) const {
  const Value& value = graph_.values[graph_.inputs[i]];
  const auto refuse = [&] { return mismatch(text("input '", value.name, "' is ", value.type.to_string(), ", got ", elements, " values")); };
  if (!value.type.dims) return mismatch(text("the shape of input '", value.name, "' has to be given"));
  const Dimensions& dims = *value.type.dims;
  std::int64_t known = 1;
  std::optional<std::size_t> open;
  std::vector<std::int64_t> extents;
  for (std::size_t k = 0; k < dims.size(); ++k) {
    if (!dims[k].fixed() && open) return mismatch(text("input '", value.name, "' is ", value.type.to_string(), ": its shape has to be given"));
    if (!dims[k].fixed()) open = k;
    extents.push_back(dims[k].fixed() ? dims[k].extent() : 1);
    known *= extents.back();
  }
  const auto count = static_cast<std::int64_t>(elements);
  if (open && (known == 0 || count % known != 0)) return refuse();
  if (open) extents[*open] = count / known;
  if (!open && known != count) return refuse();
  return Shape::make(extents);
}

Result<Model> Model::make(Graph graph, const NetworkKernels& kernels) {
  FileFacts file{graph.producer, graph.opsets, operator_counts(graph)};
  ZP_CHECK(specialize(graph, {}, kernels));
  ZP_CHECK(check_finite_weights(graph));
  return Model(std::move(graph), std::move(file), kernels);
}

Result<std::size_t> Model::input_index(std::string_view name) const {
  std::string known;
  for (std::size_t i = 0; i < graph_.inputs.size(); ++i) {
    const std::string& candidate = graph_.values[graph_.inputs[i]].name;
    if (candidate == name) return i;
    known += text(i > 0 ? ", '" : "'", candidate, "'");
  }
  return mismatch(text("the model has no input '", name, "'; it has ", known.empty() ? "none" : known));
}

Status Model::check(std::span<const TensorBytes> inputs) const {
  if (inputs.size() != graph_.inputs.size()) return mismatch(text("the model has ", graph_.inputs.size(), " inputs, got ", inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Value& value = graph_.values[graph_.inputs[i]];
    const TensorBytes& tensor = inputs[i];
    if (value.type.element && *value.type.element != tensor.type) {
      return mismatch(text("input '", value.name, "' is ", element_type_name(*value.type.element), ", got ", element_type_name(tensor.type)));
    }
    const auto elements = static_cast<std::size_t>(tensor.shape.element_count());
    if (tensor.bytes.size() != stored_bytes(tensor.type, elements)) {
      return mismatch(text("input '", value.name, "' of shape ", tensor.shape.to_string(), " has ", tensor.bytes.size(), " bytes"));
    }
  }
  return Done{};
}

bool Model::has_one_plan() const {
  return std::ranges::all_of(graph_.inputs, [&](ValueId id) {
    const TensorType& type = graph_.values[id].type;
    return type.element && type.dims && std::ranges::all_of(*type.dims, &Dimension::fixed);
  }) && std::ranges::none_of(decides_, std::identity{});
}

Result<std::unique_ptr<Model::Prepared>> Model::prepared(std::span<const TensorBytes> inputs) {
  Graph graph = graph_;
  std::vector<InputShape> shapes;
  std::vector<Shape> extents;
  std::vector<ElementType> types;
  std::vector<std::optional<Constant>> values(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Value& value = graph.values[graph.inputs[i]];
    const TensorBytes& tensor = inputs[i];
    shapes.push_back({value.name, tensor.shape});
    extents.push_back(tensor.shape);
    types.push_back(tensor.type);
    value.type.element = tensor.type;
    if (!decides_[i]) continue;
    if (tensor.shape.element_count() > most_deciding) {
      return Error{ErrorCode::unsupported, text("input '", value.name, "' of shape ", tensor.shape.to_string(), " decides on shapes inside the model, which is supported for up to ", most_deciding, " values")};
    }
    ZP_TRY(auto bytes, copy_of(tensor.bytes));
    values[i] = Constant(tensor.type, tensor.shape, std::move(bytes));
    value.constant = values[i];
  }
  ZP_CHECK(specialize(graph, shapes, *kernels_));
  const bool releases = keep_ == Keep::packed && has_one_plan();
  if (releases) release_constants(graph_);
  auto made = releases ? Plan::make_releasing(std::move(graph), *kernels_, *weights_) : Plan::make(graph, *kernels_, *weights_);
  if (releases && !made.ok()) failed_ = made.error();
  ZP_TRY(Plan plan, std::move(made));
  return std::make_unique<Prepared>(Prepared{std::move(extents), std::move(types), std::move(values), std::move(plan)});
}

// Brings the plan for these inputs to the front.
Status Model::select(std::span<const TensorBytes> inputs) {
  const auto fits = [&](const std::unique_ptr<Prepared>& candidate) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (candidate->shapes[i] != inputs[i].shape || candidate->types[i] != inputs[i].type) return false;
      if (candidate->values[i] && !std::ranges::equal(candidate->values[i]->bytes(), inputs[i].bytes)) return false;
    }
    return true;
  };
  const auto found = std::ranges::find_if(prepared_, fits);
  if (found != prepared_.end()) {
    std::rotate(prepared_.begin(), found, found + 1);
  } else {
    if (failed_) return *failed_;
    ZP_TRY(auto made, prepared(inputs));
    if (prepared_.size() == most_plans) prepared_.pop_back();
    prepared_.insert(prepared_.begin(), std::move(made));
  }
  const std::size_t needed = prepared_.front()->plan.arena_bytes();
  if (arena_.size() >= needed) return Done{};
  arena_ = {};
  ZP_TRY(arena_, Buffer<std::byte>::make(needed));
  return Done{};
}

Status Model::prepare(std::span<const Shape> shapes) {
  if (shapes.size() != graph_.inputs.size()) return mismatch(text("the model has ", graph_.inputs.size(), " inputs, got ", shapes.size(), " shapes"));
  std::vector<TensorBytes> inputs;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Value& value = graph_.values[graph_.inputs[i]];
    if (decides_[i] || !value.type.element) {
      return Error{ErrorCode::unsupported, text("input '", value.name, "' decides on shapes or types inside the model, which are known in a run only")};
    }
    inputs.push_back({*value.type.element, shapes[i], {}});
  }
  return select(inputs);
}

Status Model::run(std::span<const TensorBytes> inputs, Watcher* watcher) {
  ZP_CHECK(check(inputs));
  ZP_CHECK(select(inputs));
  const Plan& plan = prepared_.front()->plan;
  for (std::size_t i = 0; i < inputs.size(); ++i) std::ranges::copy(inputs[i].bytes, plan.input(i, arena_.span()).begin());
  return plan.run(arena_.span(), watcher);
}

TensorBytes Model::output(std::size_t o) const {
  const Plan& plan = prepared_.front()->plan;
  const Slot& slot = plan.output_slot(o);
  return {slot.type, slot.shape, plan.output(o, arena_.span())};
}

std::span<const PlannedNode> Model::planned() const {
  return prepared_.empty() ? std::span<const PlannedNode>() : prepared_.front()->plan.nodes();
}

MemoryUse Model::memory() const { return prepared_.empty() ? MemoryUse{} : prepared_.front()->plan.memory(); }

}  // namespace zeropoint

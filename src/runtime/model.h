// Model: a network that was read from an ONNX file or made from one, ready to run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/buffer.h"
#include "kernels/network_kernels.h"
#include "model/graph.h"
#include "model/infer_shapes.h"
#include "runtime/plan.h"
#include "runtime/watcher.h"

namespace zeropoint {

class WeightCache;

// A tensor that somebody else owns: row-major, little-endian.
struct TensorBytes {
  ElementType type = ElementType::f32;
  Shape shape;
  std::span<const std::byte> bytes;
};

// What the file held before it was simplified.
struct FileFacts {
  std::string producer;  // "pytorch 1.13.0"
  std::vector<Opset> opsets;
  std::map<std::string, std::size_t> operators;  // how often each occurs
};

// What stays of constants when a plan has them in the layout of its kernels.
enum class Keep : std::uint8_t {
  all,     // everything, for plans with other shapes and for those who look at the graph
  packed,  // where the shapes and types of all inputs are fixed, so that there is one plan: what it holds
};

class Model {
 public:
  // Reads and simplifies: constants folded, BatchNormalization folded into Conv, activations fused. `given` fixes
  // sizes that the file leaves open. The kernels must outlive the model. With Keep::packed, constants leave the graph
  // while the plan is made, but for single numbers; if that fails, later runs fail with the same error.
  // Errors: those of read_onnx and infer_shapes; weights that are not finite; operators that cannot be run.
  static Result<Model> load(std::span<const std::byte> onnx, const NetworkKernels& kernels, std::span<const InputShape> given = {}, Keep keep = Keep::all);
  // The same of a graph, as read_onnx gives it. Errors: those of load, but for reading.
  static Result<Model> load(Graph graph, const NetworkKernels& kernels, std::span<const InputShape> given = {});

  // A network that was made or rewritten here. Errors: those of infer_shapes; weights that are not finite.
  static Result<Model> make(Graph graph, const NetworkKernels& kernels);

  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  // As simplified; sizes that the file leaves open stay symbolic.
  const Graph& graph() const { return graph_; }
  const NetworkKernels& kernels() const { return *kernels_; }
  const FileFacts& file() const { return file_; }

  // The shape of input i for data of so many elements, if at most one of its sizes is open.
  // Errors: shape_mismatch that names the input, its shape and what it got.
  Result<Shape> shape_for(std::size_t i, std::size_t elements) const;

  // Place of an input among those of the graph. Errors: shape_mismatch, naming those that there are.
  Result<std::size_t> input_index(std::string_view name) const;

  // Makes the plan of a run with these shapes ahead of it, one for each input of the graph.
  // Errors: those of run; unsupported where the values of an input decide on shapes.
  Status prepare(std::span<const Shape> shapes);

  // One tensor for each input of the graph, in its order; then output() is ready. The first run with new shapes
  // makes a plan, and later ones with the same shapes allocate nothing.
  // Errors name the input or the node: another number of inputs, other types or shapes; memory.
  // A watcher sees every value that is computed; its errors end the run.
  Status run(std::span<const TensorBytes> inputs, Watcher* watcher = nullptr);
  // Of the last run, until the next.
  TensorBytes output(std::size_t o) const;

  // Of the last run or preparation: its nodes and how they are computed, and what memory its tensors take. Nothing
  // before the first.
  std::span<const PlannedNode> planned() const;
  MemoryUse memory() const;
  std::size_t arena_bytes() const { return memory().arena; }

 private:
  struct Prepared;  // a plan, and what it was made for

  Model(Graph graph, FileFacts file, const NetworkKernels& kernels);
  Status check(std::span<const TensorBytes> inputs) const;
  Result<std::unique_ptr<Prepared>> prepared(std::span<const TensorBytes> inputs);
  bool has_one_plan() const;
  Status select(std::span<const TensorBytes> inputs);

  Graph graph_;
  FileFacts file_;
  const NetworkKernels* kernels_;
  std::unique_ptr<WeightCache> weights_;
  Keep keep_ = Keep::all;
  std::optional<Error> failed_;  // to make the only plan
  std::vector<bool> decides_;  // whether the values of an input decide on shapes
  std::vector<std::unique_ptr<Prepared>> prepared_;  // latest first
  Buffer<std::byte> arena_;
};

}  // namespace zeropoint

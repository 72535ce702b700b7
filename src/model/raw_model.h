// The messages of an ONNX file one level deep, as views into its bytes: what has to be known of all nodes
// before any is understood.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "model/graph.h"
#include "model/wire.h"

namespace zeropoint {

// Ceilings of what a file may hold; the largest networks of the ONNX model zoo stay below a tenth of each.
//
// The graph lives in std::vector and std::string, whose failure ends the program under wasm. With these
// ceilings it takes at most 512 MiB there and 1 GiB natively, with shape inference, whatever the file says.
// What grows with the file beyond them, the values of tensors, lies in Buffer: at most 8 bytes for each
// byte of the file, and an error where memory ends. Rewrites add no more than the convolution weights
// that they replace (fold_batch_norm) and 32 integers a node (fold_constants).
constexpr std::size_t max_nodes = 100'000;
constexpr std::size_t max_values = 400'000;  // inputs, outputs and attributes of nodes, initializers and graph inputs, all counted
constexpr std::size_t max_name_length = 4096;
constexpr std::size_t max_name_bytes = 32 << 20;  // of all names
constexpr std::size_t max_symbol_length = 64;     // it is kept once for each dimension that carries it
constexpr std::size_t max_list_bytes = 32 << 20;  // of all lists and words in attributes

struct RawNode {
  std::string_view name, op, domain;
  std::vector<std::string_view> inputs, outputs;  // "" is absent
  std::vector<WireReader> attributes;
};

struct RawValue {
  std::string_view name;
  TensorType type;
};

struct RawModel {
  std::int64_t ir_version = 0;
  std::vector<Opset> opsets;
  std::string_view producer, producer_version;
  std::string_view graph_name;
  std::vector<RawNode> nodes;
  std::vector<WireReader> initializers;
  std::vector<RawValue> inputs, outputs;
};

// Errors: damaged data, ceilings (too_large), values that are not tensors of a type that is read and sparse
// initializers (unsupported).
Result<RawModel> read_raw_model(std::span<const std::byte> file);

}  // namespace zeropoint

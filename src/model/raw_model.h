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
// With them reading and shape inference take at most 1 GiB besides 16 bytes for each byte of the file.
constexpr std::size_t max_nodes = 100'000;
constexpr std::size_t max_values = 400'000;  // inputs and outputs of nodes, initializers and graph inputs, all counted
constexpr std::size_t max_name_length = 4096;
constexpr std::size_t max_symbol_length = 64;  // it is kept once for each dimension that carries it

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
  std::string_view graph_name;
  std::vector<RawNode> nodes;
  std::vector<WireReader> initializers;
  std::vector<RawValue> inputs, outputs;
};

// Errors: damaged data, ceilings, values that are not tensors, sparse initializers.
Result<RawModel> read_raw_model(std::span<const std::byte> file);

}  // namespace zeropoint

// What the tests of lowering share: QDQ graphs, what they are lowered to, and what they give in float.
#pragma once

#include <cmath>
#include <map>

#include "core/text.h"
#include "model/operators.h"
#include "model/onnx_reader.h"
#include "runtime/plan.h"
#include "runtime/specialize.h"
#include "runtime/weight_cache.h"
#include "runtime_case.h"

namespace zeropoint::test {

struct Affine {
  float scale = 1;
  int zero = 0;
  ElementType type = ElementType::u8;
};

inline std::string number(std::string_view name, const Affine& p) { return tensor_raw(name, onnx_code(p.type), {}, std::string(1, static_cast<char>(p.zero))); }

// Codes of 8 bits as an initializer's bytes.
inline std::string tensor_codes(std::string_view name, ElementType type, const Ints& dims, const std::vector<int>& codes) {
  std::string raw;
  for (const int q : codes) raw += static_cast<char>(q);
  return tensor_raw(name, onnx_code(type), dims, raw);
}

// A model that grows by steps between float and codes; values are float unless they end in .q.
struct QdqBuilder : ModelBuilder {
  QdqBuilder& node(std::string_view op, std::string_view name, const Strings& inputs, const Strings& outputs, const Strings& attributes = {}) {
    ModelBuilder::node(op, name, inputs, outputs, attributes);
    return *this;
  }
  QdqBuilder& initializer(const std::string& tensor) {
    ModelBuilder::initializer(tensor);
    return *this;
  }

  // S and Z of a tensor; one name may be used for several nodes.
  void parameters(const std::string& name, const Affine& p) {
    if (!known.emplace(name, p).second) return;
    initializer(tensor_floats(name + ".s", {}, {p.scale}));
    initializer(number(name + ".z", p));
  }
  // from → from.q
  void quantize(const std::string& from, const Affine& p) { quantize(from, from + ".q", p); }
  void quantize(const std::string& from, const std::string& to, const Affine& p) {
    parameters(to, p);
    node("QuantizeLinear", to + "_node", {from, to + ".s", to + ".z"}, {to});
  }
  // name.q → name
  void dequantize(const std::string& q, const std::string& to, const Affine& p) {
    parameters(q, p);
    node("DequantizeLinear", to + "_node", {q, q + ".s", q + ".z"}, {to});
  }
  // A float input that is quantized and dequantized: `name` is codes' numbers.
  void codes_input(const std::string& name, const Ints& dims, const Affine& p) {
    input(name + ".in", words(dims));
    quantize(name + ".in", name + ".q", p);
    dequantize(name + ".q", name, p);
  }
  // A codes' output and its numbers as the model's.
  void codes_output(const std::string& from, const Affine& p) {
    quantize(from, from + ".q", p);
    output(from + ".q", {}, onnx_code(p.type));
  }
  // Quantized weights behind a DequantizeLinear, with one S and Z or one for each index of an axis.
  void weights(const std::string& name, const Ints& dims, const std::vector<int>& codes, const std::vector<float>& scales, const std::vector<int>& zeros,
               std::int64_t axis = 0, ElementType type = ElementType::i8) {
    const Ints along = scales.size() == 1 ? Ints{} : Ints{static_cast<std::int64_t>(scales.size())};
    initializer(tensor_codes(name + ".q", type, dims, codes));
    initializer(tensor_floats(name + ".s", along, scales));
    initializer(tensor_codes(name + ".z", type, along, zeros));
    node("DequantizeLinear", name + "_node", {name + ".q", name + ".s", name + ".z"}, {name}, along.empty() ? Strings{} : Strings{attribute_int("axis", axis)});
  }

  std::map<std::string, Affine> known;
};

inline const NetworkKernels& kernels_of_tests() { return *available_network_kernels().back(); }

// The operators of a model as it is loaded, in order: "QuantizeLinear QLinearConv …".
inline std::string operators_of(const ModelBuilder& model) {
  const std::string file = model.bytes();
  auto loaded = Model::load(as_bytes(file), kernels_of_tests());
  if (!loaded.ok()) return loaded.error().message;
  std::string out;
  for (const Node& node : loaded.value().graph().nodes) out += text(out.empty() ? "" : " ", node.op->name);
  return out;
}

// The first output of the model without lowering: every operator in float.
inline Values in_float(const ModelBuilder& model, const std::vector<Values>& feeds) {
  const std::string file = model.bytes();
  const auto run = [&]() -> Result<Values> {
    ZP_TRY(Graph graph, read_onnx(as_bytes(file)));
    ZP_CHECK(specialize(graph, {}, kernels_of_tests()));
    WeightCache weights;
    ZP_TRY(const Plan plan, Plan::make(graph, kernels_of_tests(), weights));
    std::vector<std::byte> arena(plan.arena_bytes());
    for (std::size_t i = 0; i < feeds.size(); ++i) std::ranges::copy(bytes_of(feeds[i]), plan.input(i, arena).begin());
    ZP_CHECK(plan.run(arena));
    const Slot& slot = plan.output_slot(0);
    return Values{slot.type, Ints(slot.shape.extents().begin(), slot.shape.extents().end()), numbers_of({slot.type, slot.shape, plan.output(0, arena)})};
  };
  auto got = run();
  if (!got.ok()) FAIL(got.error().message);
  return std::move(got).value();
}

// Codes that differ by one at most, and in few places: float sums round where integers do not.
inline void check_close(const Values& got, const Values& wanted) {
  CHECK(got.type == wanted.type);
  CHECK(got.dims == wanted.dims);
  REQUIRE(got.numbers.size() == wanted.numbers.size());
  std::size_t different = 0;
  double most = 0;
  for (std::size_t i = 0; i < got.numbers.size(); ++i) {
    different += got.numbers[i] != wanted.numbers[i];
    most = std::max(most, std::abs(got.numbers[i] - wanted.numbers[i]));
  }
  CHECK(most <= 1);
  CHECK(different * 20 <= got.numbers.size());
}

// Numbers all over the codes of p and beyond both ends.
inline Values spread(const Ints& dims, const Affine& p, std::uint32_t seed = 1) {
  std::int64_t count = 1;
  for (const std::int64_t extent : dims) count *= extent;
  Values out{ElementType::f32, dims, {}};
  std::uint32_t state = seed * 2654435761U;
  for (std::int64_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    const int lowest = p.type == ElementType::i8 ? -128 : 0;
    out.numbers.push_back(static_cast<double>(p.scale) * (static_cast<double>(state >> 8) / 16777216.0 * 270 - 7 + lowest - p.zero));
  }
  return out;
}

// Codes of 8 bits in a fixed pattern.
inline std::vector<int> pattern(std::size_t n, int least, int greatest, std::uint32_t seed = 1) {
  std::vector<int> out;
  std::uint32_t state = seed * 747796405U + 1;
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 1664525U + 1013904223U;
    out.push_back(least + static_cast<int>((state >> 9) % static_cast<std::uint32_t>(greatest - least + 1)));
  }
  return out;
}

// The rules by themselves, for expected values.
inline double rule_quantize(float r, const Affine& p, double lo = -1000, double hi = 1000) {
  const double least = std::max(lo, p.type == ElementType::i8 ? -128.0 : 0.0), most = std::min(hi, p.type == ElementType::i8 ? 127.0 : 255.0);
  return std::min(std::max(static_cast<double>(std::nearbyintf(r / p.scale)) + p.zero, least), most);
}
inline double rule_requantize(std::int64_t acc, float sx, float sw, const Affine& y, double lo = -1000, double hi = 1000) {
  const float multiplier = sx * sw / y.scale;
  const float steps = std::nearbyintf(static_cast<float>(acc) * multiplier);
  const double least = std::max(lo, y.type == ElementType::i8 ? -128.0 : 0.0), most = std::min(hi, y.type == ElementType::i8 ? 127.0 : 255.0);
  return std::min(std::max(static_cast<double>(steps) + y.zero, least), most);
}

}  // namespace zeropoint::test

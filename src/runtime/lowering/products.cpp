// Gemm → QGemm, equation (17); MatMul → QLinearMatMul, (10), or QGemm where the result is float. Weights with blocks make
// a convolution of one tap of it.
#include <array>
#include <limits>

#include "core/text.h"
#include "model/operators.h"
#include "quant/requantize.h"
#include "runtime/lowering/patterns.h"
#include "runtime/lowering/products.h"

namespace zeropoint::lowering {

namespace {

bool has_rank(const Rewriter& r, ValueId id, std::size_t rank) {
  const auto& dims = r.value(id).type.dims;
  return dims && dims->size() == rank;
}

bool is_one(const Node& node, std::string_view name) {
  const AttributeValue* found = node.attribute(name);
  const auto* value = found != nullptr ? std::get_if<float>(found) : nullptr;
  return value == nullptr || *value == 1;
}

// One element, or one for each column.
bool is_row(const TensorType& type) {
  return type.dims && (type.dims->size() < 2 || (type.dims->size() == 2 && type.dims->front().is(1)));
}

// Whether the products along the last axis of any codes add up to an int32 (9).
bool sums_fit(const TensorType& a) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() / (255 * 255);
  return a.dims && !a.dims->empty() && (!a.dims->back().fixed() || a.dims->back().extent() <= most);
}

Result<bool> add_gemm(Rewriter& r, const Node& from, const Codes& x, const Weights& w, ValueId c, const std::optional<Sink>& sink) {
  ZP_TRY(const auto& bias, bias_of(r, c, x, w));
  if (!bias || !is_exact(x, w, *bias, sink ? &sink->codes : nullptr)) return false;
  Node made = r.make(microsoft_domain, "QGemm", from.name);
  made.inputs = {x.q, x.scale, x.zero_point, w.q, w.scale, w.zero_point, bias->id};
  if (sink) made.inputs.insert(made.inputs.end(), {sink->codes.scale, sink->codes.zero_point});
  for (const char* name : {"transA", "transB"}) {
    if (integer_attribute(from, name, 0) != 0) made.attributes.push_back({name, std::int64_t{1}});
  }
  if (sink) set_code_range(made, sink->codes);
  add_result(r, from, std::move(made), sink);
  return true;
}

void add_matmul(Rewriter& r, const Node& from, const Codes& a, const std::array<ValueId, 3>& b, const Sink& sink) {
  Node made = r.make(onnx_domain, "QLinearMatMul", from.name);
  made.inputs = {a.q, a.scale, a.zero_point, b[0], b[1], b[2], sink.codes.scale, sink.codes.zero_point};
  set_code_range(made, sink.codes);
  add_result(r, from, std::move(made), sink);
}

// [M, K] as pictures of one element and K channels, and back.
Result<bool> lower_blocks(Rewriter& r, const Node& from, const Codes& x, const Weights& w, ValueId b, const std::optional<Sink>& sink) {
  ZP_TRY(const auto& bias, float_bias(r, b, w));
  if (!bias || !is_exact(x, w, {}, sink ? &sink->codes : nullptr)) return false;
  const std::string out = r.value(sink ? sink->codes.q : from.outputs[0]).name;
  ZP_TRY(Constant to_picture, Constant::from_integers(ElementType::i64, Shape{4}, std::vector<std::int64_t>{0, -1, 1, 1}));
  ZP_TRY(Constant to_matrix, Constant::from_integers(ElementType::i64, Shape{2}, std::vector<std::int64_t>{0, -1}));
  Node before = r.make(onnx_domain, "Reshape", text(from.name, "_to_picture"));
  const ValueId picture = r.add_value(text(out, "_picture")), picture_shape = r.add_constant(text(out, "_picture_shape"), std::move(to_picture));
  before.inputs = {x.q, picture_shape};
  before.outputs = {picture};
  r.add(std::move(before));
  Codes seen = x;
  seen.q = picture;
  Node made = r.make(internal_domain, "QLinearBlockConv", from.name);
  made.inputs = conv_inputs(seen, w, sink, *bias);
  made.attributes = {{"block_size", static_cast<std::int64_t>(w.block_size)}};
  const ValueId result = r.add_value(text(out, "_result")), matrix_shape = r.add_constant(text(out, "_shape"), std::move(to_matrix));
  made.outputs = {result};
  if (sink) set_code_range(made, sink->codes);
  r.add(std::move(made));
  Node after = r.make(onnx_domain, "Reshape", text(from.name, "_to_matrix"));
  after.inputs = {result, matrix_shape};
  add_result(r, from, std::move(after), sink);
  return true;
}

}  // namespace

Result<bool> lower_gemm(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  const Codes* x = from.has_input(0) && from.has_output(0) ? r.codes(from.inputs[0]) : nullptr;
  if (x == nullptr || !from.has_input(1) || !is_one(from, "alpha")) return false;
  const ValueId c = from.has_input(2) ? from.inputs[2] : absent;
  if (c != absent && (!is_one(from, "beta") || !is_row(r.value(c).type))) return false;
  const bool flipped = integer_attribute(from, "transB", 0) != 0;
  ZP_TRY(const auto& w, weights_of(r, from.inputs[1], flipped ? WeightAxes{0, 1} : WeightAxes{1, 0}));
  if (!w) return false;
  const auto sink = r.sink(from.outputs[0], from.activation);
  if (w->block_size > 0) return integer_attribute(from, "transA", 0) == 0 ? lower_blocks(r, from, *x, *w, c, sink) : Result<bool>(false);
  return add_gemm(r, from, *x, *w, c, sink);
}

Result<bool> lower_matmul(Rewriter& r, std::size_t n) {
  const Node& from = r.node(n);
  const Codes* a = from.has_input(0) && from.has_output(0) ? r.codes(from.inputs[0]) : nullptr;
  if (a == nullptr || !from.has_input(1)) return false;
  const auto sink = r.sink(from.outputs[0], from.activation);
  ZP_TRY(const auto& w, weights_of(r, from.inputs[1], {1, 0}));
  if (w && has_rank(r, from.inputs[1], 2)) {
    const bool matrix = has_rank(r, from.inputs[0], 2);
    if (w->block_size > 0) return matrix ? lower_blocks(r, from, *a, *w, absent, sink) : Result<bool>(false);
    if (!sink) return matrix ? add_gemm(r, from, *a, *w, absent, sink) : Result<bool>(false);
    if (!is_exact(*a, *w, {}, &sink->codes)) return false;
    add_matmul(r, from, *a, {w->q, w->scale, w->zero_point}, *sink);
    return true;
  }
  const Codes* b = r.codes(from.inputs[1]);
  if (b == nullptr || !sink || !sums_fit(r.value(from.inputs[0]).type)) return false;
  if (!requantize_multiplier(a->params.scale, b->params.scale, sink->codes.params.scale).ok()) return false;
  add_matmul(r, from, *a, {b->q, b->scale, b->zero_point}, *sink);
  return true;
}

}  // namespace zeropoint::lowering

// Scales and zero points as a step reads them: known when planning or computed by the network, one or one for each channel.
#pragma once

#include <optional>
#include <vector>

#include "model/operators.h"
#include "quant/qparams.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

// One input of a step; nothing where the node leaves it out.
struct Parameter {
  std::optional<std::size_t> input;
  ElementType type = ElementType::f32;
  bool many = false;

  float real(const StepMemory& m, std::size_t k = 0) const { return m.input<float>(*input)[many ? k : 0]; }
  // 0 if it is left out.
  std::int32_t integer(const StepMemory& m, std::size_t k = 0) const {
    return input ? static_cast<std::int32_t>(load_integer(type, m.input<std::byte>(*input), many ? k : 0)) : 0;
  }
};

// Input i of the node, which becomes the last of a step's inputs.
inline Result<Parameter> parameter(Preparation& p, std::size_t i, const MemoryOrder& order, std::vector<Operand>& inputs) {
  if (!p.has(i)) return Parameter{};
  ZP_TRY(const Operand operand, p.input(i, order));
  inputs.push_back(operand);
  return Parameter{inputs.size() - 1, Preparation::computed(p.type(i)), p.shape(i).element_count() > 1};
}
inline Result<Parameter> parameter(Preparation& p, std::size_t i, std::vector<Operand>& inputs) {
  return parameter(p, i, p.has(i) ? MemoryOrder::row_major(p.shape(i).rank()) : MemoryOrder(), inputs);
}

// One value or `count` of them. For operators whose shape rules leave that open.
inline Status check_parameter(const Preparation& p, std::size_t i, std::size_t count) {
  if (!p.has(i) || p.shape(i).element_count() == 1 || p.shape(i).element_count() == static_cast<std::int64_t>(count)) return Done{};
  return p.error(ErrorCode::unsupported, "input ", i, " of shape ", p.shape(i).to_string(), " is not supported here");
}

inline bool has_8_bits(ElementType type) { return type == ElementType::u8 || type == ElementType::i8; }

// Error: input i is no tensor of codes of 8 bits.
inline Status check_8_bits(const Preparation& p, std::size_t i) {
  if (has_8_bits(p.type(i))) return Done{};
  return p.error(ErrorCode::unsupported, "codes of type ", element_type_name(p.type(i)), " are not supported");
}

// The codes of a type; S and Z are left to be set.
inline QParams codes_of(ElementType type) {
  const int bits = element_bits(type);
  QParams p;
  p.qmin = is_signed(type) ? -(1 << (bits - 1)) : 0;
  p.qmax = is_signed(type) ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
  return p;
}

// Of output 0, narrowed by the attributes qmin and qmax. Error: they are no range within the type's.
inline Result<QParams> output_codes(const Preparation& p) {
  QParams out = codes_of(p.output_type());
  const std::int64_t lowest = p.integer(qmin_attribute, out.qmin), highest = p.integer(qmax_attribute, out.qmax);
  if (lowest < out.qmin || highest > out.qmax || lowest > highest) return p.error(ErrorCode::invalid_argument, "its codes are limited to [", lowest, ", ", highest, "]");
  out.qmin = static_cast<std::int32_t>(lowest);
  out.qmax = static_cast<std::int32_t>(highest);
  return out;
}

inline QParams qparams_of(const StepMemory& m, QParams codes, const Parameter& scale, const Parameter& zero_point, std::size_t k = 0) {
  codes.scale = scale.real(m, k);
  codes.zero_point = zero_point.integer(m, k);
  return codes;
}
inline QParams qparams_of(const StepMemory& m, ElementType type, const Parameter& scale, const Parameter& zero_point, std::size_t k = 0) {
  return qparams_of(m, codes_of(type), scale, zero_point, k);
}

// S and Z of a tensor of codes, known when planning or computed.
struct CodeParameters {
  QParams codes;  // S and Z are left to be set
  Parameter scale, zero_point;
  std::optional<QParams> known;

  QParams at(const StepMemory& m) const { return known ? *known : qparams_of(m, codes, scale, zero_point); }
};

// Of inputs i and i + 1 of the node, which become inputs of the step if they are computed.
inline Result<CodeParameters> code_parameters(Preparation& p, std::size_t i, const QParams& codes, std::vector<Operand>& inputs) {
  CodeParameters out{codes, {}, {}, std::nullopt};
  const Constant* scale = p.has(i) ? p.constant(i) : nullptr;
  const Constant* zero_point = p.has(i + 1) ? p.constant(i + 1) : nullptr;
  if (scale != nullptr && (zero_point != nullptr || !p.has(i + 1))) {
    out.known = codes;
    out.known->scale = static_cast<float>(scale->real_at(0));
    out.known->zero_point = zero_point != nullptr ? static_cast<std::int32_t>(zero_point->integer_at(0)) : 0;
    return out;
  }
  ZP_TRY(out.scale, parameter(p, i, inputs));
  ZP_TRY(out.zero_point, parameter(p, i + 1, inputs));
  return out;
}

}  // namespace zeropoint::operations

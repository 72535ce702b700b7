// The registry: one row per operator. The reader, shape inference, the README's table and the message
// about unsupported operators all read it.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace zeropoint {

constexpr std::string_view onnx_domain = "";  // also written ai.onnx
constexpr std::string_view microsoft_domain = "com.microsoft";
// What rewrites make and no file may hold: the rows of this domain, and the attributes that narrow the codes of a
// quantized operator's output to [qmin, qmax].
constexpr std::string_view internal_domain = "zeropoint";
constexpr std::string_view qmin_attribute = "qmin";
constexpr std::string_view qmax_attribute = "qmax";

// Opsets of ai.onnx that are read.
constexpr int oldest_opset = 7;
constexpr int newest_opset = 21;

// For rows with any number of inputs or outputs; far above what networks have, so that a hostile file
// cannot ask for more.
constexpr std::size_t many = 4096;

struct Arity {
  std::size_t least = 1;
  std::size_t most = 1;
};

class ShapeContext;
// Sets the types of a node's outputs from what is known of its inputs.
using ShapeRule = Status (*)(ShapeContext&);

struct OperatorRow {
  std::string_view name;
  std::string_view domain;
  int first_opset = oldest_opset;  // of the domain
  int last_opset = newest_opset;
  Arity inputs;
  Arity outputs;
  ShapeRule shape_rule = nullptr;
  bool in_float = false;    // the float executor runs it
  bool in_integer = false;  // the integer executor runs it
  std::string_view note = {};  // what of the operator is left out, for the README's table

  // Rewrites make the others.
  bool in_files() const { return domain != internal_domain && !(domain == onnx_domain && first_opset > newest_opset); }
};

// Sorted by domain, then by name.
std::span<const OperatorRow> operators();

// Null if there is none of that name, whatever its opsets. "ai.onnx" is the domain "".
const OperatorRow* find_operator(std::string_view domain, std::string_view name);

// "Conv", "com.microsoft.QLinearAdd".
std::string qualified_name(std::string_view domain, std::string_view name);

// The table of the README, in Markdown; a test holds both together.
std::string operator_table();

}  // namespace zeropoint

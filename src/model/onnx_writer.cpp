#include "model/onnx_writer.h"

#include <cstring>
#include <limits>
#include <set>
#include <string>

#include "core/text.h"
#include "model/operators.h"
#include "model/plain_onnx.h"
#include "model/protozero_writer.h"
#include "model/write_messages.h"

namespace zeropoint {

namespace {

// A part of the file: what is made for it, and behind that the bytes of a constant, which are not copied twice.
struct Piece {
  std::string head;
  std::span<const std::byte> body = {};

  std::size_t size() const { return head.size() + body.size(); }
};

class Pieces {
 public:
  void field(std::uint32_t number, std::string message, std::span<const std::byte> body = {}) {
    std::string head;
    append_field_head(head, number, message.size() + body.size());
    add({head + message, body});
  }
  void add(Piece piece) {
    size_ += piece.size();
    pieces_.push_back(std::move(piece));
  }

  std::uint64_t size() const { return size_; }
  const std::vector<Piece>& all() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
};

std::vector<bool> read_values(const Graph& graph) {
  std::vector<bool> read(graph.values.size(), false);
  for (const Node& node : graph.nodes) {
    for (const ValueId input : node.inputs) {
      if (input != absent) read[input] = true;
    }
  }
  for (const ValueId output : graph.outputs) read[output] = true;
  return read;
}

// Those that the file has to hold as initializers. A Constant node's result is known too, and is made by its node.
std::vector<ValueId> initializers(const Graph& graph) {
  std::vector<bool> wanted = read_values(graph);
  for (const ValueId input : graph.inputs) wanted[input] = false;
  for (const Node& node : graph.nodes) {
    for (const ValueId output : node.outputs) {
      if (output != absent) wanted[output] = false;
    }
  }
  std::vector<ValueId> found;
  for (ValueId id = 0; id < graph.values.size(); ++id) {
    if (wanted[id] && graph.values[id].constant) found.push_back(id);
  }
  return found;
}

Status check_names(const Graph& graph, const std::vector<ValueId>& constants) {
  std::set<std::string_view> seen;
  const auto define = [&](ValueId id) -> Status {
    const std::string& name = graph.values[id].name;
    if (!name.empty() && seen.insert(name).second) return Done{};
    return Error{ErrorCode::invalid_argument, text("a file cannot hold two values that are both named '", name, "'")};
  };
  for (const ValueId id : graph.inputs) ZP_CHECK(define(id));
  for (const ValueId id : constants) ZP_CHECK(define(id));
  for (const Node& node : graph.nodes) {
    for (const ValueId output : node.outputs) {
      if (output != absent) ZP_CHECK(define(output));
    }
  }
  return Done{};
}

// GraphProto
Pieces graph_pieces(const Graph& graph, const std::vector<ValueId>& constants) {
  Pieces pieces;
  for (const Node& node : graph.nodes) pieces.field(1, node_message(graph, node));
  // onnx's checker wants a name.
  pieces.field(2, graph.name.empty() ? "network" : graph.name);
  for (const ValueId id : constants) {
    const Value& value = graph.values[id];
    pieces.field(5, tensor_head(value.name, *value.constant), value.constant->bytes());  // initializer
  }
  for (const ValueId id : graph.inputs) pieces.field(11, value_message(graph.values[id]));
  for (const ValueId id : graph.outputs) pieces.field(12, value_message(graph.values[id]));
  return pieces;
}

std::string model_head(std::int64_t ir_version) {
  std::string out;
  protozero::pbf_writer writer(out);
  writer.add_int64(1, ir_version);
  writer.add_string(2, "zeropoint");        // producer_name
  writer.add_string(3, ZEROPOINT_VERSION);  // producer_version
  return out;
}

std::string model_tail(const std::vector<Opset>& opsets) {
  std::string out;
  protozero::pbf_writer writer(out);
  for (const Opset& opset : opsets) {
    protozero::pbf_writer import(writer, 8);  // opset_import
    import.add_string(1, opset.domain);
    import.add_int64(2, opset.version);
  }
  return out;
}

char* put(char* at, const char* bytes, std::size_t size) {
  if (size > 0) std::memcpy(at, bytes, size);
  return at + size;
}

}  // namespace

Result<Buffer<std::byte>> write_onnx(const Graph& graph) {
  ZP_TRY(const Graph& plain, plain_onnx(graph));
  const std::vector<ValueId> constants = initializers(plain);
  ZP_CHECK(check_names(plain, constants));
  const Pieces pieces = graph_pieces(plain, constants);
  std::string head = model_head(plain.ir_version);
  append_field_head(head, 7, static_cast<std::size_t>(pieces.size()));  // graph
  const std::string tail = model_tail(plain.opsets);
  const std::uint64_t size = head.size() + pieces.size() + tail.size();
  if (size > std::numeric_limits<std::int32_t>::max()) {
    return Error{ErrorCode::too_large, text("the file would have ", size, " bytes; an ONNX file has at most 2^31 - 1")};
  }
  ZP_TRY(auto file, Buffer<std::byte>::make(static_cast<std::size_t>(size)));
  char* at = put(reinterpret_cast<char*>(file.data()), head.data(), head.size());
  for (const Piece& piece : pieces.all()) {
    at = put(at, piece.head.data(), piece.head.size());
    at = put(at, reinterpret_cast<const char*>(piece.body.data()), piece.body.size());
  }
  put(at, tail.data(), tail.size());
  return file;
}

}  // namespace zeropoint

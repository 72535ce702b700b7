// The integer operators against what ONNX Runtime computes, tolerance 0: tests/data/golden/integer.txt.
#include <map>
#include <sstream>

#include "core/text.h"
#include "golden.h"
#include "runtime_case.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

struct Case {
  std::string name, op;
  Strings attributes;           // encoded
  std::vector<Values> inputs;   // type and numbers; without a type where one is left out
  std::vector<bool> present;
  Values output;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) out.push_back(part);
  return out;
}

std::string attribute(const std::string& word) {
  const auto parts = split(word, ':');  // kind, name, value
  if (parts[0] == "int") return attribute_int(parts[1], std::stoll(parts[2]));
  if (parts[0] == "word") return attribute_string(parts[1], parts[2]);
  if (parts[0] == "float") return attribute_float(parts[1], std::bit_cast<float>(static_cast<std::uint32_t>(std::stoull(parts[2], nullptr, 16))));
  Ints list;
  for (const std::string& value : split(parts[2], ',')) list.push_back(std::stoll(value));
  return attribute_ints(parts[1], list);
}

bool read_tensor(Words& words, Values& out) {
  const std::map<std::string, ElementType> types{{"u8", ElementType::u8}, {"i8", ElementType::i8}, {"i32", ElementType::i32}, {"f32", ElementType::f32}};
  const std::string type = words.word();
  if (type == "-") return false;
  out.type = types.at(type);
  std::int64_t count = 1;
  for (std::int64_t rank = words.integer(); rank > 0; --rank) {
    out.dims.push_back(words.integer());
    count *= out.dims.back();
  }
  for (; count > 0; --count) out.numbers.push_back(out.type == ElementType::f32 ? static_cast<double>(words.real()) : static_cast<double>(words.integer()));
  return true;
}

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  Words words("integer.txt");
  for (std::string key; words.next(key);) {
    if (key == "case") {
      cases.emplace_back();
      cases.back().name = words.word();
      cases.back().op = words.word();
    } else if (key == "attributes") {
      for (std::int64_t n = words.integer(); n > 0; --n) cases.back().attributes.push_back(attribute(words.word()));
    } else if (key == "inputs") {
      for (std::int64_t n = words.integer(); n > 0; --n) {
        cases.back().inputs.emplace_back();
        cases.back().present.push_back(read_tensor(words, cases.back().inputs.back()));
      }
    } else {
      read_tensor(words, cases.back().output);
    }
  }
  return cases;
}

bool is_microsoft(const std::string& op) { return op != "QLinearConv" && op != "QLinearMatMul" && op != "ConvInteger" && op != "MatMulInteger"; }

// Parameters come as inputs of the graph, or as constants.
Values through_node(const Case& c, bool constants) {
  ModelBuilder model;
  model.microsoft = true;
  Strings names;
  std::vector<Values> feeds;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    names.push_back(c.present[i] ? text("x", i) : std::string());
    if (!c.present[i]) continue;
    const auto bytes = bytes_of(c.inputs[i]);
    const bool is_fed = !constants || feeds.empty();
    if (is_fed) declare(model, names.back(), c.inputs[i]);
    else model.initializer(tensor_raw(names.back(), onnx_code(c.inputs[i].type), c.inputs[i].dims, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    if (is_fed) feeds.push_back(c.inputs[i]);
  }
  model.node(c.op, "n", names, {"y"}, c.attributes, is_microsoft(c.op) ? "com.microsoft" : "").output("y", {}, onnx_code(c.output.type));
  return result(model, feeds);
}

}  // namespace

TEST_CASE("integer golden: every operator gives the codes of ONNX Runtime") {
  std::map<std::string, std::size_t> compared;
  for (const Case& c : read_cases()) {
    CAPTURE(c.name);
    CAPTURE(c.op);
    for (const bool constants : {false, true}) {
      const Values got = through_node(c, constants);
      CHECK(got.type == c.output.type);
      CHECK(got.dims == c.output.dims);
      CHECK(got.numbers == c.output.numbers);
    }
    ++compared[c.op];
  }
  CHECK(compared.size() == 12);
}

TEST_CASE("integer golden: zero points that are neither one nor one a channel are refused") {
  const Values x{ElementType::u8, {1, 1, 1, 2}, {1, 2}}, w{ElementType::u8, {4, 1, 1, 1}, {1, 2, 3, 4}}, one{ElementType::u8, {}, {1}};
  for (const Ints& dims : {Ints{2}, Ints{0}}) {
    const Values zero{ElementType::u8, dims, Numbers(static_cast<std::size_t>(dims[0]), 1)};
    ModelBuilder model;
    for (const auto& [name, value] : {std::pair("x", &x), {"w", &w}, {"one", &one}, {"zero", &zero}}) declare(model, name, *value);
    model.node("ConvInteger", "c", {"x", "w", "one", "zero"}, {"y"}).output("y", {}, 6);
    CHECK(!run(model, {x, w, one, zero}).ok());
  }
}

// The value types of the model floor.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "model/graph.h"
#include "model/operators.h"
#include "model/topological_order.h"
#include "node_test_files.h"

using namespace zeropoint;
using namespace zeropoint::test;

TEST_CASE("4-bit constants lie two to a byte, the first in the low half") {
  const std::vector<std::int64_t> values{1, -2, 7, -8, 3};
  const auto made = Constant::from_integers(ElementType::i4, {5}, values);
  REQUIRE(made.ok());
  const Constant& c = made.value();
  REQUIRE(c.bytes().size() == 3);
  CHECK(std::to_integer<int>(c.bytes()[0]) == 0xE1);
  CHECK(std::to_integer<int>(c.bytes()[1]) == 0x87);
  CHECK(std::to_integer<int>(c.bytes()[2]) == 0x03);
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(c.integer_at(i) == values[i]);
}

TEST_CASE("integers of every width come back") {
  for (ElementType type : {ElementType::i8, ElementType::i16, ElementType::i32, ElementType::i64}) {
    const auto c = Constant::from_integers(type, {2}, std::vector<std::int64_t>{-128, 127});
    REQUIRE(c.ok());
    CHECK(c.value().integer_at(0) == -128);
    CHECK(c.value().integer_at(1) == 127);
  }
  for (ElementType type : {ElementType::u8, ElementType::u16, ElementType::u32, ElementType::u64}) {
    const auto c = Constant::from_integers(type, {}, std::vector<std::int64_t>{255});
    REQUIRE(c.ok());
    CHECK(c.value().integer_at(0) == 255);
    CHECK(c.value().real_at(0) == 255.0);
  }
}

TEST_CASE("float16 becomes float32 exactly") {
  // IEEE 754 binary16: 1, -2, 65504, the smallest normal and subnormal, infinity.
  CHECK(half_to_float(0x3C00) == 1.0F);
  CHECK(half_to_float(0xC000) == -2.0F);
  CHECK(half_to_float(0x7BFF) == 65504.0F);
  CHECK(half_to_float(0x0400) == 0x1p-14F);
  CHECK(half_to_float(0x0001) == 0x1p-24F);
  CHECK(half_to_float(0x7C00) == INFINITY);
  CHECK(std::isnan(half_to_float(0x7E00)));
  CHECK(std::signbit(half_to_float(0x8000)));
}

TEST_CASE("dimensions are the same when they are known to be") {
  CHECK(Dimension(3).same(Dimension(3)));
  CHECK_FALSE(Dimension(3).same(Dimension(4)));
  CHECK(Dimension::named("n").same(Dimension::named("n")));
  CHECK_FALSE(Dimension().same(Dimension()));
  CHECK(to_string({Dimension::named("batch"), 3, Dimension()}) == "[batch, 3, ?]");
}

TEST_CASE("nodes are sorted, keep the file's order, and cycles are seen") {
  std::vector<Node> nodes(3);
  nodes[0].inputs = {1};
  nodes[0].outputs = {2};
  nodes[1].inputs = {0};
  nodes[1].outputs = {1};
  nodes[2].inputs = {0};
  nodes[2].outputs = {3};
  const std::vector<std::size_t> producer{no_node, 1, 0, 2};
  CHECK(topological_order(nodes, producer) == std::vector<std::size_t>{1, 0, 2});
  nodes[1].inputs = {2};
  CHECK_FALSE(topological_order(nodes, producer).has_value());
}

TEST_CASE("the registry finds operators by domain and name") {
  REQUIRE(find_operator("", "Conv") != nullptr);
  CHECK(find_operator("ai.onnx", "Conv") == find_operator("", "Conv"));
  CHECK(find_operator("", "QLinearAdd") == nullptr);
  REQUIRE(find_operator("com.microsoft", "QLinearAdd") != nullptr);
  CHECK(find_operator("", "If") == nullptr);
  CHECK(find_operator("", "HardSwish")->first_opset == 14);
  CHECK(operators().size() == 69);
}

TEST_CASE("the README's table of operators is the registry's") {
  CHECK(operator_table().find("| HardSwish | 14–21 |") != std::string::npos);
  CHECK(operator_table().find("| Swish |") == std::string::npos);  // not in files of these opsets
  CHECK(operator_table().find("| com.microsoft.QLinearAveragePool | 1 | ") != std::string::npos);
  std::vector<std::byte> bytes;
  REQUIRE(read_file(ZEROPOINT_TEST_DATA "/../../README.md", bytes));
  const std::string readme(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string before = "<!-- operators -->\n\n", after = "\n<!-- end of operators -->";
  const std::size_t at = readme.find(before), end = readme.find(after);
  REQUIRE(at != std::string::npos);
  REQUIRE(end != std::string::npos);
  CHECK_MESSAGE(readme.substr(at + before.size(), end - at - before.size()) == operator_table(),
                "put what `build/native/tests/cpp/zeropoint_check_shapes --operators` prints between the README's markers");
}

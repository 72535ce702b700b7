// Nodes of old operator sets as newer ones write them compute the same.
#include <doctest/doctest.h>

#include "model/onnx_writer.h"
#include "model/upgrade_opset.h"
#include "read_model.h"
#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

Result<Values> run_file(std::span<const std::byte> file, const Values& feed) {
  ZP_TRY(Model model, Model::load(file, scalar::network_kernels()));
  const std::vector<std::byte> bytes = bytes_of(feed);
  ZP_TRY(const Shape shape, Shape::make(feed.dims));
  const TensorBytes input{feed.type, shape, bytes};
  ZP_CHECK(model.run({&input, 1}));
  const TensorBytes out = model.output(0);
  return Values{out.type, Ints(out.shape.extents().begin(), out.shape.extents().end()), numbers_of(out)};
}

// Reads x as of one opset, runs it; upgrades, writes, reads and runs it again.
void check_upgrade(ModelBuilder model, int from, int to, const Ints& dims) {
  Random random(5);
  const Values x = random_floats(random, dims);
  model.opset = from;
  declare(model, "x", x);
  model.output("y");
  Graph graph = read(model);
  const Status status = upgrade_opset(graph, to);
  REQUIRE_MESSAGE(status.ok(), status.error().message);
  auto file = write_onnx(graph);
  REQUIRE_MESSAGE(file.ok(), file.error().message);
  auto again = read_onnx(file.value().span());
  REQUIRE(again.ok());
  CHECK(again.value().opset("") == to);
  const auto before = run_file(as_bytes(model.bytes()), x), after = run_file(file.value().span(), x);
  REQUIRE_MESSAGE(before.ok(), before.error().message);
  REQUIRE_MESSAGE(after.ok(), after.error().message);
  CHECK(after.value().dims == before.value().dims);
  CHECK(after.value().numbers == before.value().numbers);
}

std::string refusal(ModelBuilder model, int from, int to) {
  model.opset = from;
  Graph graph = read(model.output("y"));
  const Status status = upgrade_opset(graph, to);
  return status.ok() ? "upgraded" : status.error().message;
}

}  // namespace

TEST_CASE("attributes that became inputs") {
  for (const int to : {13, 18, 21}) {
    CAPTURE(to);
    check_upgrade(ModelBuilder().node("Clip", "n", {"x"}, {"y"}, {attribute_float("min", -2), attribute_float("max", 3)}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Clip", "n", {"x"}, {"y"}, {attribute_float("max", 3)}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Pad", "n", {"x"}, {"y"}, {attribute_ints("pads", {1, 0, 2, 1}), attribute_float("value", 1.5F)}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Pad", "n", {"x"}, {"y"}, {attribute_ints("pads", {1, 0, 0, 1}), attribute_string("mode", "reflect")}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Slice", "n", {"x"}, {"y"}, {attribute_ints("starts", {1}), attribute_ints("ends", {4}), attribute_ints("axes", {1})}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Unsqueeze", "n", {"x"}, {"y"}, {attribute_ints("axes", {0, 2})}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Squeeze", "n", {"x"}, {"y"}, {attribute_ints("axes", {1})}), 11, to, {2, 1, 5, 1});
    check_upgrade(ModelBuilder().node("Squeeze", "n", {"x"}, {"y"}), 11, to, {2, 1, 5, 1});
    check_upgrade(ModelBuilder().node("ReduceMean", "n", {"x"}, {"y"}, {attribute_ints("axes", {1}), attribute_int("keepdims", 0)}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Split", "n", {"x"}, {"a", "y"}, {attribute_int("axis", 1), attribute_ints("split", {1, 4})}), 7, to, {2, 5});
    check_upgrade(ModelBuilder().node("Split", "n", {"x"}, {"y", "a"}), 13, to, {2, 5});
  }
}

TEST_CASE("defaults that changed") {
  check_upgrade(ModelBuilder().node("Softmax", "n", {"x"}, {"y"}), 7, 13, {3, 5});
  check_upgrade(ModelBuilder().node("Softmax", "n", {"x"}, {"y"}), 7, 13, {3, 5, 1, 1});
  check_upgrade(ModelBuilder().node("LogSoftmax", "n", {"x"}, {"y"}, {attribute_int("axis", -1)}), 7, 13, {3, 5});
  for (const float scale : {2.5F, 0.4F}) {
    for (const char* mode : {"nearest", "linear"}) {
      ModelBuilder model;
      model.initializer(tensor_floats("s", {4}, {1, 1, scale, scale}));
      check_upgrade(model.node("Resize", "n", {"x", "s"}, {"y"}, {attribute_string("mode", mode)}), 10, 13, {1, 2, 5, 7});
    }
  }
}

TEST_CASE("what a newer operator cannot say is refused by name") {
  CHECK(refusal(ModelBuilder().input("x", {"3", "5", "2"}).node("Softmax", "n", {"x"}, {"y"}), 11, 13) ==
        "Softmax 'n': cannot be written for opset 13: axis 1 of [3, 5, 2] took all axes behind it in");
  CHECK(refusal(ModelBuilder().input("x", {"3", "5", "2"}).node("Softmax", "n", {"x"}, {"y"}), 11, 12) == "upgraded");
  CHECK(refusal(ModelBuilder().input("x", {"3"}, 11).node("Clip", "n", {"x"}, {"y"}, {attribute_float("max", 3)}), 7, 13).find("Clip 'n'") == 0);
}

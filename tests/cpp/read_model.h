// A model as the reader and shape inference leave it.
#pragma once

#include <doctest/doctest.h>

#include "model/infer_shapes.h"
#include "model/onnx_reader.h"
#include "model_builder.h"

namespace zeropoint::test {

inline Graph read(const ModelBuilder& model) {
  auto graph = read_onnx(as_bytes(model.bytes()));
  REQUIRE_MESSAGE(graph.ok(), graph.error().message);
  const Status status = infer_shapes(graph.value());
  REQUIRE_MESSAGE(status.ok(), status.error().message);
  return std::move(graph).value();
}

}  // namespace zeropoint::test

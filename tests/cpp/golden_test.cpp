// Quantize and dequantize against the golden vectors of other implementations, tolerance 0: by the plain
// functions and by every table of kernels. tests/data/golden/README.md says where the vectors are from.
#include <doctest/doctest.h>

#include <algorithm>
#include <span>

#include "golden_case.h"
#include "kernels/kernels.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

const char* const kVectorFiles[] = {"quantize.txt", "dequantize.txt", "granular.txt", "tensor.txt",
                                    "onnx_node_tests.txt"};

template <class Code, class Kernel>
CodeList quantize_by(Kernel kernel, const GoldenCase& c) {
  std::vector<Code> q(c.real.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    CHECK(kernel({c.real.data() + offset, length}, qparams_of(c, tile), q.data() + offset) == length);
  });
  return {q.begin(), q.end()};
}

template <class Code, class Kernel>
std::vector<float> dequantize_by(Kernel kernel, const GoldenCase& c) {
  const std::vector<Code> q(c.code.begin(), c.code.end());
  std::vector<float> r(q.size());
  for_each_piece(c, [&](std::size_t offset, std::size_t length, std::size_t tile) {
    kernel({q.data() + offset, length}, qparams_of(c, tile), r.data() + offset);
  });
  return r;
}

CodeList quantize_by(const Kernels& k, const GoldenCase& c) {
  if (c.type == "u8" || c.type == "u4") return quantize_by<std::uint8_t>(k.tensor.quantize_u8, c);
  if (c.type == "i8" || c.type == "i4") return quantize_by<std::int8_t>(k.tensor.quantize_i8, c);
  return c.type == "u16" ? quantize_by<std::uint16_t>(k.tensor.quantize_u16, c) : quantize_by<std::int16_t>(k.tensor.quantize_i16, c);
}

std::vector<float> dequantize_by(const Kernels& k, const GoldenCase& c) {
  if (c.type == "u8" || c.type == "u4") return dequantize_by<std::uint8_t>(k.tensor.dequantize_u8, c);
  if (c.type == "i8" || c.type == "i4") return dequantize_by<std::int8_t>(k.tensor.dequantize_i8, c);
  return c.type == "u16" ? dequantize_by<std::uint16_t>(k.tensor.dequantize_u16, c) : dequantize_by<std::int16_t>(k.tensor.dequantize_i16, c);
}

}  // namespace

TEST_CASE("golden: quantize and dequantize give the codes and the floats of ONNX Runtime and of the ONNX tests") {
  int quantized = 0;
  int dequantized = 0;
  for (const char* file : kVectorFiles) {
    for (const GoldenCase& c : read_golden(file)) {
      CAPTURE(c.name);
      if (c.op == "quantize" || c.op.starts_with("tensor")) {
        ++quantized;
        check_same(c, quantize_plainly(c));
        for (const Kernels* k : available_kernels()) {
          CAPTURE(k->name);
          check_same(c, quantize_by(*k, c));
        }
      }
      if (c.op == "dequantize") {
        ++dequantized;
        check_same(dequantize_plainly(c), c.real);
        for (const Kernels* k : available_kernels()) {
          CAPTURE(k->name);
          if (c.type != "i32") check_same(dequantize_by(*k, c), c.real);
        }
      }
    }
  }
  CHECK(quantized == 272 + 36);
  CHECK(dequantized == 207);
}

// Saturation is monotone: cutting the codes of a wide type to a range that holds Z must give what
// quantizing with that range gives. This covers the 1- to 7-bit ranges, which ONNX does not have.
TEST_CASE("golden: narrower ranges of codes give the same codes, cut") {
  for (GoldenCase c : read_golden("quantize.txt")) {
    CAPTURE(c.name);
    const QParams whole = qparams_of(c, 0);
    for (std::int32_t width = 1; width < whole.qmax - whole.qmin; width = 2 * width + 1) {
      QParams p = whole;
      p.qmin = std::max(whole.qmin, whole.zero_point - width / 3);
      p.qmax = std::min(whole.qmax, p.qmin + width);
      int wrong = 0;
      for (std::size_t i = 0; i < c.real.size(); ++i) {
        wrong += quantize_value(c.real[i], p) != std::clamp(c.code[i], p.qmin, p.qmax);
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("golden: DynamicQuantizeLinear, and the ranges where its float32 evaluation gives another S or Z") {
  int same = 0;
  int different = 0;
  for (const char* file : {"dynamic.txt", "onnx_node_tests.txt"}) {
    for (const GoldenCase& c : read_golden(file)) {
      if (!c.op.starts_with("dynamic")) continue;
      CAPTURE(c.name);
      for (const Kernels* k : available_kernels()) {
        CAPTURE(k->name);
        const auto chosen = choose_qparams(range_of(*k, c.real), {});
        REQUIRE(chosen.ok());
        // Where they differ, the first pair is ONNX's and the last is that of equations (3) and (4).
        CHECK(chosen.value() == qparams_of(c, c.scale.size() - 1));
        if (c.op == "dynamic_differs") CHECK(chosen.value() != qparams_of(c, 0));
        GoldenCase onnx = c;
        onnx.scale.resize(1);
        onnx.zero.resize(1);
        if (!c.code.empty()) check_same(onnx, quantize_by(*k, onnx));
      }
      ++(c.op == "dynamic" ? same : different);
    }
  }
  CHECK(same == 233);
  CHECK(different == 66);
}

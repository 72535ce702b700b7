// What the tests of the runtime's operators share: feeds and results as lists of numbers.
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "model_builder.h"
#include "runtime/convert.h"
#include "runtime/model.h"

namespace zeropoint::test {

using Numbers = std::vector<double>;

// A tensor, row-major; doubles hold the values of every type, but for int64 beyond 2^53.
struct Values {
  ElementType type = ElementType::f32;
  Ints dims;
  Numbers numbers;
};

inline std::vector<std::byte> bytes_of(const Values& v) {
  std::vector<std::byte> out(stored_bytes(v.type, v.numbers.size()), std::byte{0});
  for (std::size_t i = 0; i < v.numbers.size(); ++i) {
    const double x = v.numbers[i];
    const auto put = [&](const auto& value) { std::memcpy(out.data() + i * sizeof value, &value, sizeof value); };
    switch (v.type) {
      case ElementType::f32: put(static_cast<float>(x)); break;
      case ElementType::f64: put(x); break;
      case ElementType::f16: put(float_to_half(static_cast<float>(x))); break;
      case ElementType::u64: put(static_cast<std::uint64_t>(x)); break;
      default: store_integer(v.type, out, i, static_cast<std::int64_t>(x));
    }
  }
  return out;
}

inline Numbers numbers_of(const TensorBytes& tensor) {
  auto bytes = Buffer<std::byte>::make(tensor.bytes.size());
  REQUIRE(bytes.ok());
  std::ranges::copy(tensor.bytes, bytes.value().begin());
  const Constant constant(tensor.type, tensor.shape, std::move(bytes).value());
  Numbers out;
  for (std::size_t i = 0; i < constant.size(); ++i) out.push_back(constant.real_at(i));
  return out;
}

// NaN is equal to itself there.
inline std::vector<std::uint64_t> bits_of(const Numbers& numbers) {
  std::vector<std::uint64_t> out;
  for (const double number : numbers) out.push_back(std::bit_cast<std::uint64_t>(number));
  return out;
}

inline Result<std::vector<Values>> run(Model& model, const std::vector<Values>& feeds) {
  std::vector<std::vector<std::byte>> bytes;
  for (const Values& feed : feeds) bytes.push_back(bytes_of(feed));
  std::vector<TensorBytes> inputs;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    ZP_TRY(const Shape shape, Shape::make(feeds[i].dims));
    inputs.push_back({feeds[i].type, shape, bytes[i]});
  }
  ZP_CHECK(model.run(inputs));
  std::vector<Values> out;
  for (std::size_t o = 0; o < model.graph().outputs.size(); ++o) {
    const TensorBytes tensor = model.output(o);
    out.push_back({tensor.type, Ints(tensor.shape.extents().begin(), tensor.shape.extents().end()), numbers_of(tensor)});
  }
  return out;
}

// The outputs of a model, by the last table of kernels; those of the others must be the same, and those without constants.
inline Result<std::vector<Values>> run(const ModelBuilder& model, const std::vector<Values>& feeds) {
  std::vector<Values> out;
  for (const NetworkKernels* kernels : available_network_kernels()) {
    const std::string file = model.bytes();
    ZP_TRY(Model loaded, Model::load(as_bytes(file), *kernels));
    ZP_TRY(auto here, run(loaded, feeds));
    for (std::size_t o = 0; o < out.size(); ++o) CHECK(out[o].numbers == here[o].numbers);
    ZP_TRY(Model without, Model::load(as_bytes(file), *kernels, {}, Keep::packed));
    ZP_TRY(const auto same, run(without, feeds));
    for (std::size_t o = 0; o < same.size(); ++o) CHECK(bits_of(same[o].numbers) == bits_of(here[o].numbers));
    out = std::move(here);
  }
  return out;
}

// The first output of a model that has to run.
inline Values result(const ModelBuilder& model, const std::vector<Values>& feeds) {
  auto got = run(model, feeds);
  if (!got.ok()) FAIL(got.error().message);
  return std::move(got).value().front();
}

inline Strings words(const Ints& dims) {
  Strings out;
  for (const std::int64_t d : dims) out.push_back(std::to_string(d));
  return out;
}

// A graph input for a feed.
inline void declare(ModelBuilder& model, std::string_view name, const Values& feed) {
  model.input(name, words(feed.dims), onnx_code(feed.type));
}

// 0, 1, 2 …
inline Numbers counted(std::size_t n) {
  Numbers out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<double>(i);
  return out;
}

// Makes `to` of `from` [N, channels, H, W], the same numbers with the channels innermost in memory: a convolution that
// changes nothing.
inline void through_conv(ModelBuilder& model, const std::string& from, const std::string& to, std::int64_t channels) {
  std::vector<float> identity(static_cast<std::size_t>(channels * channels), 0.0F);
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) identity[c * static_cast<std::size_t>(channels) + c] = 1;
  model.initializer(tensor_floats(to + ".w", {channels, channels, 1, 1}, identity));
  model.node("Conv", to + ".conv", {from, to + ".w"}, {to});
}

}  // namespace zeropoint::test

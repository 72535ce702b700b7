// What the tests of quantization share: networks, feeds, calibrations.
#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "ptq/quantized_model.h"
#include "runtime_random.h"

namespace zeropoint::test {

struct Feed {
  Values values;
  std::vector<std::byte> bytes;

  explicit Feed(Values v) : values(std::move(v)), bytes(bytes_of(values)) {}
  TensorBytes tensor() const { return {values.type, Shape::make(values.dims).value(), bytes}; }
};

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result.ok(), result.error().message);
  return std::move(result).value();
}
template <class T>
std::string message_of(const Result<T>& result) {
  return result.ok() ? std::string() : result.error().message;
}

inline Model load_model(const std::string& file) { return must(Model::load(as_bytes(file), *available_network_kernels().back())); }

inline void observe(Calibration& calibration, Model& model, const Feed& feed) {
  const TensorBytes input = feed.tensor();
  must(calibration.observe(model, {&input, 1}));
}

inline Calibration calibrated(Model& model, const std::vector<Feed>& feeds, const CalibrationOptions& options = {}) {
  Calibration calibration = must(Calibration::make(model, options));
  for (const Feed& feed : feeds) observe(calibration, model, feed);
  return calibration;
}

// The first output of a run.
inline Numbers run_on(Model& model, const Feed& feed) {
  const TensorBytes input = feed.tensor();
  must(model.run({&input, 1}));
  return numbers_of(model.output(0));
}

inline double sqnr_of(const Numbers& reference, const Numbers& test) {
  const std::vector<float> r(reference.begin(), reference.end()), t(test.begin(), test.end());
  return must(compare(r, t)).sqnr_db;
}

}  // namespace zeropoint::test

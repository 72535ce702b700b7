#include "convert.h"

#include <vector>

namespace zeropoint::bindings {

val error_object(const Error& error) {
  val object = val::object();
  object.set("errorCode", std::string(error_code_name(error.code)));
  object.set("message", error.message);
  return object;
}

Result<Shape> to_shape(const val& extents) {
  // Numbers beyond int32 arrive as doubles; 2^53 is far above what Shape::make accepts.
  const std::vector<double> numbers = emscripten::convertJSArrayToNumberVector<double>(extents);
  std::vector<std::int64_t> integers(numbers.begin(), numbers.end());
  return Shape::make(integers);
}

QuantSpec to_quant_spec(const val& spec) {
  const std::string scheme = spec["scheme"].as<std::string>();
  return {
      .bits = spec["bits"].as<int>(),
      .is_signed = spec["signed"].as<bool>(),
      .scheme = scheme == "binary"      ? Scheme::binary
                : scheme == "symmetric" ? Scheme::symmetric
                                        : Scheme::affine,
      .narrow_range = spec["narrowRange"].as<bool>(),
  };
}

ObserverOptions to_observer_options(const val& options) {
  const std::string method = options["method"].as<std::string>();
  return {
      .method = method == "moving-average" ? RangeMethod::moving_average
                : method == "percentile"   ? RangeMethod::percentile
                : method == "mse"          ? RangeMethod::mse
                : method == "entropy"      ? RangeMethod::entropy
                                           : RangeMethod::minmax,
      .percentile = options["percentile"].as<double>(),
      .averaging_constant = options["averagingConstant"].as<double>(),
  };
}

Granularity to_granularity(const val& granularity) {
  using Kind = Granularity::Kind;
  const std::string kind = granularity["kind"].as<std::string>();
  return {
      .kind = kind == "channel" ? Kind::channel
              : kind == "group" ? Kind::group
              : kind == "block" ? Kind::block
                                : Kind::tensor,
      .axis = granularity["axis"].as<int>(),
      .groups = granularity["groups"].as<int>(),
      .size = granularity["size"].as<int>(),
  };
}

QParams to_qparams(const val& p) {
  return {
      .scale = p["scale"].as<float>(),
      .zero_point = p["zeroPoint"].as<int>(),
      .qmin = p["qmin"].as<int>(),
      .qmax = p["qmax"].as<int>(),
  };
}

Range to_range(const val& range) { return {range["min"].as<float>(), range["max"].as<float>()}; }

val from_qparams(const QParams& p) {
  val object = val::object();
  object.set("scale", p.scale);
  object.set("zeroPoint", p.zero_point);
  object.set("qmin", p.qmin);
  object.set("qmax", p.qmax);
  return object;
}

val from_qparams(std::span<const QParams> all) {
  val array = val::array();
  for (std::size_t i = 0; i < all.size(); ++i) array.set(i, from_qparams(all[i]));
  return array;
}

val from_range(const Range& range) {
  val object = val::object();
  object.set("min", range.min);
  object.set("max", range.max);
  return object;
}

val from_shape(const Shape& shape) {
  val array = val::array();
  for (std::size_t i = 0; i < shape.rank(); ++i) array.set(i, static_cast<double>(shape[i]));
  return array;
}

}  // namespace zeropoint::bindings

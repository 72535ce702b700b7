#include "convert.h"

#include <vector>

namespace zeropoint::bindings {

val error_object(const Error& error) {
  val object = val::object();
  set(object, "errorCode", val(std::string(error_code_name(error.code))));
  set(object, "message", val(error.message));
  return object;
}

[[gnu::noinline]] double double_at(const val& object, const char* key) { return object[key].as<double>(); }
[[gnu::noinline]] bool bool_at(const val& object, const char* key) { return object[key].as<bool>(); }
[[gnu::noinline]] std::string string_at(const val& object, const char* key) { return object[key].as<std::string>(); }
int int_at(const val& object, const char* key) { return static_cast<int>(double_at(object, key)); }
std::size_t length_of(const val& array) { return static_cast<std::size_t>(double_at(array, "length")); }
[[gnu::noinline]] void set(val& object, const char* key, const val& value) { object.set(key, value); }
void set(val& object, const char* key, double number) { set(object, key, val(number)); }

Result<Shape> to_shape(const val& extents) {
  // Numbers beyond int32 arrive as doubles; 2^53 is far above what Shape::make accepts.
  const std::vector<double> numbers = emscripten::convertJSArrayToNumberVector<double>(extents);
  std::vector<std::int64_t> integers(numbers.begin(), numbers.end());
  return Shape::make(integers);
}

QuantSpec to_quant_spec(const val& spec) {
  const std::string scheme = string_at(spec, "scheme");
  return {
      .bits = int_at(spec, "bits"),
      .is_signed = bool_at(spec, "signed"),
      .scheme = scheme == "binary"      ? Scheme::binary
                : scheme == "symmetric" ? Scheme::symmetric
                                        : Scheme::affine,
      .narrow_range = bool_at(spec, "narrowRange"),
  };
}

ObserverOptions to_observer_options(const val& options) {
  const std::string method = string_at(options, "method");
  return {
      .method = method == "moving-average" ? RangeMethod::moving_average
                : method == "percentile"   ? RangeMethod::percentile
                : method == "mse"          ? RangeMethod::mse
                : method == "entropy"      ? RangeMethod::entropy
                                           : RangeMethod::minmax,
      .percentile = double_at(options, "percentile"),
      .averaging_constant = double_at(options, "averagingConstant"),
  };
}

Granularity to_granularity(const val& granularity) {
  using Kind = Granularity::Kind;
  const std::string kind = string_at(granularity, "kind");
  return {
      .kind = kind == "channel" ? Kind::channel
              : kind == "group" ? Kind::group
              : kind == "block" ? Kind::block
                                : Kind::tensor,
      .axis = int_at(granularity, "axis"),
      .groups = int_at(granularity, "groups"),
      .size = int_at(granularity, "size"),
  };
}

QParams to_qparams(const val& p) {
  return {
      .scale = static_cast<float>(double_at(p, "scale")),
      .zero_point = int_at(p, "zeroPoint"),
      .qmin = int_at(p, "qmin"),
      .qmax = int_at(p, "qmax"),
  };
}

Range to_range(const val& range) { return {static_cast<float>(double_at(range, "min")), static_cast<float>(double_at(range, "max"))}; }

val from_qparams(const QParams& p) {
  val object = val::object();
  set(object, "scale", p.scale);
  set(object, "zeroPoint", p.zero_point);
  set(object, "qmin", p.qmin);
  set(object, "qmax", p.qmax);
  return object;
}

Result<val> from_qparams(std::span<const QParams> all) {
  ZP_TRY(Buffer<float> scales, Buffer<float>::make(all.size()));
  ZP_TRY(Buffer<std::int32_t> zero_points, Buffer<std::int32_t>::make(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    scales[i] = all[i].scale;
    zero_points[i] = all[i].zero_point;
  }
  val object = val::object();
  set(object, "scale", copy_out(scales));
  set(object, "zeroPoint", copy_out(zero_points));
  set(object, "qmin", all[0].qmin);
  set(object, "qmax", all[0].qmax);
  return object;
}

val from_range(const Range& range) {
  val object = val::object();
  set(object, "min", range.min);
  set(object, "max", range.max);
  return object;
}

val from_shape(const Shape& shape) {
  val array = val::array();
  for (std::size_t i = 0; i < shape.rank(); ++i) array.set(i, static_cast<double>(shape[i]));
  return array;
}

}  // namespace zeropoint::bindings

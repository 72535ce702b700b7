// Between JavaScript's values and the core's. Nothing here computes.
//
// A fallible function answers with its value, or with an object { errorCode, message } that the TypeScript
// side throws as a ZeropointError. Typed arrays are copied in once and out once: no view of the wasm heap
// leaves this module.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "core/buffer.h"
#include "core/result.h"
#include "core/shape.h"
#include "quant/granularity.h"
#include "quant/observer.h"
#include "quant/qparams.h"

namespace zeropoint::bindings {

using emscripten::val;

val error_object(const Error& error);

// Fields of a plain object, by name. Functions of their own, because val's operators are large when inlined.
int int_at(const val& object, const char* key);
double double_at(const val& object, const char* key);
bool bool_at(const val& object, const char* key);
std::string string_at(const val& object, const char* key);
std::size_t length_of(const val& array);
void set(val& object, const char* key, double number);
void set(val& object, const char* key, const val& value);

// The value through `convert`, or the error object.
template <class T, class Convert>
val answer(Result<T> result, Convert&& convert) {
  if (!result.ok()) return error_object(result.error());
  return convert(std::move(result).value());
}
inline val as_is(val value) { return value; }
inline val answer(Status status) {
  return answer(std::move(status), [](Done) { return val::undefined(); });
}

// A copy in JavaScript's memory, of the typed array that fits T.
template <class T>
val copy_out(std::span<const T> values) {
  return val(emscripten::typed_memory_view(values.size(), values.data())).template call<val>("slice");
}
template <class T>
val copy_out(const Buffer<T>& values) {
  return copy_out(values.span());
}

// The elements of a typed array whose element type is T (the TypeScript side has checked which it is).
template <class T>
Result<Buffer<T>> copy_in(const val& array) {
  ZP_TRY(Buffer<T> values, Buffer<T>::make(length_of(array)));
  if (!values.empty()) {
    val(emscripten::typed_memory_view(values.size(), values.data())).template call<void>("set", array);
  }
  return values;
}

// A JavaScript handle that owns the object; its delete() ends it.
template <class T>
val own(T object) {
  return val(std::make_unique<T>(std::move(object)));
}

Result<Shape> to_shape(const val& extents);
QuantSpec to_quant_spec(const val& spec);              // { bits, signed, scheme, narrowRange }
ObserverOptions to_observer_options(const val& options);  // { method, percentile, averagingConstant }
Granularity to_granularity(const val& granularity);    // { kind, axis, groups, size }
QParams to_qparams(const val& p);                      // { scale, zeroPoint, qmin, qmax }
Range to_range(const val& range);                      // { min, max }

val from_qparams(const QParams& p);
// { scale: Float32Array, zeroPoint: Int32Array, qmin, qmax }: thousands of tiles cross in two calls. All have
// the same codes. Errors: not enough memory.
Result<val> from_qparams(std::span<const QParams> all);
val from_range(const Range& range);
val from_shape(const Shape& shape);  // an array of numbers

}  // namespace zeropoint::bindings

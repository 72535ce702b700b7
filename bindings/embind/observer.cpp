#include <emscripten/bind.h>

#include "convert.h"
#include "module.h"

namespace zeropoint::bindings {

namespace {

val make_observer(const val& options) {
  return answer(Observer::make(to_observer_options(options)), own<Observer>);
}

Status observe_array(Observer& observer, const val& array) {
  ZP_TRY(const Buffer<float>& values, copy_in<float>(array));
  return observer.observe(values.span(), "the data");
}

val observe(Observer& observer, const val& array) { return answer(observe_array(observer, array)); }
val merge(Observer& observer, const Observer& other) { return answer(observer.merge(other)); }
val range(const Observer& observer, const val& spec) {
  return answer(observer.range(to_quant_spec(spec)), [](const Range& r) { return from_range(r); });
}
double count(const Observer& observer) { return static_cast<double>(observer.count()); }

}  // namespace

void register_observer() {
  emscripten::class_<Observer>("Observer")
      .class_function("make", &make_observer)
      .function("observe", &observe)
      .function("merge", &merge)
      .function("range", &range)
      .function("count", &count);
}

}  // namespace zeropoint::bindings

#include "module.h"

#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <malloc.h>

#include "convert.h"

namespace zeropoint::bindings {

const Kernels& kernels_named(const std::string& name) {
  for (const Kernels* table : available_kernels()) {
    if (table->name == name) return *table;
  }
  return scalar::kernels();
}

namespace {

val kernel_names() {
  val names = val::array();
  for (const Kernels* table : available_kernels()) names.call<void>("push", std::string(table->name));
  return names;
}

double heap_bytes() { return static_cast<double>(emscripten_get_heap_size()); }
double used_bytes() { return static_cast<double>(mallinfo().uordblks); }

}  // namespace

EMSCRIPTEN_BINDINGS(zeropoint) {
  emscripten::function("kernelNames", &kernel_names);
  emscripten::function("heapBytes", &heap_bytes);
  emscripten::function("usedBytes", &used_bytes);
  register_tensor();
  register_observer();
  register_image();
  register_model();
  register_calibration();
  register_quantized_model();
  register_sensitivity();
}

}  // namespace zeropoint::bindings

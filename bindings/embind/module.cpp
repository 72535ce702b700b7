#include "module.h"

#include <emscripten/bind.h>

#include "convert.h"
#include "network.h"

namespace zeropoint::bindings {

const Kernels& kernels_named(const std::string& name) {
  for (const Kernels* table : available_kernels()) {
    if (table->name == name) return *table;
  }
  return scalar::kernels();
}

const NetworkKernels& network_kernels_named(const std::string& name) {
  for (const NetworkKernels* table : available_network_kernels()) {
    if (table->name == name) return *table;
  }
  return scalar::network_kernels();
}

namespace {

val kernel_names() {
  val names = val::array();
  for (const Kernels* table : available_kernels()) names.call<void>("push", std::string(table->name));
  return names;
}

}  // namespace

EMSCRIPTEN_BINDINGS(zeropoint) {
  emscripten::function("kernelNames", &kernel_names);
  register_memory();
  register_tensor();
  register_observer();
  register_image();
  register_model();
  register_calibration();
  register_quantized_model();
  register_sensitivity();
}

}  // namespace zeropoint::bindings

// The module that only loads and runs networks. It names one table of kernels, ZEROPOINT_KERNELS, and so links no other.
#include <emscripten/bind.h>

#include "module.h"
#include "network.h"

namespace zeropoint::bindings {

const NetworkKernels& network_kernels_named(const std::string&) { return ZEROPOINT_KERNELS::network_kernels(); }

EMSCRIPTEN_BINDINGS(zeropoint) {
  register_memory();
  register_model();
}

}  // namespace zeropoint::bindings

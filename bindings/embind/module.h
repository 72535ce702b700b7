// Each file of this folder registers its part with Embind; module.cpp calls all of them, runtime_module.cpp those that it takes
// to run a network.
#pragma once

#include <string>

#include "kernels/kernels.h"

namespace zeropoint::bindings {

void register_memory();
void register_tensor();
void register_observer();
void register_image();
void register_model();
void register_calibration();
void register_quantized_model();
void register_sensitivity();

// The table of that name; the TypeScript side offers only names from kernelNames().
const Kernels& kernels_named(const std::string& name);

}  // namespace zeropoint::bindings

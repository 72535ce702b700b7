// Values in another float type, and constants in another order of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/constant.h"
#include "runtime/strided.h"

namespace zeropoint {

// IEEE binary16, half to even; overflow is infinity, NaN stays one.
std::uint16_t float_to_half(float x);

// As many elements as `from` holds. float16 ↔ float64 go through float32; narrowing rounds half to even.
void convert_floats(ElementType from_type, std::span<const std::byte> from, ElementType to_type, std::span<std::byte> to);

// The elements of a constant that lies in `from`, put into `to`; as they are, or as another float type.
Result<Buffer<std::byte>> arranged(const Constant& constant, const Shape& shape, const MemoryOrder& from, const MemoryOrder& to,
                                   ElementType type, const NetworkKernels& kernels);

}  // namespace zeropoint

// A whole tensor at any granularity: observe each tile, choose its S and Z, quantize it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "core/buffer.h"
#include "core/result.h"
#include "core/shape.h"
#include "quant/granularity.h"
#include "quant/observer.h"
#include "quant/qparams.h"

namespace zeropoint {

// One code an element, in the narrowest integer type that holds it.
using Codes = std::variant<Buffer<std::uint8_t>, Buffer<std::int8_t>, Buffer<std::uint16_t>, Buffer<std::int16_t>>;

// Room for n codes, not initialized. Errors: not enough memory.
Result<Codes> make_codes(const QuantSpec& spec, std::size_t n);

struct TensorSpec {
  QuantSpec quant;
  Granularity granularity;
  ObserverOptions observer;
};

struct QuantizedTensor {
  TensorSpec spec;
  Tiling tiling;            // tiling.counts is the shape of qparams
  Buffer<QParams> qparams;  // one a tile, row-major over tiling.counts
  Codes codes;              // row-major, tiling.shape
};

// values: row-major, shape. `name` appears in messages. Errors: no elements; a length that is not the
// shape's; NaN or infinity, by index; those of check_spec, make_tiling and Observer::make; not enough memory.
Result<QuantizedTensor> quantize_tensor(std::span<const float> values, const Shape& shape, const TensorSpec& spec,
                                        std::string_view name);

// The same with the tiles given, whatever the spec's granularity.
Result<QuantizedTensor> quantize_tensor(std::span<const float> values, const Tiling& tiling, const TensorSpec& spec,
                                        std::string_view name);

// r̂ of every element. Errors: not enough memory; an r̂ beyond float32, which ranges near ±FLT_MAX can give.
Result<Buffer<float>> dequantize_tensor(const QuantizedTensor& tensor);

}  // namespace zeropoint

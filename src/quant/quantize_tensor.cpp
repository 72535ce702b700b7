#include "quant/quantize_tensor.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <type_traits>

#include "core/text.h"

namespace zeropoint {

namespace {

template <class Code>
Result<Codes> make_codes_of(std::size_t n) {
  ZP_TRY(Buffer<Code> codes, Buffer<Code>::make(n));
  return Codes(std::move(codes));
}

Status check_finite(std::span<const float> values, std::string_view name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return Error{ErrorCode::not_finite, text(name, " holds ", values[i], " at index ", i)};
    }
  }
  return Done{};
}

// Equation (6): S = mean|r|, summed in float64 in ascending order. Kept normal like every S; a filter of
// zeros so becomes ±2^-126 and not ±1.
QParams binary_qparams(std::span<const float> values, const QuantSpec& spec) {
  double sum = 0;
  for (float r : values) sum += std::fabs(r);
  QParams p = code_range(spec);
  p.scale = std::max(static_cast<float>(sum / static_cast<double>(values.size())), FLT_MIN);
  return p;
}

Result<QParams> tile_qparams(std::span<const float> values, const TensorSpec& spec, std::string_view name) {
  if (spec.quant.scheme == Scheme::binary) return binary_qparams(values, spec.quant);
  ZP_TRY(Observer observer, Observer::make(spec.observer));
  ZP_CHECK(observer.observe(values, name));
  ZP_TRY(const Range& range, observer.range(spec.quant));
  return choose_qparams(range, spec.quant);
}

}  // namespace

Result<Codes> make_codes(const QuantSpec& spec, std::size_t n) {
  if (spec.bits <= 8) return spec.is_signed ? make_codes_of<std::int8_t>(n) : make_codes_of<std::uint8_t>(n);
  return spec.is_signed ? make_codes_of<std::int16_t>(n) : make_codes_of<std::uint16_t>(n);
}

Result<QuantizedTensor> quantize_tensor(std::span<const float> values, const Shape& shape, const TensorSpec& spec,
                                        std::string_view name) {
  ZP_TRY(const Tiling& tiling, make_tiling(shape, spec.granularity));
  return quantize_tensor(values, tiling, spec, name);
}

Result<QuantizedTensor> quantize_tensor(std::span<const float> values, const Tiling& tiling, const TensorSpec& spec,
                                        std::string_view name) {
  const Shape& shape = tiling.shape;
  ZP_CHECK(check_spec(spec.quant));
  if (static_cast<std::uint64_t>(shape.element_count()) != values.size()) {
    return Error{ErrorCode::shape_mismatch, text(name, " has ", values.size(), " elements, shape ", shape.to_string(),
                                                 " has ", shape.element_count())};
  }
  if (values.empty()) return Error{ErrorCode::invalid_argument, text(name, " is empty: there is no range to observe")};
  ZP_CHECK(check_finite(values, name));

  const auto tiles = static_cast<std::size_t>(tiling.tile_count());
  ZP_TRY(Buffer<QParams> qparams, Buffer<QParams>::make(tiles));
  ZP_TRY(Codes codes, make_codes(spec.quant, values.size()));
  ZP_TRY(Buffer<float> gathered, Buffer<float>::make(static_cast<std::size_t>(tiling.extent.element_count())));

  for (std::size_t tile = 0; tile < tiles; ++tile) {
    std::size_t n = 0;
    for_each_run(tiling, static_cast<std::int64_t>(tile), [&](std::size_t offset, std::size_t length) {
      std::copy_n(values.data() + offset, length, gathered.data() + n);
      n += length;
    });
    ZP_TRY(const QParams& p, tile_qparams({gathered.data(), n}, spec, name));
    qparams[tile] = p;
    std::visit(
        [&](auto& out) {
          using Code = std::remove_reference_t<decltype(out[0])>;
          const bool binary = spec.quant.scheme == Scheme::binary;
          for_each_run(tiling, static_cast<std::int64_t>(tile), [&](std::size_t offset, std::size_t length) {
            for (std::size_t i = offset; i < offset + length; ++i) {
              out[i] = static_cast<Code>(binary ? quantize_binary(values[i]) : quantize_value(values[i], p));
            }
          });
        },
        codes);
  }
  return QuantizedTensor{spec, tiling, std::move(qparams), std::move(codes)};
}

Result<Buffer<float>> dequantize_tensor(const QuantizedTensor& tensor) {
  const Tiling& tiling = tensor.tiling;
  ZP_TRY(Buffer<float> values, Buffer<float>::make(static_cast<std::size_t>(tiling.shape.element_count())));
  std::visit(
      [&](const auto& codes) {
        for (std::size_t tile = 0; tile < tensor.qparams.size(); ++tile) {
          const QParams& p = tensor.qparams[tile];
          for_each_run(tiling, static_cast<std::int64_t>(tile), [&](std::size_t offset, std::size_t length) {
            for (std::size_t i = offset; i < offset + length; ++i) values[i] = dequantize_value(codes[i], p);
          });
        }
      },
      tensor.codes);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return Error{ErrorCode::not_finite, text("the range is too wide: S·(q − Z) at index ", i, " exceeds float32")};
    }
  }
  return values;
}

}  // namespace zeropoint

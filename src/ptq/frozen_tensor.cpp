#include "ptq/frozen_tensor.h"

#include <algorithm>

#include "core/text.h"

namespace zeropoint {

namespace {

std::span<const float> floats_of(const Constant& values) {
  return {reinterpret_cast<const float*>(values.bytes().data()), values.size()};
}

Result<Buffer<std::uint8_t>> packed(const Codes& codes, const QuantSpec& quant) {
  if (const auto* bytes = std::get_if<Buffer<std::uint8_t>>(&codes)) return pack(bytes->span(), quant.bits);
  const auto& signed_bytes = std::get<Buffer<std::int8_t>>(codes);
  return quant.scheme == Scheme::binary ? pack_binary(signed_bytes.span()) : pack(signed_bytes.span(), quant.bits);
}

template <class Code>
Result<Buffer<std::int32_t>> widened(const Result<Buffer<Code>>& codes) {
  if (!codes.ok()) return codes.error();
  ZP_TRY(auto out, Buffer<std::int32_t>::make(codes.value().size()));
  std::ranges::copy(codes.value(), out.begin());
  return out;
}

}  // namespace

Result<Buffer<std::int32_t>> FrozenTensor::codes() const {
  const auto n = static_cast<std::size_t>(tiling.shape.element_count());
  if (quant.scheme == Scheme::binary) return widened(unpack_binary(packed.span(), n));
  return quant.is_signed ? widened(unpack<std::int8_t>(packed.span(), n, quant.bits)) : widened(unpack<std::uint8_t>(packed.span(), n, quant.bits));
}

Result<Tiling> weight_tiling(const Shape& shape, const Granularity& granularity, const WeightPlace& place) {
  using Kind = Granularity::Kind;
  const auto refuse = [](auto... parts) { return Error{ErrorCode::invalid_argument, text(parts...)}; };
  const std::int64_t channels = shape[place.out_axis];
  Shape extent = shape;
  switch (granularity.kind) {
    case Kind::tensor: break;
    case Kind::channel: extent[place.out_axis] = 1; break;
    case Kind::group:
      if (granularity.groups < 1 || channels % granularity.groups != 0) return refuse(channels, " output channels do not divide into ", granularity.groups, " groups");
      extent[place.out_axis] = channels / granularity.groups;
      break;
    case Kind::block:
      extent[place.out_axis] = 1;
      extent[place.in_axis] = granularity.size;
      break;
  }
  return make_tiling(shape, extent);
}

Result<FrozenTensor> freeze_tensor(const Constant& values, const WeightSettings& settings, const WeightPlace& place, std::string_view name) {
  FrozenTensor frozen;
  frozen.quant = settings.quant;
  frozen.granularity = settings.granularity;
  frozen.granularity.axis = static_cast<std::int64_t>(settings.granularity.kind == Granularity::Kind::block ? place.in_axis : place.out_axis);
  ZP_TRY(frozen.tiling, weight_tiling(values.shape(), settings.granularity, place));
  ZP_TRY(const QuantizedTensor& quantized, quantize_tensor(floats_of(values), frozen.tiling, TensorSpec{settings.quant, {}, settings.observer}, name));
  frozen.qparams.assign(quantized.qparams.begin(), quantized.qparams.end());
  ZP_TRY(frozen.packed, packed(quantized.codes, frozen.quant));
  return frozen;
}

Result<FrozenTensor> with_least_scales(const FrozenTensor& frozen, const Constant& values, std::span<const float> least) {
  FrozenTensor out;
  out.quant = frozen.quant;
  out.granularity = frozen.granularity;
  out.tiling = frozen.tiling;
  out.qparams = frozen.qparams;
  for (std::size_t t = 0; t < out.qparams.size(); ++t) out.qparams[t].scale = std::max(out.qparams[t].scale, least[t]);
  ZP_TRY(Codes codes, make_codes(out.quant, values.size()));
  const auto from = floats_of(values);
  const auto fill = [&](auto& to) {
    for (std::size_t t = 0; t < out.qparams.size(); ++t) {
      for_each_run(out.tiling, static_cast<std::int64_t>(t), [&](std::size_t offset, std::size_t length) {
        for (std::size_t i = offset; i < offset + length; ++i) {
          const std::int32_t q = out.quant.scheme == Scheme::binary ? quantize_binary(from[i]) : quantize_value(from[i], out.qparams[t]);
          to[i] = static_cast<std::remove_reference_t<decltype(to[0])>>(q);
        }
      });
    }
  };
  std::visit(fill, codes);
  ZP_TRY(out.packed, packed(codes, out.quant));
  return out;
}

}  // namespace zeropoint

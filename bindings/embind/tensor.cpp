#include <emscripten/bind.h>

#include <type_traits>

#include "convert.h"
#include "core/text.h"
#include "module.h"
#include "quant/metrics.h"
#include "quant/packing.h"
#include "quant/quantize_tensor.h"

namespace zeropoint::bindings {

namespace {

val choose(float min, float max, const val& spec) {
  return answer(choose_qparams({min, max}, to_quant_spec(spec)), [](const QParams& p) { return from_qparams(p); });
}

// Calls work with a value of the code type of that name: 'uint8', 'int8', 'uint16' or 'int16'.
template <class Work>
val with_code_type(const std::string& type, Work&& work) {
  const auto same = [](val v) { return v; };
  if (type == "uint8") return answer(work(std::uint8_t{}), same);
  if (type == "int8") return answer(work(std::int8_t{}), same);
  if (type == "uint16") return answer(work(std::uint16_t{}), same);
  return answer(work(std::int16_t{}), same);
}

template <class Code>
auto quantize_kernel(const Kernels& kernels) {
  if constexpr (std::is_same_v<Code, std::uint8_t>) return kernels.quantize_u8;
  else if constexpr (std::is_same_v<Code, std::int8_t>) return kernels.quantize_i8;
  else if constexpr (std::is_same_v<Code, std::uint16_t>) return kernels.quantize_u16;
  else return kernels.quantize_i16;
}

template <class Code>
auto dequantize_kernel(const Kernels& kernels) {
  if constexpr (std::is_same_v<Code, std::uint8_t>) return kernels.dequantize_u8;
  else if constexpr (std::is_same_v<Code, std::int8_t>) return kernels.dequantize_i8;
  else if constexpr (std::is_same_v<Code, std::uint16_t>) return kernels.dequantize_u16;
  else return kernels.dequantize_i16;
}

val quantize(const std::string& kernels, const val& array, const val& qparams, const std::string& type) {
  return with_code_type(type, [&]<class Code>(Code) -> Result<val> {
    const QParams p = to_qparams(qparams);
    ZP_CHECK(check_qparams(p));
    ZP_TRY(const Buffer<float> values, copy_in<float>(array));
    ZP_TRY(Buffer<Code> codes, Buffer<Code>::make(values.size()));
    const std::size_t first_nan = quantize_kernel<Code>(kernels_named(kernels))(values.span(), p, codes.data());
    if (first_nan != values.size()) {
      return Error{ErrorCode::not_finite, text("cannot quantize NaN, at index ", first_nan)};
    }
    return copy_out(codes);
  });
}

val dequantize(const std::string& kernels, const val& array, const val& qparams, const std::string& type) {
  return with_code_type(type, [&]<class Code>(Code) -> Result<val> {
    const QParams p = to_qparams(qparams);
    ZP_CHECK(check_qparams(p));
    ZP_TRY(const Buffer<Code> codes, copy_in<Code>(array));
    ZP_TRY(Buffer<float> values, Buffer<float>::make(codes.size()));
    dequantize_kernel<Code>(kernels_named(kernels))(codes.span(), p, values.data());
    return copy_out(values);
  });
}

val pack_codes(const val& array, int bits, bool binary, const std::string& type) {
  return with_code_type(type, [&]<class Code>(Code) -> Result<val> {
    ZP_TRY(const Buffer<Code> codes, copy_in<Code>(array));
    if constexpr (std::is_same_v<Code, std::int8_t>) {
      if (binary) {
        ZP_TRY(const Buffer<std::uint8_t> bytes, pack_binary(codes.span()));
        return copy_out(bytes);
      }
    }
    ZP_TRY(const Buffer<std::uint8_t> bytes, pack<Code>(codes.span(), bits));
    return copy_out(bytes);
  });
}

val unpack_codes(const val& array, double length, int bits, bool binary, const std::string& type) {
  return with_code_type(type, [&]<class Code>(Code) -> Result<val> {
    const auto n = static_cast<std::size_t>(length);
    ZP_TRY(const Buffer<std::uint8_t> bytes, copy_in<std::uint8_t>(array));
    if constexpr (std::is_same_v<Code, std::int8_t>) {
      if (binary) {
        ZP_TRY(const Buffer<std::int8_t> codes, unpack_binary(bytes.span(), n));
        return copy_out(codes);
      }
    }
    ZP_TRY(const Buffer<Code> codes, unpack<Code>(bytes.span(), n, bits));
    return copy_out(codes);
  });
}

val from_metrics(const Comparison& metrics) {
  val object = val::object();
  set(object, "maxAbsError", metrics.max_abs_error);
  set(object, "mse", metrics.mse);
  set(object, "sqnr", metrics.sqnr_db);
  set(object, "cosine", metrics.cosine_similarity);
  return object;
}

Result<val> quantize_whole(const val& array, const val& extents, const val& options) {
  ZP_TRY(const Shape shape, to_shape(extents));
  ZP_TRY(const Buffer<float> values, copy_in<float>(array));
  const TensorSpec spec{to_quant_spec(options), to_granularity(options["granularity"]), to_observer_options(options)};
  ZP_TRY(const QuantizedTensor tensor, quantize_tensor(values.span(), shape, spec, "the tensor"));
  ZP_TRY(const Buffer<float> dequantized, dequantize_tensor(tensor));
  ZP_TRY(const Comparison metrics, compare(values.span(), dequantized.span()));

  val result = val::object();
  set(result, "q", std::visit([](const auto& codes) { return copy_out(codes); }, tensor.codes));
  set(result, "qparams", from_qparams(tensor.qparams.span()));
  set(result, "tiles", from_shape(tensor.tiling.counts));
  set(result, "dequantized", copy_out(dequantized));
  set(result, "metrics", from_metrics(metrics));
  set(result, "sizeBytes", static_cast<double>(storage_bytes(tensor)));
  return result;
}

val quantize_tensor_(const val& array, const val& extents, const val& options) {
  return answer(quantize_whole(array, extents, options), [](val v) { return v; });
}

Result<val> compare_whole(const val& reference, const val& test) {
  ZP_TRY(const Buffer<float> a, copy_in<float>(reference));
  ZP_TRY(const Buffer<float> b, copy_in<float>(test));
  ZP_TRY(const Comparison metrics, compare(a.span(), b.span()));
  return from_metrics(metrics);
}

val compare_(const val& reference, const val& test) {
  return answer(compare_whole(reference, test), [](val v) { return v; });
}

}  // namespace

void register_tensor() {
  emscripten::function("chooseQParams", &choose);
  emscripten::function("quantize", &quantize);
  emscripten::function("dequantize", &dequantize);
  emscripten::function("pack", &pack_codes);
  emscripten::function("unpack", &unpack_codes);
  emscripten::function("quantizeTensor", &quantize_tensor_);
  emscripten::function("compare", &compare_);
}

}  // namespace zeropoint::bindings

#include <emscripten/bind.h>

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

// Codes cross as their bytes, in the order of memory; the TypeScript side knows their type. One function for
// the four types instead of four keeps the module small.
enum class CodeType { u8, i8, u16, i16 };

CodeType to_code_type(const std::string& name) {
  if (name == "uint8") return CodeType::u8;
  if (name == "int8") return CodeType::i8;
  return name == "uint16" ? CodeType::u16 : CodeType::i16;
}

std::size_t width_of(CodeType type) { return type == CodeType::u8 || type == CodeType::i8 ? 1 : 2; }

// Buffers are aligned for any type.
template <class Code>
std::span<const Code> codes_in(const Buffer<std::uint8_t>& bytes) {
  return {reinterpret_cast<const Code*>(bytes.data()), bytes.size() / sizeof(Code)};
}
template <class Code>
Code* codes_for(Buffer<std::uint8_t>& bytes) {
  return reinterpret_cast<Code*>(bytes.data());
}

std::size_t run_quantize(const Kernels& kernels, CodeType type, std::span<const float> r, const QParams& p,
                         Buffer<std::uint8_t>& q) {
  switch (type) {
    case CodeType::u8: return kernels.tensor.quantize_u8(r, p, codes_for<std::uint8_t>(q));
    case CodeType::i8: return kernels.tensor.quantize_i8(r, p, codes_for<std::int8_t>(q));
    case CodeType::u16: return kernels.tensor.quantize_u16(r, p, codes_for<std::uint16_t>(q));
    case CodeType::i16: return kernels.tensor.quantize_i16(r, p, codes_for<std::int16_t>(q));
  }
  return 0;
}

void run_dequantize(const Kernels& kernels, CodeType type, const Buffer<std::uint8_t>& q, const QParams& p, float* r) {
  switch (type) {
    case CodeType::u8: return kernels.tensor.dequantize_u8(codes_in<std::uint8_t>(q), p, r);
    case CodeType::i8: return kernels.tensor.dequantize_i8(codes_in<std::int8_t>(q), p, r);
    case CodeType::u16: return kernels.tensor.dequantize_u16(codes_in<std::uint16_t>(q), p, r);
    case CodeType::i16: return kernels.tensor.dequantize_i16(codes_in<std::int16_t>(q), p, r);
  }
}

Result<val> quantize_all(const Kernels& kernels, const val& array, const QParams& p, CodeType type) {
  ZP_CHECK(check_qparams(p));
  ZP_TRY(const Buffer<float>& values, copy_in<float>(array));
  ZP_TRY(Buffer<std::uint8_t> codes, Buffer<std::uint8_t>::make(values.size() * width_of(type)));
  const std::size_t first_nan = run_quantize(kernels, type, values.span(), p, codes);
  if (first_nan != values.size()) {
    return Error{ErrorCode::not_finite, text("cannot quantize NaN, at index ", first_nan)};
  }
  return copy_out(codes);
}

Result<val> dequantize_all(const Kernels& kernels, const val& bytes, const QParams& p, CodeType type) {
  ZP_CHECK(check_qparams(p));
  ZP_TRY(const Buffer<std::uint8_t>& codes, copy_in<std::uint8_t>(bytes));
  ZP_TRY(Buffer<float> values, Buffer<float>::make(codes.size() / width_of(type)));
  run_dequantize(kernels, type, codes, p, values.data());
  return copy_out(values);
}

val quantize(const std::string& kernels, const val& array, const val& qparams, const std::string& type) {
  return answer(quantize_all(kernels_named(kernels), array, to_qparams(qparams), to_code_type(type)), as_is);
}

val dequantize(const std::string& kernels, const val& bytes, const val& qparams, const std::string& type) {
  return answer(dequantize_all(kernels_named(kernels), bytes, to_qparams(qparams), to_code_type(type)), as_is);
}

Result<Buffer<std::uint8_t>> pack_as(CodeType type, const Buffer<std::uint8_t>& codes, int bits, bool binary) {
  switch (type) {
    case CodeType::u8: return pack(codes_in<std::uint8_t>(codes), bits);
    case CodeType::i8:
      return binary ? pack_binary(codes_in<std::int8_t>(codes)) : pack(codes_in<std::int8_t>(codes), bits);
    case CodeType::u16: return pack(codes_in<std::uint16_t>(codes), bits);
    case CodeType::i16: return pack(codes_in<std::int16_t>(codes), bits);
  }
  return Buffer<std::uint8_t>{};
}

Result<val> pack_all(const val& bytes, int bits, bool binary, CodeType type) {
  ZP_TRY(const Buffer<std::uint8_t>& codes, copy_in<std::uint8_t>(bytes));
  ZP_TRY(const Buffer<std::uint8_t>& packed, pack_as(type, codes, bits, binary));
  return copy_out(packed);
}

template <class Code>
val bytes_of(const Buffer<Code>& codes) {
  return copy_out(std::span(reinterpret_cast<const std::uint8_t*>(codes.data()), codes.size() * sizeof(Code)));
}

template <class Code>
Result<val> unpack_as(const Buffer<std::uint8_t>& packed, std::size_t n, int bits) {
  ZP_TRY(const Buffer<Code>& codes, unpack<Code>(packed.span(), n, bits));
  return bytes_of(codes);
}

Result<val> unpack_all(const val& array, std::size_t n, int bits, bool binary, CodeType type) {
  ZP_TRY(const Buffer<std::uint8_t>& packed, copy_in<std::uint8_t>(array));
  if (binary) {
    ZP_TRY(const Buffer<std::int8_t>& codes, unpack_binary(packed.span(), n));
    return bytes_of(codes);
  }
  switch (type) {
    case CodeType::u8: return unpack_as<std::uint8_t>(packed, n, bits);
    case CodeType::i8: return unpack_as<std::int8_t>(packed, n, bits);
    case CodeType::u16: return unpack_as<std::uint16_t>(packed, n, bits);
    case CodeType::i16: return unpack_as<std::int16_t>(packed, n, bits);
  }
  return val::undefined();
}

val pack_codes(const val& bytes, int bits, bool binary, const std::string& type) {
  return answer(pack_all(bytes, bits, binary, to_code_type(type)), as_is);
}

val unpack_codes(const val& array, double length, int bits, bool binary, const std::string& type) {
  return answer(unpack_all(array, static_cast<std::size_t>(length), bits, binary, to_code_type(type)), as_is);
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
  ZP_TRY(const Shape& shape, to_shape(extents));
  ZP_TRY(const Buffer<float>& values, copy_in<float>(array));
  const TensorSpec spec{to_quant_spec(options), to_granularity(options["granularity"]), to_observer_options(options)};
  ZP_TRY(const QuantizedTensor& tensor, quantize_tensor(values.span(), shape, spec, "the tensor"));
  ZP_TRY(const Buffer<float>& dequantized, dequantize_tensor(tensor));
  ZP_TRY(const Comparison& metrics, compare(values.span(), dequantized.span()));

  ZP_TRY(const val& qparams, from_qparams(tensor.qparams.span()));

  val result = val::object();
  set(result, "q", std::visit([](const auto& codes) { return bytes_of(codes); }, tensor.codes));
  set(result, "qparams", qparams);
  set(result, "tiles", from_shape(tensor.tiling.counts));
  set(result, "dequantized", copy_out(dequantized));
  set(result, "metrics", from_metrics(metrics));
  const StorageBytes bytes = storage_bytes(values.size(), tensor.qparams.size(), spec.quant);
  set(result, "sizeBytes", static_cast<double>(bytes.total()));
  return result;
}

val quantize_tensor_(const val& array, const val& extents, const val& options) {
  return answer(quantize_whole(array, extents, options), as_is);
}

Result<val> compare_whole(const val& reference, const val& test) {
  ZP_TRY(const Buffer<float>& a, copy_in<float>(reference));
  ZP_TRY(const Buffer<float>& b, copy_in<float>(test));
  ZP_TRY(const Comparison& metrics, compare(a.span(), b.span()));
  return from_metrics(metrics);
}

val compare_(const val& reference, const val& test) {
  return answer(compare_whole(reference, test), as_is);
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

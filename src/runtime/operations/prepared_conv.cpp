#include "runtime/operations/prepared_conv.h"

#include <bit>

#include "model/operators.h"
#include "runtime/convert.h"
#include "runtime/operations/parameters.h"

namespace zeropoint::operations {

bool only_data_is_computed(const Preparation& p) {
  for (std::size_t i = 1; i < p.input_count(); ++i) {
    if (p.has(i) && p.constant(i) == nullptr) return false;
  }
  return true;
}

std::vector<std::int32_t> known_codes(const Preparation& p, std::size_t i, std::size_t count) {
  std::vector<std::int32_t> out(count, 0);
  if (!p.has(i)) return out;
  const Constant& values = *p.constant(i);
  for (std::size_t k = 0; k < count; ++k) out[k] = static_cast<std::int32_t>(values.integer_at(values.size() == 1 ? 0 : k));
  return out;
}

std::vector<float> known_floats(const Preparation& p, std::size_t i, std::size_t count) {
  std::vector<float> out(count, 0.0F);
  if (!p.has(i)) return out;
  const Constant& values = *p.constant(i);
  for (std::size_t k = 0; k < count; ++k) out[k] = static_cast<float>(values.real_at(values.size() == 1 ? 0 : k));
  return out;
}

Result<Buffer<std::byte>> known_weight_codes(const Preparation& p, std::size_t i, const MemoryOrder& order) {
  const Constant& values = *p.constant(i);
  return arranged(values, values.shape(), MemoryOrder::row_major(order.rank()), order, values.type(), p.kernels());
}

Result<float> set_result(const Preparation& p, std::size_t y_scale, IntegerConvLayer& layer) {
  layer.result = ConvResult::reals;
  if (!p.has(y_scale)) return 1.0F;
  ZP_TRY(const QParams& codes, output_codes(p));
  layer.result = ConvResult::codes;
  layer.y = {known_codes(p, y_scale + 1, 1)[0], codes.qmin, codes.qmax};
  return known_floats(p, y_scale, 1)[0];
}

Result<PreparedConv> prepare_conv(const Preparation& p, const IntegerConvLayer& layer, KnownWeights weights, std::size_t part) {
  const IntegerConvKernels& kernels = p.kernels().integer_conv;
  PreparedConv out{layer, kernels.choose(layer, weights.view()), nullptr, 0};
  std::vector<const Constant*> constants;
  for (std::size_t i = 1; i < p.input_count(); ++i) constants.push_back(p.has(i) ? p.constant(i) : nullptr);
  const ConvShape& s = layer.shape;
  // What the packing depends on besides these constants: transposition and alpha are those of QGemm.
  const std::string how = text(p.node().op->name, " ", static_cast<int>(out.choice.algorithm), " ", out.choice.parts, " ", layer.x_signed, " ", static_cast<int>(layer.result), " ",
                               s.groups, " ", s.dilation_h, " ", s.dilation_w, " ", s.in_c, " ", part, " ", p.integer("transB", 0), " ", std::bit_cast<std::uint32_t>(p.real("alpha", 1)));
  ZP_TRY(out.packed, p.weights().packed(constants, how, [&]() -> Result<Packing> {
    ZP_TRY(const std::size_t bytes, p.fitting(packed_integer_conv_size(layer, out.choice)));
    return Packing{bytes, [layer, choice = out.choice, weights = std::move(weights)](std::span<std::byte> packed) -> Status {
      pack_integer_conv(layer, weights.view(), choice, packed.data());
      return Done{};
    }};
  }));
  ZP_TRY(out.scratch_bytes, p.fitting(kernels.scratch_bytes(layer, out.choice)));
  return out;
}

std::string kernel_text(const ConvChoice& choice) {
  std::string out = text(conv_algorithm_name(choice.algorithm), choice.reason.empty() ? "" : ": ", choice.reason);
  if (choice.parts > 1) out += text(", ", choice.parts, " parts");
  return out;
}

}  // namespace zeropoint::operations

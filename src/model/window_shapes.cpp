// Shape rules of convolutions and pools.
#include <algorithm>

#include "model/operators.h"
#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

// Beyond it nothing fits in memory, and products of two stay far from overflow.
constexpr std::int64_t max_window = 1 << 20;

Status check_list(const ShapeContext& context, std::string_view name, const std::vector<std::int64_t>& list, std::size_t length, std::int64_t least) {
  if (list.size() != length) return context.error(name, " has ", list.size(), " values, not ", length);
  for (std::int64_t value : list) {
    if (value < least || value > max_window) return context.error(name, " holds ", value);
  }
  return Done{};
}

// [N, H, W, C], which the pools of com.microsoft can be asked for.
bool channels_last(const ShapeContext& context) {
  return context.node().op->domain == microsoft_domain && context.integer("channels_last", 0) != 0;
}

// The output channels that a weight has; nothing while that is not known.
const Dimension* channels_of(const std::optional<Dimensions>& weight) { return weight && !weight->empty() ? &weight->front() : nullptr; }

Status check_bias(const ShapeContext& context, std::size_t at, const std::optional<Dimensions>& w) {
  const auto& b = context.dims(at);
  const Dimension* channels = channels_of(w);
  if (!b || (b->size() == 1 && (!(*b)[0].fixed() || channels == nullptr || !channels->fixed() || (*b)[0].same(*channels)))) return Done{};
  return context.error("bias has shape ", to_string(*b), w ? text(", weight ", to_string(*w)) : "");
}

// The type of a quantized convolution's result: that of its zero point, or float32 without an output scale.
Result<std::optional<ElementType>> result_of_conv(const ShapeContext& context) {
  if (context.has(6) != context.has(7)) return context.error("y_scale and y_zero_point are given together or not at all");
  if (!context.has(6)) return std::optional(ElementType::f32);
  ZP_CHECK(quantization(context, 6, 7, context.element(7)));
  return context.element(7);
}

// x and w: input indices. [N, C, H, W] and [M, C/group, kH, kW]; 2-D only.
Status conv_with(ShapeContext& context, std::size_t x_at, std::size_t w_at, std::optional<ElementType> element) {
  const auto& x = context.dims(x_at);
  const auto& w = context.dims(w_at);
  if (!x || !w) {
    context.set(0, element, std::nullopt);
    return Done{};
  }
  if (x->size() != w->size()) return context.error("input of shape ", to_string(*x), " and weight of shape ", to_string(*w), " are of different rank");
  if (x->size() != 4) return context.unsupported("only 2-D convolution is supported; input has shape ", to_string(*x), ", weight ", to_string(*w));
  const std::int64_t group = context.integer("group", 1);
  if (group < 1 || group > max_window) return context.error("group is ", group);
  const Dimension &channels = (*x)[1], &weight_channels = (*w)[1], &out_channels = (*w)[0];
  if (channels.fixed() && weight_channels.fixed() && (weight_channels.extent() > max_window || channels.extent() != weight_channels.extent() * group)) {
    return context.error("weight has ", weight_channels.extent(), " input channels", group > 1 ? text(" in each of ", group, " groups") : "", ", input has ", channels.extent());
  }
  if (out_channels.fixed() && out_channels.extent() % group != 0) {
    return context.error(out_channels.extent(), " output channels do not divide into ", group, " groups");
  }
  std::vector<std::int64_t> kernel;
  for (std::size_t i = 2; i < 4; ++i) {
    if (!(*w)[i].fixed()) {
      context.set(0, element, Dimensions{(*x)[0], out_channels, Dimension(), Dimension()});
      return Done{};
    }
    kernel.push_back((*w)[i].extent());
  }
  if (const auto said = context.list("kernel_shape"); said && *said != kernel) return context.error("kernel_shape differs from the weight's shape ", to_string(*w));
  ZP_TRY(const auto& sliding, windows(context, kernel));
  ZP_TRY(Dimensions out, slide(context, *x, sliding, false));
  out[1] = out_channels;
  context.set(0, element, std::move(out));
  return Done{};
}

}  // namespace

Result<std::vector<Window>> windows(ShapeContext& context, const std::vector<std::int64_t>& kernel) {
  const std::vector<std::int64_t> ones(kernel.size(), 1);
  const auto strides = context.list("strides").value_or(ones);
  const auto dilations = context.list("dilations").value_or(ones);
  const auto pads = context.list("pads").value_or(std::vector<std::int64_t>(2 * kernel.size(), 0));
  ZP_CHECK(check_list(context, "kernel_shape", kernel, 2, 1));
  ZP_CHECK(check_list(context, "strides", strides, 2, 1));
  ZP_CHECK(check_list(context, "dilations", dilations, 2, 1));
  ZP_CHECK(check_list(context, "pads", pads, 4, 0));
  ZP_CHECK(context.one_of("auto_pad", context.word("auto_pad", "NOTSET"), {"NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER", ""}));
  std::vector<Window> out;
  for (std::size_t i = 0; i < 2; ++i) out.push_back({kernel[i], strides[i], dilations[i], pads[i], pads[i + 2]});
  return out;
}

Result<Dimensions> slide(ShapeContext& context, const Dimensions& input, const std::vector<Window>& windows, bool ceil_mode) {
  const std::string auto_pad = context.word("auto_pad", "NOTSET");
  const bool same = auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER";
  Dimensions out{input[0], input[1], {}, {}};
  for (std::size_t i = 0; i < 2; ++i) {
    const Dimension& extent = input[i + 2];
    if (!extent.fixed()) continue;
    const Window& w = windows[i];
    if (same) {
      out[i + 2] = (extent.extent() + w.stride - 1) / w.stride;
      continue;
    }
    const bool valid = auto_pad == "VALID";
    const std::int64_t before = valid ? 0 : w.pad_before;
    const std::int64_t padded = extent.extent() + before + (valid ? 0 : w.pad_after);
    const std::int64_t room = padded - ((w.kernel - 1) * w.dilation + 1);
    if (room < 0) return context.error("the window of ", (w.kernel - 1) * w.dilation + 1, " is larger than the padded input of ", padded);
    std::int64_t count = room / w.stride + 1;
    // The last window of ceil_mode must begin within the input or the padding before it.
    if (ceil_mode && room % w.stride != 0 && count * w.stride < extent.extent() + before) ++count;
    out[i + 2] = count;
  }
  return out;
}

Status conv(ShapeContext& context) {
  ZP_CHECK(context.same_element({0, 1, 2}));
  ZP_CHECK(check_bias(context, 2, context.dims(1)));
  return conv_with(context, 0, 1, context.element(0));
}

// x, w, x_zero_point, w_zero_point
Status conv_integer(ShapeContext& context) {
  for (std::size_t i = 0; i < 2; ++i) ZP_CHECK(context.same_element({i, i + 2}));
  return conv_with(context, 0, 1, ElementType::i32);
}

// x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point, bias
Status qlinear_conv(ShapeContext& context) {
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_CHECK(quantization(context, 4, 5, context.element(3), channels_of(context.dims(3))));
  ZP_TRY(const auto& result, result_of_conv(context));
  if (context.element(8) && *context.element(8) != ElementType::i32) return context.error("bias is ", element_type_name(*context.element(8)), ", not int32");
  ZP_CHECK(check_bias(context, 8, context.dims(3)));
  return conv_with(context, 0, 3, result);
}

// The same inputs, with a scale and a zero point [output channels, blocks], and a float bias.
Status qlinear_block_conv(ShapeContext& context) {
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_TRY(const auto& result, result_of_conv(context));
  const auto& w = context.dims(3);
  const std::int64_t block = context.integer("block_size", 0);
  if (block < 1) return context.error("attribute 'block_size' is ", block);
  for (const std::size_t input : {4, 5}) {
    const auto wanted = input == 4 ? std::optional(ElementType::f32) : context.element(3);
    if (context.element(input) && wanted && *context.element(input) != *wanted) {
      return context.error("input ", input, " is ", element_type_name(*context.element(input)), ", not ", element_type_name(*wanted));
    }
    const auto& dims = context.dims(input);
    if (!dims || !w || w->size() != 4 || !all_fixed(*w) || !all_fixed(*dims)) continue;
    const std::int64_t channels = (*w)[1].extent(), blocks = channels / block + (channels % block != 0 ? 1 : 0);
    if (dims->size() != 2 || !(*dims)[0].same((*w)[0]) || !(*dims)[1].is(blocks)) {
      return context.error("input ", input, " has shape ", to_string(*dims), ", weight ", to_string(*w), " in blocks of ", block);
    }
  }
  if (context.element(8) && *context.element(8) != ElementType::f32) return context.error("bias is ", element_type_name(*context.element(8)), ", not float");
  ZP_CHECK(check_bias(context, 8, w));
  return conv_with(context, 0, 3, result);
}

Status pool(ShapeContext& context) {
  const auto element = context.element(0);
  const auto& x = context.dims(0);
  const auto kernel = context.list("kernel_shape");
  if (!kernel) return context.error("attribute 'kernel_shape' is missing");
  if (!x) {
    context.set(0, element, std::nullopt);
    return Done{};
  }
  if (x->size() != 4) return context.unsupported("only 2-D pooling is supported; input has shape ", to_string(*x));
  ZP_TRY(const auto& sliding, windows(context, *kernel));
  for (const Window& w : sliding) {
    // Otherwise a window could lie in the padding alone, over nothing.
    if (std::max(w.pad_before, w.pad_after) >= w.kernel) return context.error("pads of ", w.pad_before, " and ", w.pad_after, " are not less than the window of ", w.kernel);
  }
  const bool last = channels_last(context);
  Dimensions first = *x;
  if (last) std::rotate(first.begin() + 1, first.end() - 1, first.end());
  ZP_TRY(Dimensions out, slide(context, first, sliding, context.integer("ceil_mode", 0) != 0));
  if (last) std::rotate(out.begin() + 1, out.begin() + 2, out.end());
  context.set(1, ElementType::i64, out);
  context.set(0, element, std::move(out));
  return Done{};
}

Status global_pool(ShapeContext& context) {
  const auto element = context.element(0);
  const auto& x = context.dims(0);
  if (!x) {
    context.set(0, element, std::nullopt);
    return Done{};
  }
  if (x->size() < 3) return context.error("input has shape ", to_string(*x), ", which has no spatial dimensions");
  Dimensions out = *x;
  const bool last = channels_last(context);
  for (std::size_t i = last ? 1 : 2; i < out.size() - (last ? 1 : 0); ++i) out[i] = 1;
  context.set(0, element, std::move(out));
  return Done{};
}

// X, X_scale, X_zero_point, Y_scale, Y_zero_point
Status qlinear_pool(ShapeContext& context) {
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_CHECK(quantization(context, 3, 4, context.element(0)));
  return pool(context);
}

Status qlinear_global_pool(ShapeContext& context) {
  ZP_CHECK(quantization(context, 1, 2, context.element(0)));
  ZP_CHECK(quantization(context, 3, 4, context.element(0)));
  return global_pool(context);
}

}  // namespace zeropoint::shapes

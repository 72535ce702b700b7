// The shape rules, each for the operators that share it; the registry names them.
#pragma once

#include "core/result.h"
#include "model/shape_context.h"

namespace zeropoint::shapes {

// What two tensors that meet element by element give (ONNX, "Broadcasting"); nothing if that is unknown.
Result<std::optional<Dimensions>> broadcast(const ShapeContext& context, const std::optional<Dimensions>& a, const std::optional<Dimensions>& b);

// Does a shape take no other extent when something is broadcast to it? sum: what broadcast says.
bool keeps(const Dimensions& sum, const Dimensions& shape);

// The scale and the zero point of a tensor of codes, by their inputs' indices; channels: how many there may be,
// where there may be more than one. Errors: no scale, other types or shapes than these need.
Status quantization(const ShapeContext& context, std::size_t scale, std::size_t zero_point, std::optional<ElementType> code,
                    const Dimension* channels = nullptr);

// A window along one spatial axis.
struct Window {
  std::int64_t kernel = 1, stride = 1, dilation = 1, pad_before = 0, pad_after = 0;
};
// Kernel sizes and the attributes strides, dilations, pads and auto_pad, for 2 spatial axes.
Result<std::vector<Window>> windows(ShapeContext& context, const std::vector<std::int64_t>& kernel);
Result<Dimensions> slide(ShapeContext& context, const Dimensions& input, const std::vector<Window>& windows, bool ceil_mode);

Status same_as_input(ShapeContext& context);
Status elementwise(ShapeContext& context);  // broadcasts all inputs
Status activation(ShapeContext& context);
Status clip(ShapeContext& context);
Status softmax(ShapeContext& context);
Status local_response_normalization(ShapeContext& context);
Status prelu(ShapeContext& context);
Status batch_normalization(ShapeContext& context);
Status dropout(ShapeContext& context);
Status cast(ShapeContext& context);
Status identity(ShapeContext& context);

Status conv(ShapeContext& context);
Status conv_integer(ShapeContext& context);
Status qlinear_conv(ShapeContext& context);
Status qlinear_block_conv(ShapeContext& context);
Status pool(ShapeContext& context);
Status global_pool(ShapeContext& context);
Status qlinear_pool(ShapeContext& context);
Status qlinear_global_pool(ShapeContext& context);

Status matmul(ShapeContext& context);
Status matmul_integer(ShapeContext& context);
Status qlinear_matmul(ShapeContext& context);
Status gemm(ShapeContext& context);
Status qgemm(ShapeContext& context);

Status concat(ShapeContext& context);
Status qlinear_concat(ShapeContext& context);
Status split(ShapeContext& context);
Status slice(ShapeContext& context);
Status gather(ShapeContext& context);
Status pad(ShapeContext& context);

Status reshape(ShapeContext& context);
Status flatten(ShapeContext& context);
Status transpose(ShapeContext& context);
Status squeeze(ShapeContext& context);
Status unsqueeze(ShapeContext& context);

Status reduce(ShapeContext& context);
Status arg_max(ShapeContext& context);
Status resize(ShapeContext& context);
Status shape(ShapeContext& context);
Status constant(ShapeContext& context);
Status constant_of_shape(ShapeContext& context);

Status quantize(ShapeContext& context);
Status dequantize(ShapeContext& context);
Status dynamic_quantize(ShapeContext& context);
Status qlinear_unary(ShapeContext& context);
Status qlinear_binary(ShapeContext& context);
Status lookup_table(ShapeContext& context);

}  // namespace zeropoint::shapes

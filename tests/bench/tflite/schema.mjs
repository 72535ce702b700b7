// Numbers of TFLite's public schema (schema.fbs, version 3): fields are counted from 0 in each table.

export const TensorType = { FLOAT32: 0, INT32: 2, INT8: 9 };

export const BuiltinOperator = {
  ADD: 0, CONV_2D: 3, DEPTHWISE_CONV_2D: 4, DEQUANTIZE: 6, FULLY_CONNECTED: 9, MAX_POOL_2D: 17, RESHAPE: 22, PAD: 34, MEAN: 40, QUANTIZE: 114,
};

// The union of options numbers its tables from 1. The fields of each are 32-bit integers but for the named ones.
export const BuiltinOptions = {
  Conv2DOptions: { number: 1, fields: ['padding', 'stride_w', 'stride_h', 'fused_activation_function', 'dilation_w_factor', 'dilation_h_factor'] },
  DepthwiseConv2DOptions: {
    number: 2,
    fields: ['padding', 'stride_w', 'stride_h', 'depth_multiplier', 'fused_activation_function', 'dilation_w_factor', 'dilation_h_factor'],
  },
  Pool2DOptions: { number: 5, fields: ['padding', 'stride_w', 'stride_h', 'filter_width', 'filter_height', 'fused_activation_function'] },
  FullyConnectedOptions: { number: 8, fields: ['fused_activation_function'] },
  AddOptions: { number: 11, fields: ['fused_activation_function'] },
  ReshapeOptions: { number: 17, fields: ['new_shape'] },
  PadOptions: { number: 22, fields: [] },
  ReducerOptions: { number: 27, fields: ['keep_dims'] },
};
export const byteFields = new Set(['padding', 'fused_activation_function', 'keep_dims']);

export const Padding = { SAME: 0, VALID: 1 };
export const ActivationFunctionType = { none: 0, relu: 1, relu6: 3 };

export const Model = { version: 0, operator_codes: 1, subgraphs: 2, description: 3, buffers: 4 };
export const OperatorCode = { deprecated_builtin_code: 0, version: 2, builtin_code: 3 };
export const SubGraph = { tensors: 0, inputs: 1, outputs: 2, operators: 3 };
export const Tensor = { shape: 0, type: 1, buffer: 2, name: 3, quantization: 4 };
export const QuantizationParameters = { scale: 2, zero_point: 3, quantized_dimension: 6 };
export const Operator = { opcode_index: 0, inputs: 1, outputs: 2, builtin_options_type: 3, builtin_options: 4 };
export const Buffer = { data: 0 };

"""Writes a network in the patterns of onnxruntime.quantization: QDQ, where float operators stand between DequantizeLinear
and QuantizeLinear, or QOperator, where integer operators follow each other. Names are those that it gives.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

TYPES = {"u8": (np.uint8, TensorProto.UINT8, 0, 255), "i8": (np.int8, TensorProto.INT8, -128, 127)}
MICROSOFT = "com.microsoft"


class Tensor:
    """A quantized value: its name in the float network, its S and Z, its shape."""

    def __init__(self, name, scale, zero, shape):
        self.name, self.scale, self.zero, self.shape = name, np.float32(scale), zero, shape


class Writer:
    def __init__(self, form, activations, weights, per_channel, seed):
        self.qdq = form == "qdq"
        self.activations, self.weights, self.per_channel = activations, weights, per_channel
        self.rng = np.random.default_rng(seed)
        self.nodes, self.initializers, self.known = [], [], set()
        self.outputs = []
        self.powers_of_two = False  # as scales of weights
        self.weight_scale = 0.03  # the largest one

    # Zero points of activations: the lowest code where numbers are not negative, else an odd one.
    def zero(self, positive=False):
        lowest = TYPES[self.activations][2]
        return lowest if positive else lowest + 117

    def constant(self, name, values):
        if name not in self.known:
            self.known.add(name)
            self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def node(self, op, inputs, outputs, name, domain="", **attributes):
        self.nodes.append(helper.make_node(op, inputs, outputs, name, domain=domain, **attributes))

    def parameters(self, t):
        dtype = TYPES[self.activations][0]
        return [self.constant(f"{t.name}_scale", np.asarray(t.scale, np.float32)),
                self.constant(f"{t.name}_zero_point", np.asarray(t.zero, dtype))]

    def codes(self, t):
        return f"{t.name}_QuantizeLinear_Output" if self.qdq else f"{t.name}_quantized"

    # What a float operator reads; its DequantizeLinear is written once.
    def real(self, t):
        name = f"{t.name}_DequantizeLinear_Output"
        if name not in self.known:
            self.known.add(name)
            self.node("DequantizeLinear", [self.codes(t), *self.parameters(t)], [name], f"{t.name}_DequantizeLinear")
        return name

    def quantize(self, t, source):
        self.node("QuantizeLinear", [source, *self.parameters(t)], [self.codes(t)], f"{t.name}_QuantizeLinear")
        return t

    # A float operator between the two, in QDQ form, with float clamps behind it.
    def between(self, op, inputs, out, clamp=None, **attributes):
        self.node(op, inputs, [out.name if clamp is None else f"{out.name}_before"], f"{out.name}_{op}", **attributes)
        if clamp == "relu":
            self.node("Relu", [f"{out.name}_before"], [out.name], f"{out.name}_Relu")
        elif clamp == "clip":
            bounds = [self.constant("zero", np.float32(0)), self.constant("six", np.float32(6))]
            self.node("Clip", [f"{out.name}_before", *bounds], [out.name], f"{out.name}_Clip")
        return self.quantize(out, out.name)

    def input(self, name, shape, scale, zero):
        self.shape_of_input = shape
        self.input_name = name
        return self.quantize(Tensor(name, scale, zero, shape), name)

    # Codes, scales and zero points of a weight; channels run along `axis`.
    def weight(self, name, shape, axis):
        dtype, _, lowest, highest = TYPES[self.weights]
        channels = shape[axis]
        zero = 0 if self.weights == "i8" else 131
        codes = self.rng.integers(max(lowest, -127), highest + 1, shape).astype(dtype)
        scales = 2.0 ** -self.rng.integers(5, 9, channels) if self.powers_of_two else self.weight_scale * (0.07 + 0.93 * self.rng.random(channels))
        scales = np.asarray(scales if self.per_channel else scales[0], np.float32)
        zeros = np.full(channels if self.per_channel else (), zero, dtype)
        along = {"axis": axis} if self.per_channel else {}
        names = [self.constant(f"{name}_quantized", codes), self.constant(f"{name}_scale", scales), self.constant(f"{name}_zero_point", zeros)]
        return codes, scales, names, along

    def bias(self, name, x, scales, channels):
        scale = np.asarray(x.scale * scales, np.float32)
        codes = self.rng.integers(-2000, 2000, channels).astype(np.int32)
        quantized = self.constant(f"{name}_quantized", codes)
        if not self.qdq:
            return quantized
        out = f"{name}_DequantizeLinear_Output"
        parameters = [self.constant(f"{name}_quantized_scale", scale), self.constant(f"{name}_quantized_zero_point", np.zeros(scale.shape, np.int32))]
        self.node("DequantizeLinear", [quantized, *parameters], [out], f"{name}_DequantizeLinear", **({"axis": 0} if scale.shape else {}))
        return out

    def dequantized(self, name, names, along):
        out = f"{name}_DequantizeLinear_Output"
        self.node("DequantizeLinear", names, [out], f"{name}_DequantizeLinear", **along)
        return out

    # S of a sum of `depth` products so that most of the codes occur.
    def scale_for(self, x, scales, depth):
        return np.float32(float(x.scale) * float(np.mean(scales)) * np.sqrt(depth) * 73 * 73 / 60)

    def conv(self, x, name, channels, kernel, clamp=None, group=1, scale=None, bias=True, **attributes):
        depth = x.shape[1] // group
        codes, scales, names, along = self.weight(f"{name}_weight", (channels, depth, kernel, kernel), 0)
        scale = scale or self.scale_for(x, scales, depth * kernel * kernel)
        out = Tensor(name, scale, self.zero(clamp is not None), self.slid(x.shape, channels, kernel, attributes))
        attributes = {"kernel_shape": [kernel, kernel], "group": group, **attributes}
        b = [self.bias(f"{name}_bias", x, scales, channels)] if bias else []
        if self.qdq:
            return self.between("Conv", [self.real(x), self.dequantized(f"{name}_weight", names, along), *b], out, clamp, **attributes)
        self.node("QLinearConv", [self.codes(x), *self.parameters(x), *names, *self.parameters(out), *b], [self.codes(out)], f"{name}_quant", **attributes)
        return out

    @staticmethod
    def slid(shape, channels, kernel, attributes):
        strides, pads = attributes.get("strides", [1, 1]), attributes.get("pads", [0, 0, 0, 0])
        sides = [(shape[2 + k] + pads[k] + pads[k + 2] - kernel) // strides[k] + 1 for k in (0, 1)]
        return [shape[0], channels, *sides]

    # Two or more quantized inputs: com.microsoft's operator takes each with its S and Z.
    def combine(self, op, inputs, out, **attributes):
        if self.qdq:
            return self.between(op, [self.real(t) for t in inputs], out, **attributes)
        parts = [[self.codes(t), *self.parameters(t)] for t in inputs]
        ends = self.parameters(out)
        flat = sum(parts, ends if op == "Concat" else [])
        self.node(f"QLinear{op}", flat if op == "Concat" else flat + ends, [self.codes(out)], f"{out.name}_quant", MICROSOFT, **attributes)
        return out

    def unary(self, op, x, out, **attributes):
        if self.qdq:
            return self.between(op, [self.real(x)], out, **attributes)
        self.node(f"QLinear{op}", [self.codes(x), *self.parameters(x), *self.parameters(out)], [self.codes(out)], f"{out.name}_quant", MICROSOFT, **attributes)
        return out

    # Operators on codes as they are; `more` are inputs that are no codes.
    def move(self, op, x, name, shape, more=(), **attributes):
        out = Tensor(name, x.scale, x.zero, shape)
        if self.qdq:
            return self.between(op, [self.real(x), *more], out, **attributes)
        self.node(op, [self.codes(x), *more], [self.codes(out)], f"{name}_{op}", **attributes)
        # The same S and Z under another name.
        return out

    def gemm(self, x, name, channels, last=False, scale=None):
        codes, scales, names, along = self.weight(f"{name}_weight", (channels, x.shape[1]), 0)
        out = Tensor(name, scale or self.scale_for(x, scales, x.shape[1]), self.zero(), [x.shape[0], channels])
        b = self.bias(f"{name}_bias", x, scales, channels)
        if self.qdq:
            inputs = [self.real(x), self.dequantized(f"{name}_weight", names, along), b]
            if last:
                self.node("Gemm", inputs, [name], f"{name}_Gemm", transB=1)
                return None
            return self.between("Gemm", inputs, out, transB=1)
        ends = [] if last else self.parameters(out)
        self.node("QGemm", [self.codes(x), *self.parameters(x), *names, b, *ends], [name if last else self.codes(out)], f"{name}_quant", MICROSOFT, transB=1)
        return out

    def matmul(self, x, name, columns, scale=None):
        codes, scales, names, along = self.weight(f"{name}_weight", (x.shape[-1], columns), 1)
        out = Tensor(name, scale or self.scale_for(x, scales, x.shape[-1]), self.zero(), [*x.shape[:-1], columns])
        if self.qdq:
            return self.between("MatMul", [self.real(x), self.dequantized(f"{name}_weight", names, along)], out)
        self.node("QLinearMatMul", [self.codes(x), *self.parameters(x), *names, *self.parameters(out)], [self.codes(out)], f"{name}_quant")
        return out

    def softmax(self, x, name):
        if self.qdq:
            low = TYPES[self.activations][2]
            self.output(self.between("Softmax", [self.real(x)], Tensor(name, 1 / 256, low, x.shape), axis=-1))
        else:
            self.node("Softmax", [self.real(x)], [name], f"{name}_Softmax", axis=-1)
            self.outputs.append((name, x.shape))

    # A network's output is float.
    def output(self, t):
        self.outputs.append((self.real(t), t.shape))

    def model(self, name, opset=13):
        info = helper.make_tensor_value_info
        graph = helper.make_graph(self.nodes, name, [info(self.input_name, TensorProto.FLOAT, self.shape_of_input)],
                                  [info(o, TensorProto.FLOAT, shape) for o, shape in self.outputs], self.initializers)
        imports = [helper.make_opsetid("", opset), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=8, producer_name="onnx.quantize")

#!/usr/bin/env python3
"""Small networks as onnxruntime.quantization writes them, in both of its forms, and one of rounding ties.

    /usr/bin/python3 tests/data/quantized/make.py

Needs Debian's python3-onnx 1.12 and python3-numpy. Writes *.onnx beside itself, the same bytes every time.
"""
from pathlib import Path

import numpy as np
import onnx

from writer import TYPES, Tensor, Writer

here = Path(__file__).parent
PADS = {"pads": [1, 1, 1, 1]}


# A classifier: convolutions with and without clamps, depthwise, a residual, pools, matrix products.
def classifier(w):
    x = w.input("image", [1, 3, 13, 13], 0.0191, w.zero())
    a = w.conv(x, "stem", 8, 3, "relu", strides=[2, 2], **PADS)
    b = w.conv(a, "depthwise", 8, 3, "clip", group=8, scale=6 / 255, **PADS)
    c = w.conv(b, "pointwise", 8, 1)
    d = w.combine("Add", [a, c], Tensor("residual", 1.3 * c.scale, w.zero(), a.shape))
    e = w.move("MaxPool", d, "largest", [1, 8, 4, 4], kernel_shape=[3, 3], strides=[2, 2], **PADS)
    f = w.unary("AveragePool", e, Tensor("averages", 1.13 * e.scale, w.zero(), [1, 8, 3, 3]), kernel_shape=[2, 2])
    g = w.unary("GlobalAveragePool", f, Tensor("mean", f.scale, w.zero(), [1, 8, 1, 1]))
    shape = w.constant("flat_shape", np.asarray([1, -1], np.int64))
    h = w.move("Reshape", g, "flat", [1, 8], [shape])
    i = w.gemm(h, "dense", 12)
    w.weight_scale = 0.00015  # logits of a few units, not of hundreds
    w.softmax(w.matmul(i, "logits", 10), "probabilities")


# Branches: functions, products, joins, padding, enlarging, groups, dilation; ends in a float Gemm.
def branches(w):
    x = w.input("image", [1, 4, 8, 8], 0.0213, w.zero())
    a = w.conv(x, "first", 8, 3, group=2, **PADS)
    s = w.unary("Sigmoid", a, Tensor("gate", 1 / 256, w.zero(True), a.shape))
    m = w.combine("Mul", [a, s], Tensor("gated", 0.83 * a.scale, w.zero(), a.shape))
    l = w.unary("LeakyRelu", a, Tensor("leaky", 0.7 * a.scale, w.zero() - 50, a.shape), alpha=0.125)
    c = w.combine("Concat", [m, l, x], Tensor("joined", a.scale, w.zero(), [1, 20, 8, 8]), axis=1)
    p = [w.constant("borders", np.asarray([0, 0, 1, 0, 0, 0, 0, 1], np.int64))]
    border = w.constant("border", np.float32(0) if w.qdq else np.asarray(c.zero, np.uint8 if w.activations == "u8" else np.int8))
    d = w.move("Pad", c, "padded", [1, 20, 9, 9], [*p, border], mode="constant")
    e = w.conv(d, "wide", 6, 3, "relu", dilations=[2, 2], bias=False)
    # dilated: 9 − 4 a side
    e.shape = [1, 6, 5, 5]
    scales = w.constant("twice", np.asarray([1, 1, 2, 2], np.float32))
    f = w.move("Resize", e, "enlarged", [1, 6, 10, 10], ["", scales], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    t = w.move("Transpose", f, "turned", [1, 10, 10, 6], perm=[0, 2, 3, 1])
    n = w.matmul(t, "projected", 3)
    shape = w.constant("row", np.asarray([1, -1], np.int64))
    r = w.move("Reshape", n, "row_of_all", [1, 300], [shape])
    w.gemm(r, "scores", 5, last=True)
    w.outputs.append(("scores", [1, 5]))


# Scales that are powers of two: half of all accumulators end on .5. With S of the result one float32 away from one, they
# end beside it, and the two roundings of (10) decide.
def ties(w):
    w.powers_of_two = True
    x = w.input("image", [1, 2, 16, 16], 0.25, w.zero())
    for name, scale in [("even", 2.0), ("above", np.nextafter(np.float32(2), np.float32(3))), ("below", np.nextafter(np.float32(2), np.float32(1))), ("third", 3.0)]:
        w.output(w.conv(x, name, 6, 1, scale=np.float32(scale)))
    turned = w.move("Transpose", x, "turned", [1, 16, 16, 2], perm=[0, 2, 3, 1])
    shape = w.constant("rows", np.asarray([-1, 2], np.int64))
    rows = w.move("Reshape", turned, "list", [256, 2], [shape])
    w.output(w.gemm(rows, "gemm", 6, scale=np.float32(4)))
    w.output(w.matmul(rows, "matmul", 6, scale=np.float32(4)))
    w.output(w.combine("Add", [x, x], Tensor("sum", 1, w.zero(), x.shape)))
    w.output(w.combine("Mul", [x, x], Tensor("product", 0.125, w.zero(), x.shape)))
    w.output(w.unary("AveragePool", x, Tensor("average", 0.5, w.zero() + 1, [1, 2, 15, 15]), kernel_shape=[2, 2]))
    w.output(w.unary("GlobalAveragePool", x, Tensor("mean", 2 ** -9, w.zero(), [1, 2, 1, 1])))
    w.output(w.unary("LeakyRelu", x, Tensor("leaky", 0.5, w.zero(), x.shape), alpha=0.5))


# What onnxruntime.quantization has no integer operator for, and ONNX Runtime computes in float or on codes as they are.
def functions(w):
    x = w.input("image", [1, 6, 8, 10], 0.0331, w.zero())
    low = w.zero(True)

    def function(op, name, scale, zero, *more, **attributes):
        return w.between(op, [w.real(x), *more], Tensor(name, scale, zero, x.shape), **attributes)

    w.output(function("HardSwish", "hard_swish", 0.021, low + 19))
    w.output(function("Tanh", "tanh", 1 / 128, low + 128))
    w.output(function("HardSigmoid", "hard_sigmoid", 1 / 255, low, alpha=0.25, beta=0.5))
    w.output(function("Elu", "elu", 0.022, low + 46))
    w.output(function("Exp", "exp", 0.4, low))
    w.output(function("Relu", "relu", 0.0179, low))
    w.output(function("Clip", "clip", 0.0235, low, w.constant("nothing", np.float32(0)), w.constant("six", np.float32(6))))
    w.output(function("Sub", "shifted", 0.035, low + 90, w.constant("shift", np.float32(0.7))))
    w.output(w.move("Slice", x, "sliced", [1, 6, 4, 8], [w.constant(n, np.asarray(v, np.int64)) for n, v in
                    [("starts", [0, 1]), ("ends", [8, 9]), ("axes", [2, 3]), ("steps", [2, 1])]]))
    w.output(w.move("Gather", x, "gathered", [1, 3, 8, 10], [w.constant("channels", np.asarray([5, 0, 3], np.int64))], axis=1))
    w.output(w.move("Flatten", x, "flattened", [1, 480]))
    w.output(w.move("Transpose", x, "turned", [1, 8, 10, 6], perm=[0, 2, 3, 1]))
    # Both parts of a Split have codes of their own name.
    parts = [Tensor(name, x.scale, x.zero, [1, 3, 8, 10]) for name in ("front", "back")]
    w.node("Split", [w.real(x), w.constant("halves", np.asarray([3, 3], np.int64))], [t.name for t in parts], "split", axis=1)
    for t in parts:
        w.output(w.quantize(t, t.name))
    w.output(w.between("ReduceMean", [w.real(x)], Tensor("mean", 0.004, low + 100, [1, 6, 1, 1]), axes=[2, 3]))
    # A weight that is quantized in the file itself.
    names = [w.constant("float_weight", w.rng.standard_normal((4, 6, 1, 1)).astype(np.float32) / 3),
             w.constant("weight_scale", np.float32(0.011)), w.constant("weight_zero_point", np.asarray(0, TYPES[w.weights][0]))]
    w.node("QuantizeLinear", names, ["weight_codes"], "weight_quantize")
    w.node("DequantizeLinear", ["weight_codes", *names[1:]], ["weight"], "weight_dequantize")
    w.output(w.between("Conv", [w.real(x), "weight"], Tensor("mixed", 0.03, w.zero(), [1, 4, 8, 10])))


FORMS = ["qdq", "qoperator"]
# Types of activations and weights, and whether each channel has its scale.
KINDS = [("u8", "i8", False), ("u8", "i8", True), ("u8", "u8", False), ("i8", "i8", False), ("i8", "i8", True)]

for build in (classifier, branches, ties, functions):
    for form in FORMS[:1] if build is functions else FORMS:
        for k, (activations, weights, per_channel) in enumerate(KINDS[:4:3] if build is functions else KINDS):
            w = Writer(form, activations, weights, per_channel, 100 + k)
            build(w)
            name = f"{build.__name__}_{form}_{activations}_{weights}_{'channel' if per_channel else 'tensor'}"
            onnx.save(w.model(name, 14 if build is functions else 13), here / f"{name}.onnx")

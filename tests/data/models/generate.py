#!/usr/bin/env python3
"""Small models in the patterns that exporters write, and what onnx.shape_inference says of their shapes.

    /usr/bin/python3 tests/data/models/generate.py

Needs Debian's python3-onnx 1.12 and python3-numpy. Writes *.onnx and shapes.txt beside itself.
"""
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

here = Path(__file__).parent
rng = np.random.default_rng(1)


def weight(name, *shape, dtype=np.float32):
    values = rng.integers(-8, 8, shape) if np.issubdtype(dtype, np.integer) else rng.standard_normal(shape)
    return numpy_helper.from_array(np.asarray(values, dtype), name)


def ints(name, values):
    return numpy_helper.from_array(np.asarray(values, np.int64), name)


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save(name, nodes, inputs, outputs, initializers, opset, ir=8, more=()):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    imports = [helper.make_opsetid("", opset), *more]
    model = helper.make_model(graph, opset_imports=imports, ir_version=ir, producer_name="")
    onnx.checker.check_model(model)
    onnx.save(model, here / f"{name}.onnx")
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
    lines = []
    for info in [*inferred.graph.value_info, *inferred.graph.output]:
        tensor = info.type.tensor_type
        # Version 1.12 does not follow a shape through Reshape.
        if not tensor.HasField("shape") or not all(d.HasField("dim_value") for d in tensor.shape.dim):
            continue
        dims = [str(d.dim_value) for d in tensor.shape.dim]
        lines.append(f"{name} {info.name} {tensor.elem_type} {len(dims)} {' '.join(dims)}".rstrip())
    return lines


n = helper.make_node
lines = save("exporter", [
    n("Conv", ["x", "w", "b"], ["c"], "/features/0/Conv", pads=[1, 1, 1, 1], strides=[2, 2], kernel_shape=[3, 3]),
    n("BatchNormalization", ["c", "gamma", "beta", "mean", "var"], ["bn"], "/features/1/BatchNormalization"),
    n("Clip", ["bn", "zero_f", "six"], ["r6"], "/features/2/Clip"),
    n("Conv", ["r6", "dw"], ["d"], "/features/3/Conv", group=8, pads=[1, 1, 1, 1]),
    n("Identity", ["d"], ["i"], "/Identity"),
    n("Add", ["i", "r6"], ["s"], "/Add"),
    n("Relu", ["s"], ["r"], "/Relu"),
    n("MaxPool", ["r"], ["p"], "/MaxPool", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1),
    n("GlobalAveragePool", ["p"], ["g"], "/GlobalAveragePool"),
    n("Shape", ["g"], ["shape"], "/Shape"),
    n("Gather", ["shape", "zero"], ["batch"], "/Gather"),
    n("Unsqueeze", ["batch", "axes"], ["batch1"], "/Unsqueeze"),
    n("Concat", ["batch1", "rest"], ["target"], "/Concat", axis=0),
    n("Reshape", ["g", "target"], ["flat"], "/Reshape"),
    n("Dropout", ["flat"], ["drop"], "/Dropout"),
    n("Gemm", ["drop", "fc", "fcb"], ["y"], "/classifier/Gemm", transB=1),
], [value("x", [2, 3, 18, 18])], [value("y", 2 * [None])], [
    weight("w", 8, 3, 3, 3), weight("b", 8), weight("gamma", 8), weight("beta", 8), weight("mean", 8),
    numpy_helper.from_array(np.ones(8, np.float32), "var"), weight("dw", 8, 1, 3, 3),
    numpy_helper.from_array(np.float32(0), "zero_f"), numpy_helper.from_array(np.float32(6), "six"),
    ints("zero", 0), ints("axes", [0]), ints("rest", [-1]), weight("fc", 10, 8), weight("fcb", 10),
], 13)

lines += save("old_ir", [
    n("Conv", ["x", "w"], ["c"], "conv", auto_pad="SAME_UPPER", strides=[2, 2]),
    n("Clip", ["c"], ["r"], "relu6", min=0.0, max=6.0),
    n("Pad", ["r"], ["p"], "pad", pads=[0, 0, 1, 1, 0, 0, 0, 0]),
    n("Slice", ["p"], ["sl"], "slice", starts=[0, 1], ends=[9223372036854775807, 3], axes=[2, 3]),
    n("Squeeze", ["sl"], ["sq"], "squeeze", axes=[0]),
    n("Transpose", ["sq"], ["t"], "transpose", perm=[1, 2, 0]),
    n("Split", ["t"], ["y", "z"], "split", axis=2, split=[1, 3]),
], [value("x", [1, 3, 7, 7]), value("w", [4, 3, 3, 3])], [value("y", 3 * [None]), value("z", 3 * [None])],
    [weight("w", 4, 3, 3, 3)], 7, ir=3)

lines += save("quantized", [
    n("QuantizeLinear", ["x", "xs", "xz"], ["xq"], "quantize"),
    n("QLinearConv", ["xq", "xs", "xz", "wq", "ws", "wz", "ys", "yz"], ["cq"], "qconv", pads=[1, 1, 1, 1]),
    n("DequantizeLinear", ["cq", "ys", "yz"], ["d"], "dequantize"),
    n("ReduceMean", ["d"], ["m"], "mean", axes=[2, 3], keepdims=0),
    n("MatMul", ["m", "fc"], ["l"], "fc"),
    n("Softmax", ["l"], ["prob"], "softmax", axis=1),
    n("ArgMax", ["prob"], ["y"], "argmax", axis=1, keepdims=0),
], [value("x", [2, 3, 6, 6])], [value("y", [None], TensorProto.INT64), value("prob", 2 * [None])], [
    numpy_helper.from_array(np.float32(0.02), "xs"), numpy_helper.from_array(np.uint8(128), "xz"),
    weight("wq", 4, 3, 3, 3, dtype=np.int8), numpy_helper.from_array(np.float32(0.01), "ws"),
    numpy_helper.from_array(np.int8(0), "wz"), numpy_helper.from_array(np.float32(0.05), "ys"),
    numpy_helper.from_array(np.uint8(3), "yz"), weight("fc", 4, 5),
], 13)

lines += save("resize", [
    n("Constant", [], ["scales"], "scales", value=numpy_helper.from_array(np.asarray([1, 1, 2, 1.5], np.float32))),
    n("Resize", ["x", "", "scales"], ["up"], "resize", mode="linear"),
    n("Concat", ["up", "up"], ["cat"], "concat", axis=1),
    n("HardSigmoid", ["cat"], ["h"], "hardsigmoid"),
    n("Mul", ["h", "cat"], ["m"], "mul"),
    n("AveragePool", ["m"], ["y"], "pool", kernel_shape=[2, 2], strides=[2, 2]),
], [value("x", [1, 2, 4, 6])], [value("y", 4 * [None])], [], 13)

lines += save("operators", [
    n("LRN", ["x"], ["lrn"], "lrn", size=3),
    n("Sum", ["lrn", "x", "one"], ["sum"], "sum"),
    n("PRelu", ["sum", "slope"], ["prelu"], "prelu"),
    n("Pad", ["prelu", "pads"], ["pad"], "pad", mode="reflect"),
    n("Slice", ["pad", "starts", "ends", "axes", "steps"], ["cut"], "slice"),
    n("Gather", ["cut", "indices"], ["gathered"], "gather", axis=1),
    n("BatchNormalization", ["gathered", "three", "three", "three", "three"], ["bn"], "bn"),
    n("Sigmoid", ["bn"], ["sigmoid"], "sigmoid"),
    n("Mul", ["sigmoid", "bn"], ["swish"], "swish"),
    n("Add", ["swish", "three_f"], ["ramp"], "ramp"),
    n("Clip", ["ramp", "zero_f", "six"], ["clip"], "clip"),
    n("Mul", ["swish", "clip"], ["product"], "product"),
    n("Div", ["product", "six"], ["hard"], "hard"),
    n("MaxPool", ["hard"], ["max", "at"], "max", kernel_shape=[2, 2], auto_pad="SAME_UPPER"),
    n("DynamicQuantizeLinear", ["max"], ["codes", "scale", "zero"], "dynamic"),
    n("ConvInteger", ["codes", "wq", "zero"], ["acc"], "conv"),
    n("Cast", ["acc"], ["real"], "cast", to=TensorProto.FLOAT),
    n("Pow", ["real", "two"], ["square"], "pow"),
    n("Split", ["square", "halves"], ["left", "right"], "split", axis=1),
    n("Max", ["left", "right"], ["most"], "most"),
    n("ConstantOfShape", ["sizes"], ["ones"], "ones", value=helper.make_tensor("", TensorProto.FLOAT, [1], [1.0])),
    n("Min", ["most", "ones"], ["y"], "least"),
], [value("x", [2, 3, 8, 8])], [value("y", 4 * [None])], [
    numpy_helper.from_array(np.ones(1, np.float32), "one"), weight("slope", 3, 1, 1), ints("pads", [0, 0, 1, 2, 0, 0, 1, 2]),
    ints("starts", [1, -1]), ints("ends", [9, -12]), ints("axes", [2, -1]), ints("steps", [2, -1]), ints("indices", [2, 0, -2]),
    numpy_helper.from_array(np.ones(3, np.float32), "three"), numpy_helper.from_array(np.float32(3), "three_f"),
    numpy_helper.from_array(np.float32(0), "zero_f"), numpy_helper.from_array(np.float32(6), "six"),
    weight("wq", 4, 3, 1, 1, dtype=np.uint8), numpy_helper.from_array(np.float32(2), "two"), ints("halves", [2, 2]), ints("sizes", [1, 2, 1, 1]),
], 13)

own = {"domain": "com.microsoft"}
q = lambda *names: [part for name in names for part in (name, "s", "z")]
lines += save("microsoft", [
    n("QuantizeLinear", ["x", "s", "z"], ["a"], "quantize"),
    n("QLinearAdd", q("a", "a") + ["s", "z"], ["sum"], "sum", **own),
    n("QLinearMul", q("sum", "k") + ["s", "z"], ["product"], "product", **own),
    n("QLinearConcat", ["s", "z"] + q("sum", "product"), ["both"], "both", axis=1, **own),
    n("QLinearAveragePool", q("both") + ["s", "z"], ["pool"], "pool", kernel_shape=[2, 2], **own),
    n("QLinearSigmoid", q("pool") + ["s", "z"], ["sigmoid"], "sigmoid", **own),
    n("QLinearLeakyRelu", q("sigmoid") + ["s", "z"], ["leaky"], "leaky", alpha=0.1, **own),
    n("QLinearGlobalAveragePool", q("leaky") + ["s", "z"], ["mean"], "mean", **own),
    n("Flatten", ["mean"], ["flat"], "flat"),
    n("QGemm", q("flat") + ["w", "ws", "wz", "c", "s", "z"], ["logits"], "logits", transB=1, **own),
    n("DequantizeLinear", ["logits", "s", "z"], ["y"], "dequantize"),
], [value("x", ["batch", 3, 4, 4])], [value("y", 2 * [None])], [
    numpy_helper.from_array(np.float32(0.1), "s"), numpy_helper.from_array(np.uint8(128), "z"), weight("k", 1, dtype=np.uint8),
    weight("w", 5, 6, dtype=np.int8), numpy_helper.from_array(np.full(5, 0.01, np.float32), "ws"),
    numpy_helper.from_array(np.zeros(5, np.int8), "wz"), weight("c", 5, dtype=np.int32),
], 13, more=[helper.make_opsetid("com.microsoft", 1)])

(here / "shapes.txt").write_text("# model, value, ONNX element type, rank, dimensions; from onnx.shape_inference\n" + "\n".join(lines) + "\n")

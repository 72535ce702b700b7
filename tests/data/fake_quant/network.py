"""Reads the ONNX files of models/ as a list of steps and runs them in float, with torch; nothing of this project's code."""
from dataclasses import dataclass, field

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

LINEAR = ('Conv', 'Gemm')
SAME_VALUES = ('MaxPool', 'Flatten')  # their results are among their inputs: they keep the input's parameters


@dataclass
class Step:
    op: str
    inputs: list  # names of what is computed; weights are not among them
    output: str
    attributes: dict = field(default_factory=dict)
    weight: torch.Tensor = None
    bias: torch.Tensor = None
    low: float = None  # the bounds of a ReLU or Clip behind it, which is fused into it
    high: float = None


def read(path):
    """(steps, name of the input, name of the result). An activation is fused into the step before it."""
    graph = onnx.load(str(path)).graph
    constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    steps, made = [], {}
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == 'Constant':
            constants[node.output[0]] = torch.from_numpy(numpy_helper.to_array(attributes['value']).copy())
        elif node.op_type == 'Identity' and node.input[0] in constants:
            constants[node.output[0]] = constants[node.input[0]]
        elif node.op_type in ('Relu', 'Clip'):
            step = made.pop(node.input[0])
            bounds = [constants[name].item() for name in node.input[1:]] or [0.0, None]
            step.low, step.high = bounds
            step.output = node.output[0]
            made[step.output] = step
        elif node.op_type in LINEAR + SAME_VALUES + ('Add', 'GlobalAveragePool'):
            step = Step(node.op_type, [name for name in node.input if name not in constants], node.output[0], attributes)
            if node.op_type in LINEAR:
                step.weight, step.bias = constants[node.input[1]], constants[node.input[2]]
                if node.op_type == 'Gemm' and not attributes.get('transB'):
                    step.weight = step.weight.T.contiguous()
            steps.append(step)
            made[step.output] = step
        else:
            raise SystemExit(f'{path}: {node.op_type} is not handled here.')
    return steps, graph.input[0].name, graph.output[0].name


def linear(step, x, weight, bias=None):
    """The step's convolution or matrix product with another weight."""
    if step.op == 'Gemm':
        return F.linear(x, weight, bias)
    pads = step.attributes['pads']
    assert pads[:2] == pads[2:], 'uneven padding'
    return F.conv2d(x, weight, bias, step.attributes['strides'], pads[:2], 1, step.attributes['group'])


def other(step, *inputs):
    """The steps without weights, in float."""
    if step.op == 'Add':
        return inputs[0] + inputs[1]
    if step.op == 'GlobalAveragePool':
        return inputs[0].mean((2, 3), keepdim=True)
    if step.op == 'Flatten':
        return inputs[0].flatten(1)
    kernel, pads = step.attributes['kernel_shape'], step.attributes.get('pads', [0, 0, 0, 0])
    assert pads == [0, 0, 0, 0], 'padded pooling'
    return F.max_pool2d(inputs[0], kernel, step.attributes['strides'])


def run_float(network, images):
    """Every value by its name, in float32."""
    steps, first, _ = network
    values = {first: images}
    for step in steps:
        inputs = [values[name] for name in step.inputs]
        y = linear(step, inputs[0], step.weight, step.bias) if step.op in LINEAR else other(step, *inputs)
        values[step.output] = y if step.low is None else y.clamp(step.low, step.high)
    return values

"""
Writes a network, quantized by integer.py (8-bit activations, min-max), as an ONNX file of QuantizeLinear and DequantizeLinear
pairs, with 200 test images and the logits that integer.py gives: onnxruntime-web must give the same.

    /usr/bin/python3 tests/data/fake_quant/qdq.py <network> <tensor|channel> <weight bits> <folder>
"""
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / 'models/common')]
from integer import Quantized, observer  # noqa: E402
from make import SETS  # noqa: E402
from network import LINEAR, read  # noqa: E402
from pick import calibration_indices  # noqa: E402
from sets import load  # noqa: E402


class Writer:
    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))

    def dequantize(self, name, codes, scale):
        """Codes along axis 0 with a scale each; the zero points are 0."""
        codes_name, scale_name = self.constant(f'{name}_codes', codes), self.constant(f'{name}_scale', scale)
        zero = self.constant(f'{name}_zero', np.zeros(len(scale), codes.dtype))
        self.node('DequantizeLinear', [codes_name, scale_name, zero], name, axis=0)
        return name

    def pair(self, name, parameters):
        scale, zero = self.constant(f'{name}_scale', np.float32(parameters[0])), self.constant(f'{name}_zero', np.uint8(parameters[1]))
        self.node('QuantizeLinear', [name, scale, zero], f'{name}_codes')
        self.node('DequantizeLinear', [f'{name}_codes', scale, zero], f'{name}_real')


def write_linear(writer, quantized, step, output):
    """Integer weights and an integer bias."""
    (scale, codes), = quantized.layers[step.output].parts
    scale = scale.numpy().copy()
    weight = writer.dequantize(f'{output}_weight', codes.numpy().astype(np.int8), scale)
    product = scale * np.float32(quantized.parameters[step.inputs[0]][0])
    bias = writer.dequantize(f'{output}_bias', np.rint(step.bias.numpy() / product).astype(np.int32), product)
    attributes = {'transB': 1} if step.op == 'Gemm' else step.attributes
    writer.node(step.op, [f'{step.inputs[0]}_real', weight, bias], output, **attributes)


def write_qdq(quantized, shape, path):
    writer = Writer()
    writer.pair(quantized.first, quantized.parameters[quantized.first])
    for step in quantized.steps:
        output = step.output if step.low is None else f'{step.output}_before'
        if step.op in LINEAR:
            write_linear(writer, quantized, step, output)
        else:
            writer.node(step.op, [f'{name}_real' for name in step.inputs], output, **step.attributes)
        if step.high is not None:
            bounds = [writer.constant(f'{output}_{i}', np.float32(bound)) for i, bound in enumerate((step.low, step.high))]
            writer.node('Clip', [output, *bounds], step.output)
        elif step.low is not None:
            writer.node('Relu', [output], step.output)
        if step.output != quantized.last:
            writer.pair(step.output, quantized.parameters[step.output])
    value = lambda name, axes: helper.make_tensor_value_info(name, TensorProto.FLOAT, ['batch', *axes])
    graph = helper.make_graph(writer.nodes, 'qdq', [value(quantized.first, shape)], [value(quantized.last, [10])], writer.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 13)], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


@torch.no_grad()
def main():
    name, granularity, bits, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    torch.set_num_threads(1)
    network = read(ROOT / f'models/{name}/{name}.onnx')
    training = load(SETS[name], 'train')[0]
    observed = observer(network, training[calibration_indices(len(training))].float() / 255)
    quantized = Quantized(network, observed, granularity, bits, 8, 'min-max', 'min-max')
    images = load(SETS[name], 'test')[0][:200].float() / 255
    write_qdq(quantized, images.shape[1:], folder / 'qdq.onnx')
    (folder / 'images').write_bytes(images.numpy().tobytes())
    (folder / 'logits').write_bytes(quantized.run(images).numpy().astype(np.float32).tobytes())


if __name__ == '__main__':
    main()

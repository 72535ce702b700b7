"""
Has onnx judge QDQ files: its checker with shape inference, and its reference evaluator on given images. Needs an onnx that
knows opset 21; tests/node/onnx-judge.test.mjs runs it with the one that tools/setup/onnx.mjs brings.

    python3 tests/data/quantized/judge.py <folder>

For each name.onnx in the folder reads name.input, float32 for as many images as there are, and name.codes, { value: { type,
shape, data } }: codes that the evaluator goes on with wherever it has computed them itself. So one that it rounds to the other
side changes nothing behind it. Writes name.output, float32, and name.apart: how many values were compared, and their codes
that it finds otherwise, [{ value, at, code, found, steps }], `steps` being what it rounded, real / S. Of files before opset 21 it writes none, since the
evaluator has no DequantizeLinear for them.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator


def split(model, codes):
    """Makes inputs of the results of QuantizeLinear that are in codes: [(value, its own result, real, S)]."""
    scales = {one.name: onnx.numpy_helper.to_array(one) for one in model.graph.initializer}
    found = []
    for node in model.graph.node:
        value = node.output[0]
        if node.op_type == 'QuantizeLinear' and value in codes:
            node.output[0] = f'{value} found'
            model.graph.input.append(onnx.ValueInfoProto(name=value))
            found.append((value, node.output[0], node.input[0], scales[node.input[1]]))
    return found


def apart(outputs, feeds, found):
    for value, result, real, scale in found:
        for at in np.argwhere(outputs[result] != feeds[value]).tolist():
            place = tuple(at)
            steps = np.float64((outputs | feeds)[real][place]) / np.float64(scale)
            yield {'value': value, 'at': at, 'code': int(feeds[value][place]), 'found': int(outputs[result][place]), 'steps': float(steps)}


for path in sorted(Path(sys.argv[1]).glob('*.onnx')):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    if model.opset_import[0].version < 21:
        continue
    images, result = model.graph.input[0], model.graph.output[0].name
    shape = [axis.dim_value for axis in images.type.tensor_type.shape.dim[1:]]
    feeds = {images.name: np.fromfile(path.with_suffix('.input'), np.float32).reshape(-1, *shape)}
    codes = json.loads(path.with_suffix('.codes').read_text())
    found = split(model, codes)
    for value, *_ in found:
        feeds[value] = np.array(codes[value]['data'], codes[value]['type']).reshape(codes[value]['shape'])
    wanted = {result} | {name for _, *names in found for name in names[:2] if name not in feeds}
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in sorted(wanted - {result}))
    names = [output.name for output in model.graph.output]
    outputs = dict(zip(names, ReferenceEvaluator(model).run(names, feeds)))
    outputs[result].astype(np.float32).tofile(path.with_suffix('.output'))
    path.with_suffix('.apart').write_text(json.dumps({'values': len(found), 'codes': list(apart(outputs, feeds, found))}))

"""
Has onnx judge QDQ files: its checker with shape inference, and its reference evaluator on given images. Needs an onnx that
knows opset 21; tests/node/onnx-judge.test.mjs runs it with the one that tools/setup/onnx.mjs brings.

    python3 tests/data/quantized/judge.py <folder>

For each name.onnx in the folder reads name.input, float32 for as many images as there are, and writes name.output; of files
before opset 21 it writes none, since the evaluator has no DequantizeLinear for them.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

for path in sorted(Path(sys.argv[1]).glob('*.onnx')):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    if model.opset_import[0].version < 21:
        continue
    value = model.graph.input[0]
    shape = [axis.dim_value for axis in value.type.tensor_type.shape.dim[1:]]
    images = np.fromfile(path.with_suffix('.input'), np.float32).reshape(-1, *shape)
    output, = ReferenceEvaluator(model).run(None, {value.name: images})
    output.astype(np.float32).tofile(path.with_suffix('.output'))

"""Writes a trained network as ONNX: opset 13, `input` and `logits`, the batch left open, BatchNorm folded by the exporter."""
import onnx
import torch


def export(net, shape, path):
    net = net.to(memory_format=torch.contiguous_format).eval()
    torch.onnx.export(net, torch.zeros(shape), str(path), opset_version=13, input_names=['input'], output_names=['logits'],
                      dynamic_axes={'input': {0: 'batch'}, 'logits': {0: 'batch'}})
    model = onnx.load(str(path))
    # Where in the sources each operator came from is of no use to a reader of the file, and half of its size.
    for node in model.graph.node:
        node.doc_string = ''
    model.graph.name = path.stem
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))
    print(f'{path}: {path.stat().st_size} bytes')

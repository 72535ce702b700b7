"""
Writes models/record.json: for each committed network its file's hash, its size, and torch's count of right answers on the whole
test set and on the shipped images. The tests compare onnxruntime-web and this project's executor with it.

    /usr/bin/python3 models/common/record.py
"""
import hashlib
import json
import sys

import torch

from sets import HERE, load, read_idx

MODELS = HERE.parent
sys.path.insert(0, str(MODELS.parent / 'tests/data/fake_quant'))
from network import read, run_float  # noqa: E402

SETS = {'fashion-mobile': 'fashion-mnist', 'digits': 'mnist', 'cifar-resnet8': 'cifar10'}


@torch.no_grad()
def right(network, images, labels, batch=500):
    scores = [run_float(network, images[i:i + batch].float() / 255)[network[2]] for i in range(0, len(images), batch)]
    return (torch.cat(scores).argmax(1) == labels).sum().item()


def shipped(stem):
    images, labels = (read_idx(MODELS / 'data' / f'{stem}-{part}-ubyte.gz') for part in ('images.idx3', 'labels.idx1'))
    return torch.from_numpy(images[:, None].copy()), torch.from_numpy(labels.astype('int64'))


def entry(name):
    file = MODELS / name / f'{name}.onnx'
    network = read(file)
    facts = {'sha256': hashlib.sha256(file.read_bytes()).hexdigest(), 'bytes': file.stat().st_size,
             'parameters': sum(t.numel() for s in network[0] if s.weight is not None for t in (s.weight, s.bias)),
             'testRight': right(network, *load(SETS[name], 'test'))}
    if name == 'fashion-mobile':
        facts['shippedRight'] = right(network, *shipped('fashion-mnist-test-500'))
    return facts


if __name__ == '__main__':
    torch.set_num_threads(1)
    done = {name: entry(name) for name in SETS if (MODELS / name / f'{name}.onnx').exists()}
    (MODELS / 'record.json').write_text(json.dumps(done, indent=2) + '\n')
    print(json.dumps(done, indent=2))

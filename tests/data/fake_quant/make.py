"""
What a correct integer implementation should reach with the networks of models/, on the whole test sets.

    nice /usr/bin/python3 tests/data/fake_quant/make.py [--only fashion-mobile,digits] [--quick]

Writes expected.json and README.md's table (table.py). Cells that expected.json already has for the same ONNX file are kept.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / 'models/common')]
from integer import Quantized, observer  # noqa: E402
from network import read, run_float  # noqa: E402
from pick import calibration_indices  # noqa: E402
from sets import load  # noqa: E402
from table import write_table  # noqa: E402

SETS = {'fashion-mobile': 'fashion-mnist', 'digits': 'mnist', 'cifar-resnet8': 'cifar10'}
BITS = [(8, 8), (4, 8), (4, 4), (6, 8), (3, 8), (2, 8), (6, 4), (3, 4), (2, 4)]
GRANULARITIES = ['tensor', 'channel', 'block', 'group']
METHODS = [('min-max', 'min-max'), ('MSE', 'MSE'), ('min-max', 'percentile')]
RARE = [('min-max', 'moving average'), ('min-max', 'entropy')]  # per tensor and per channel at 8 bits only


def cells():
    """(granularity, weight bits, activation bits, method of weights, of activations), the most wanted ones first."""
    every = [(g, w, a, *m) for m in METHODS for w, a in BITS for g in GRANULARITIES]
    every += [(g, 8, 8, *m) for m in RARE for g in ('tensor', 'channel')]
    return sorted(every, key=lambda c: (c[0] not in ('tensor', 'channel') or c[1:3] not in ((8, 8), (4, 8)) or c[3] != c[4], every.index(c)))


@torch.no_grad()
def right_answers(run, images, labels, batch=250):
    return sum((run(images[i:i + batch].float() / 255).argmax(1) == labels[i:i + batch]).sum().item()
               for i in range(0, len(images), batch))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--only', default=','.join(SETS))
    parser.add_argument('--quick', action='store_true', help='the first 1,000 test images, printed and not written')
    options = parser.parse_args()
    torch.set_num_threads(1)
    record = HERE / 'expected.json'
    results = json.loads(record.read_text()) if record.exists() else {}
    for name in options.only.split(','):
        path = ROOT / f'models/{name}/{name}.onnx'
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        network = read(path)
        images, labels = load(SETS[name], 'test')
        if options.quick:
            images, labels = images[:1000], labels[:1000]
        entry = results.get(name)
        if options.quick or not entry or entry['sha256'] != digest:
            correct = right_answers(lambda x: run_float(network, x)[network[2]], images, labels)
            entry = {'sha256': digest, 'images': len(images), 'float': correct, 'cells': []}
        with torch.no_grad():
            training = load(SETS[name], 'train')[0]
            observed = observer(network, training[calibration_indices(len(training))].float() / 255)
            for granularity, w, a, weights, activations in cells():
                key = {'granularity': granularity, 'weightBits': w, 'activationBits': a, 'weights': weights, 'activations': activations}
                if any(key.items() <= cell.items() for cell in entry['cells']):
                    continue
                quantized = Quantized(network, observed, granularity, w, a, weights, activations)
                correct = right_answers(quantized.run, images, labels)
                print(name, *key.values(), f'{correct / len(images):.2%}', flush=True)
                entry['cells'].append({**key, 'correct': correct})
                if not options.quick:
                    # Another run may have recorded other networks meanwhile.
                    results = json.loads(record.read_text()) if record.exists() else {}
                    results[name] = entry
                    record.write_text(json.dumps(results, indent=1) + '\n')
                    write_table(results, HERE / 'README.md')


if __name__ == '__main__':
    main()

"""
Writes share.txt: a few images and the logits that integer.py gives for them, calibrated on the same images, for the C++ tests.

    /usr/bin/python3 tests/data/fake_quant/share.py
"""
import gzip
import sys
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE)]
from integer import Quantized, observer  # noqa: E402
from network import read  # noqa: E402

IMAGES = 8
FILES = {'digits': 'mnist-train-512-images', 'fashion-mobile': 'fashion-mnist-train-512-images'}
RECIPES = [('tensor', 8), ('channel', 8), ('channel', 6), ('block', 4)]  # granularity and bits of the weights


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    lines = ['# Written by share.py. network name images; a line of pixels for each; then logits granularity bits and a line for each.']
    for name, file in FILES.items():
        raw = gzip.decompress((ROOT / f'models/data/{file}.idx3-ubyte.gz').read_bytes())[16:]
        pixels = np.frombuffer(raw, np.uint8)[:IMAGES * 784].reshape(IMAGES, 784)
        lines.append(f'network {name} {IMAGES}')
        lines += [' '.join(map(str, row)) for row in pixels]
        images = torch.from_numpy(pixels.copy()).reshape(-1, 1, 28, 28).float() / 255
        network = read(ROOT / f'models/{name}/{name}.onnx')
        observed = observer(network, images)
        for granularity, bits in RECIPES:
            logits = Quantized(network, observed, granularity, bits, 8, 'min-max', 'min-max').run(images)
            lines.append(f'logits {granularity} {bits}')
            lines += [' '.join(f'{v:.9g}' for v in row) for row in logits.tolist()]
    (HERE / 'share.txt').write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()

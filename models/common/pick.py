"""
Makes models/data: test images for the page and the tests, and calibration images of the training split. Fashion-MNIST and
MNIST only: CIFAR-10's images are not redistributed, so of those the calibration indices are written instead.

    /usr/bin/python3 models/common/pick.py

The same files come out each time, byte for byte.
"""
import json

import numpy as np

from sets import HERE, load, write_idx

SEED = 4
DATA = HERE.parent / 'data'


def calibration_indices(total, count=512):
    """Which images of a training split calibrate: the first of a seeded order."""
    return np.random.RandomState(SEED).permutation(total)[:count]


def balanced(labels, count=500, classes=10):
    """As many of each class, in a seeded order."""
    random = np.random.RandomState(SEED)
    chosen = [random.permutation(np.flatnonzero(labels == c))[:count // classes] for c in range(classes)]
    return random.permutation(np.concatenate(chosen))


def write(name, split, choose):
    images, labels = (tensor.numpy() for tensor in load(name, split))
    chosen = choose(labels)
    stem = f'{name}-{split}-{len(chosen)}'
    write_idx(DATA / f'{stem}-images.idx3-ubyte.gz', images[chosen, 0])
    write_idx(DATA / f'{stem}-labels.idx1-ubyte.gz', labels[chosen])


if __name__ == '__main__':
    write('fashion-mnist', 'test', balanced)
    for name in ('fashion-mnist', 'mnist'):
        write(name, 'train', lambda labels: calibration_indices(len(labels)))
    (DATA / 'cifar10-train-512.json').write_text(json.dumps(calibration_indices(50_000).tolist()) + '\n')

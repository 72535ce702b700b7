"""fashion-mobile: a depthwise-separable network with BatchNorm and ReLU6 on Fashion-MNIST. See README.md beside this file."""
import sys
from pathlib import Path

from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'common'))
from augment import flip, shift  # noqa: E402
from loop import train  # noqa: E402
from sets import hold_out, load  # noqa: E402


def conv(inputs, outputs, size, stride=1, groups=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU6())


def separable(inputs, outputs, stride=1):
    return nn.Sequential(conv(inputs, inputs, 3, stride, inputs), conv(inputs, outputs, 1))


def make():
    return nn.Sequential(
        conv(1, 16, 3), separable(16, 32, 2), separable(32, 32), separable(32, 64, 2), separable(64, 64), separable(64, 128),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))


def groups(net):
    # As is usual for such networks, depthwise filters and BatchNorm go without weight decay.
    small = lambda p: p.ndim == 1 or (p.ndim == 4 and p.shape[1] == 1)
    return [{'params': [p for p in net.parameters() if not small(p)], 'weight_decay': 5e-4},
            {'params': [p for p in net.parameters() if small(p)], 'weight_decay': 0.0}]


if __name__ == '__main__':
    data, held = hold_out(*load('fashion-mnist', 'train'))
    train(make, data, held, lambda x: flip(shift(x, 2)), groups, seed=1, epochs=24, rate=0.1)

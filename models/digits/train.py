"""digits: a small convolutional network on MNIST, for a drawing pad. See README.md beside this file."""
import sys
from pathlib import Path

from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'common'))
from augment import affine, stroke  # noqa: E402
from loop import train  # noqa: E402
from sets import hold_out, load  # noqa: E402


def conv(inputs, outputs, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


def make():
    return nn.Sequential(
        conv(1, 12), conv(12, 16), nn.MaxPool2d(2), conv(16, 32), conv(32, 32), nn.MaxPool2d(2), conv(32, 64),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def groups(net):
    return [{'params': [p for p in net.parameters() if p.ndim > 1], 'weight_decay': 1e-4},
            {'params': [p for p in net.parameters() if p.ndim == 1], 'weight_decay': 0.0}]


def augment(images):
    return affine(stroke(images), degrees=15, scale=1.3, shear=0.2, move=0.2)


if __name__ == '__main__':
    data, held = hold_out(*load('mnist', 'train'))
    train(make, data, held, augment, groups, seed=1, epochs=12, rate=0.1)

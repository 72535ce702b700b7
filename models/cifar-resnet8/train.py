"""cifar-resnet8: the ResNet-8 shape of MLPerf Tiny on CIFAR-10. See README.md beside this file."""
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'common'))
from augment import flip, shift  # noqa: E402
from loop import train  # noqa: E402
from sets import hold_out, load  # noqa: E402


class Stack(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x):
        inner = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(self.second_norm(self.second(inner)) + self.shortcut(x))


def make():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Stack(16, 16, 1), Stack(16, 32, 2), Stack(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def groups(net):
    return [{'params': [p for p in net.parameters() if p.ndim > 1], 'weight_decay': 5e-4},
            {'params': [p for p in net.parameters() if p.ndim == 1], 'weight_decay': 0.0}]


if __name__ == '__main__':
    data, held = hold_out(*load('cifar10', 'train'))
    train(make, data, held, lambda x: flip(shift(x, 4)), groups, seed=1, epochs=52, rate=0.1, decay=0.4, smoothing=0.05)

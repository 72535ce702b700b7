#!/usr/bin/env python3
"""Exports networks of torchvision with seeded random weights as ONNX files.

    /usr/bin/python3 tests/data/networks/export.py <folder> [name …]

Needs torch and torchvision (Debian's 1.13 and 0.14 are what it was written with); tools/setup/networks.mjs brings
them and calls this. The files are test data that is made on each machine, never committed: the weights come from a
seed, but what a release of torch makes of it may differ, so nothing may be expected of them but what another
runtime computes from the same file.

Weights at random are not enough for a test that compares outputs: without training, activations fade or explode over
twenty layers, and the outputs would be all alike. So batch normalization is given statistics of its own inputs, and a
network without it has every convolution scaled to outputs of variance 1.
"""
import inspect
import sys
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

OPSET = 13
SIDE = 224
# What is left open besides the batch: height and width, which shufflenet's reshapes then compute at run time.
BATCH, SPATIAL = {0: "batch"}, {0: "batch", 2: "height", 3: "width"}
NETWORKS = {
    "resnet18": BATCH,
    "mobilenet_v2": SPATIAL,
    "mobilenet_v3_small": SPATIAL,
    "shufflenet_v2_x1_0": SPATIAL,
    "squeezenet1_1": BATCH,
    "efficientnet_b0": BATCH,
    "mnasnet1_0": BATCH,
    "regnet_x_400mf": SPATIAL,
    "googlenet": BATCH,
}
# These warn about, or load, weights unless told not to.
OPTIONS = {"googlenet": {"aux_logits": False, "transform_input": False, "init_weights": False}}


def pictures(generator, side=128):
    """Noise, and what resembles photographs: noise at four scales. Normalized: means near 0, variances near 1."""
    noise = torch.randn(3, 3, side, side, generator=generator)
    mixed = sum(F.interpolate(torch.randn(3, 3, size, size, generator=generator), side, mode="bilinear", align_corners=False)
                for size in (2, 8, 24, side))
    return torch.cat([noise, mixed / mixed.std()])


@torch.no_grad()
def disturb_batch_norms(model, generator):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            size = module.weight.shape
            # A residual branch may begin with a factor of 0, which would switch it off.
            module.weight.copy_(0.6 + 0.8 * torch.rand(size, generator=generator))
            module.bias.copy_(0.3 * torch.randn(size, generator=generator))
            module.momentum = None  # running statistics are plain averages
            module.reset_running_stats()


@torch.no_grad()
def learn_statistics(model, generator):
    model.train()
    for module in model.modules():
        if isinstance(module, (nn.Dropout, torchvision.ops.StochasticDepth)):
            module.eval()
    for _ in range(3):
        model(pictures(generator))


@torch.no_grad()
def scale_layers(model, generator):
    """Scales each convolution and linear layer, in the order of execution, to outputs of variance 1."""
    def scale(module, inputs, output):
        module.weight.div_(output.std())
        if module.bias is not None:
            module.bias.copy_(0.1 * torch.randn(module.bias.shape, generator=generator))
        return module.forward(*inputs)

    hooks = [module.register_forward_hook(scale) for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    model(pictures(generator))
    for hook in hooks:
        hook.remove()


def network(name):
    torch.manual_seed(sum(name.encode()))
    generator = torch.Generator().manual_seed(1)
    model = getattr(torchvision.models, name)(weights=None, **OPTIONS.get(name, {})).eval()
    disturb_batch_norms(model, generator)
    if not any(isinstance(module, nn.BatchNorm2d) for module in model.modules()):
        scale_layers(model, generator)
    else:
        learn_statistics(model, generator)
    return model.eval()


def export(name, folder):
    model = network(name)
    # Newer releases have a second exporter; the files here are those of the first, which most networks in the wild come from.
    classic = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(model, torch.zeros(1, 3, SIDE, SIDE), str(folder / f"{name}.onnx"), opset_version=OPSET, input_names=["input"],
                      output_names=["output"], dynamic_axes={"input": NETWORKS[name], "output": BATCH}, **classic)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    # One thread: how sums are split would change the statistics in their last bits.
    torch.set_num_threads(1)
    for name in sys.argv[2:] or NETWORKS:
        export(name, folder)
        print(name, flush=True)

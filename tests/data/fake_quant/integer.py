"""
Runs a network as an integer implementation must: codes in, exact accumulators, equations (2) and (10) and the block rule of
src/quantization.md. Codes stand in float tensors whose sums are exact (they stay below 2^24, which is checked; float64 else).
"""
import torch

from network import LINEAR, SAME_VALUES, linear, other, run_float
from ranges import Observed, activation, weight_bounds, weight_scale

GROUPS, BLOCK = 4, 32


def rows_of(weight, granularity):
    """The parts of a weight that share a scale, as rows, and the function that spreads one number a row over the weight."""
    outputs, inputs = weight.shape[:2]
    if granularity == 'tensor':
        return weight.reshape(1, -1), lambda s: s.expand(outputs)
    if granularity == 'channel':
        return weight.reshape(outputs, -1), lambda s: s
    groups = GROUPS if outputs % GROUPS == 0 else 2
    return weight.reshape(groups, -1), lambda s: s.repeat_interleave(outputs // groups)


class Layer:
    """A convolution or matrix product with integer weights: one part, or one for each block of input channels."""

    def __init__(self, step, granularity, bits, method):
        qmax = 2**(bits - 1) - 1
        self.step, self.parts = step, []
        blocks = step.weight.split(BLOCK, 1) if granularity == 'block' else [step.weight]
        for block in blocks:
            rows, spread = rows_of(block, 'channel' if granularity == 'block' else granularity)
            scale = spread(weight_scale(weight_bounds(rows, bits, method), bits))
            shape = [-1] + [1] * (block.ndim - 1)
            self.parts.append((scale, (block / scale.view(shape)).round().clamp(-qmax, qmax)))

    def accumulators(self, centred):
        """For each part (S_w, exact sums), from q_x − Z_x."""
        start = 0
        for scale, codes in self.parts:
            width = codes.shape[1]
            x = centred[:, start:start + width] if len(self.parts) > 1 else centred
            start += width
            bound = (codes.abs().flatten(1).sum(1).max() * centred.abs().max()).item()
            exact = torch.float32 if bound < 2**24 else torch.float64
            yield scale, linear(self.step, x.to(exact), codes.to(exact)).double()

    def run(self, centred, x_scale, y):
        """Codes of the result for y = (S, Z, qmax); real values where y is None."""
        per_channel = lambda v: v.view([1, -1] + [1] * (self.step.weight.ndim - 2))
        bias = self.step.bias
        s = 1.0 if y is None else y[0]
        if len(self.parts) > 1:
            total = per_channel(bias / s)
            for scale, sums in self.accumulators(centred):
                total = total + sums.float() * per_channel(scale * x_scale / s)
        else:
            (scale, sums), = self.accumulators(centred)
            product = scale * x_scale
            codes = (bias / product).double().round().clamp(-2**31, 2**31 - 1)
            total = (sums + per_channel(codes)).float() * per_channel(product / s)
        return total if y is None else total.round().add(y[1]).clamp(0, y[2])


class Quantized:
    def __init__(self, network, observed, granularity, weight_bits, activation_bits, weight_method, activation_method):
        self.steps, self.first, self.last = network
        self.layers = {s.output: Layer(s, granularity, weight_bits, weight_method) for s in self.steps if s.op in LINEAR}
        self.parameters = {}
        for name in [self.first] + [s.output for s in self.steps if s.op not in SAME_VALUES]:
            if name != self.last:
                bits = 8 if name == self.first else activation_bits
                self.parameters[name] = activation(*observed(name, bits, activation_method), bits)
        for step in self.steps:
            if step.op in SAME_VALUES:
                self.parameters[step.output] = self.parameters[step.inputs[0]]

    def run(self, images):
        s, z, top = self.parameters[self.first]
        codes = {self.first: ((images / s).round() + z).clamp(0, top)}
        for step in self.steps:
            y = self.parameters.get(step.output)
            scales = [self.parameters[name][0] for name in step.inputs]
            centred = [codes[name] - self.parameters[name][1] for name in step.inputs]
            if step.op in LINEAR:
                codes[step.output] = self.layers[step.output].run(centred[0], torch.tensor(scales[0]), y)
            elif step.op in SAME_VALUES:
                codes[step.output] = other(step, codes[step.inputs[0]])
            else:
                real = other(step, *(c * scale for c, scale in zip(centred, scales)))
                if step.low is not None:
                    real = real.clamp(step.low, step.high)
                codes[step.output] = ((real / y[0]).round() + y[1]).clamp(0, y[2])
        return codes[self.last]


def observer(network, images):
    """observed(name, bits, method): the range of a value over the calibration images, remembered."""
    run, seen, known = run_float(network, images), {}, {}

    def observed(name, bits, method):
        if name not in seen:
            seen[name] = Observed(run.pop(name).numpy())
        key = (name, bits if method in ('MSE', 'entropy') else 0, method)
        if key not in known:
            known[key] = seen[name].range(bits, method)
        return known[key]
    return observed

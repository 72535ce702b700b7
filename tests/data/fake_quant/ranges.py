"""Scales, zero points and ranges: equations (3) to (5) and section 8 of src/quantization.md, written from the document."""
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.append(str(Path(__file__).resolve().parent.parent / 'observers'))
from reference import entropy_range, mse_range  # noqa: E402
from search import Values  # noqa: E402

F32 = np.float32
TINY, HUGE = F32(2.0**-126), np.finfo(F32).max


def activation(low, high, bits):
    """(S, Z, qmax) of unsigned codes for [low, high], widened to hold 0."""
    low, high, qmax = min(float(low), 0.0), max(float(high), 0.0), 2**bits - 1
    if low == high:
        return 1.0, 0, qmax
    scale = float(np.clip(F32((high - low) / qmax), TINY, HUGE))
    return scale, int(np.clip(np.rint(qmax - high / scale), 0, qmax)), qmax


def weight_scale(bound, bits):
    """S of signed, narrow, symmetric codes for |r| up to `bound` (a tensor of bounds); 1 where all is zero."""
    scale = (bound.double() / (2**(bits - 1) - 1)).float().clamp(float(TINY), float(HUGE))
    return torch.where(bound > 0, scale, torch.ones_like(scale))


def weight_bounds(rows, bits, method):
    """The bound of each row of `rows`: its largest magnitude, or that of the range with the smallest squared error."""
    if method == 'min-max':
        return rows.abs().amax(1)
    ranges = (mse_range(Values(row), (bits, True, True, True)) for row in rows.numpy())
    return torch.tensor([max(-low, high) for low, high in ranges])


def moving_average(images, c=0.01):
    """[low, high]: each end of the first image, moved by c towards those of the next ones, in float32."""
    flat = images.reshape(len(images), -1)
    ends = np.stack([flat.min(1), flat.max(1)], 1)
    average = ends[0]
    for end in ends[1:]:
        average = average + F32(c) * (end - average)
    return float(average[0]), float(average[1])


class Observed:
    """A value of the network, [images, …], as an observer saw it image by image."""

    def __init__(self, images):
        self.values, self.average = Values(images), moving_average(images)

    def range(self, bits, method, percentile=99.99):
        """[low, high] for unsigned affine codes."""
        if method == 'min-max':
            return self.values.low, self.values.high
        if method == 'moving average':
            return self.average
        if method == 'percentile':
            return self.values.percentile(100 - percentile), self.values.percentile(percentile)
        return {'MSE': mse_range, 'entropy': entropy_range}[method](self.values, (bits, False, False))

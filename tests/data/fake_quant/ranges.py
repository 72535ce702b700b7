"""Scales, zero points and ranges: equations (3) to (5) and section 8 of src/quantization.md, written from the document."""
import numpy as np
import torch

from search import Values, search_range

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


def squared_error(values, scale, zero, low, high):
    """Σ(r − r̂)² over the values, by (1) and (2), for codes in [low, high]."""
    scale = F32(scale)
    codes = np.clip(np.rint(values.points / scale), low - zero, high - zero)
    difference = values.points.astype(np.float64) - scale * codes
    return np.cumsum(values.counts * (difference * difference))[-1]  # one after the other, where sum() goes by halves


def weight_bounds(rows, bits, method):
    """The bound of each row of `rows`: its largest magnitude, or that of the range with the smallest squared error."""
    full = rows.abs().amax(1)
    if method == 'min-max':
        return full
    qmax = 2**(bits - 1) - 1

    def bound(row):
        values = Values(row)
        scale = lambda ends: weight_scale(torch.tensor(ends[1]), bits).item()
        low, high = search_range(values.low, values.high, True, lambda ends: squared_error(values, scale(ends), 0, -qmax, qmax))
        return max(-low, high)
    return torch.tensor([bound(row) for row in rows.numpy()])


def activation_range(values, bits, method, percentile=99.99):
    """[low, high] of the observed `values` (search.Values)."""
    if method == 'percentile':
        return values.percentile(100 - percentile), values.percentile(percentile)
    if method == 'min-max':
        return values.low, values.high

    def error(ends):
        scale, zero, qmax = activation(*ends, bits)
        return squared_error(values, scale, zero, 0, qmax)
    return search_range(values.low, values.high, False, error)

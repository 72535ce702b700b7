"""Scales and zero points: equations (3) to (5) of src/quantization.md, written from the document, and the range observers."""
import numpy as np
import torch

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
    """The bound of each row of `rows`: its largest magnitude, or the share of it with the smallest squared error."""
    full = rows.abs().amax(1)
    if method == 'min-max':
        return full
    best, error = full.clone(), torch.full_like(full, torch.inf, dtype=torch.float64)
    qmax = 2**(bits - 1) - 1
    for share in torch.linspace(1.0, 0.05, 96):
        bound = full * share
        scale = weight_scale(bound, bits)[:, None]
        wrong = ((rows / scale).round().clamp(-qmax, qmax) * scale - rows).double().square().sum(1)
        better = wrong < error
        best, error = torch.where(better, bound, best), torch.where(better, wrong, error)
    return best


def activation_range(values, bits, method, percentile=99.99):
    """[low, high] of the observed values."""
    low, high = values.min().item(), values.max().item()
    if method == 'min-max':
        return low, high
    if method == 'percentile':
        both = np.percentile(values.numpy(), [100 - percentile, percentile])
        return float(both[0]), float(both[1])
    # A seeded sample stands for all of them; both ends shrink alike.
    flat = values.flatten()
    sample = flat[torch.randint(len(flat), (200_000,), generator=torch.Generator().manual_seed(0))] if len(flat) > 200_000 else flat
    best, error = (low, high), np.inf
    for share in np.linspace(1.0, 0.05, 96):
        scale, zero, qmax = activation(low * share, high * share, bits)
        wrong = (((sample / scale).round() + zero).clamp(0, qmax).sub(zero).mul(scale) - sample).double().square().sum().item()
        if wrong < error:
            best, error = (low * share, high * share), wrong
    return best

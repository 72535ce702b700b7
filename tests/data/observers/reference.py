"""Prints the numbers that observer_test.cpp and metrics_test.cpp expect, from numpy and from the
definitions in the headers of src/quant, written a second time without looking at the C++.

    python3 tests/data/observers/reference.py        (needs numpy; made with numpy 1.24, Python 3.11)
"""
import math

import numpy as np

from search import Values, search_range

F = np.float32


def splitmix64(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        yield z ^ z >> 31


def normal_values(n, seed):
    random = splitmix64(seed)
    values = []
    for _ in range(n):
        total = -6.0
        for _ in range(12):
            total += (next(random) >> 11) * 2.0**-53
        values.append(F(total))
    return np.array(values, F)


def quadratic_residues(n):
    return np.array([(i * i % 1009 - 300) / 64 for i in range(n)], F)


def literal(x):
    return f"{F(x):.9g}F"


# ---- quantization: equations (2) to (5) ---------------------------------------------------------

def codes(bits, signed, symmetric, narrow=False):
    half = 2 ** (bits - 1)
    qmin = (-half + (1 if narrow else 0)) if signed else 0
    return qmin, (half - 1 if signed else 2 * half - 1)


def choose(rmin, rmax, spec):
    qmin, qmax = codes(*spec)
    bits, signed, symmetric = spec[:3]
    rmin, rmax = min(float(rmin), 0.0), max(float(rmax), 0.0)
    if symmetric:
        zero = 0 if signed else 2 ** (bits - 1)
        return F(max(-rmin, rmax) / (qmax - zero)), zero
    scale = F((rmax - rmin) / (qmax - qmin))
    return scale, int(np.clip(np.rint(qmax - rmax / float(scale)), qmin, qmax))


def quantize(r, scale, zero, spec):
    qmin, qmax = codes(*spec)
    return np.clip(np.rint(np.asarray(r, F) / scale).astype(np.float64) + zero, qmin, qmax)


def squared_error(values, rmin, rmax, spec):
    """Σ(r − r̂)², one after the other, where NumPy's sum would go by halves."""
    scale, zero = choose(rmin, rmax, spec)
    restored = scale * (quantize(values.points, scale, zero, spec) - zero).astype(F)
    return np.cumsum(values.counts * (values.points.astype(np.float64) - restored) ** 2)[-1]


# ---- ranges of what search.Values holds ---------------------------------------------------------

def mse_range(values, spec):
    return search_range(values.low, values.high, spec[2], lambda ends: squared_error(values, *ends, spec))


def entropy_range(values, spec):
    width, table = values.wide_bins()
    if 0 in table:
        table[0] = min(table[0], max(table.get(-1, 0), table.get(1, 0)))
    bins, counts = np.array(sorted(table)), np.array([table[i] for i in sorted(table)], np.float64)
    qmin, qmax = codes(*spec)

    def divergence(ends):
        if (ends[1] - ends[0]) / width < qmax - qmin + 1:
            return math.inf
        first, last = (math.floor(end / width) for end in ends)
        inside = (bins >= first) & (bins <= last)
        held = dict(zip(bins[inside].tolist(), counts[inside].tolist()))
        held = {first: 0.0, last: 0.0, **held}
        index, before = np.array(sorted(held)), np.array([held[i] for i in sorted(held)])
        p = before.copy()
        p[0] += counts[bins < first].sum()
        p[-1] += counts[bins > last].sum()
        index, before, p = index[p > 0], before[p > 0], p[p > 0]
        of = (quantize(F((index + 0.5) * width), *choose(*ends, spec), spec) - qmin).astype(int)
        mass, places = np.bincount(of, before), np.bincount(of)
        q = np.where(mass > 0, mass / np.maximum(places, 1), 0.5)[of]
        return float((p * np.log(p / q) - p + q).sum() / counts.sum())

    return search_range(values.low, values.high, spec[2], divergence)


def main():
    exact = quadratic_residues(3000)
    print("percentiles of quadratic_residues(3000):")
    for p in (99.99, 99.0, 75.0):
        values = exact.astype(np.float64)
        print(" ", p, literal(F(np.percentile(values, 100 - p))), literal(F(np.percentile(values, p))))
    coarse = normal_values(20000, 7)
    binned = Values(coarse)
    assert binned.bins is not None
    print("percentiles of the histogram of normal_values(20000, 7):")
    for p in (99.99, 99.0, 75.0):
        print(" ", p, literal(binned.percentile(100 - p)), literal(binned.percentile(p)))

    few = normal_values(300, 11)
    positive = np.maximum(normal_values(2000, 12), F(0))
    cubed = coarse * coarse * coarse
    affine8, affine4, affine2 = (8, False, False), (4, False, False), (2, True, False)
    symmetric4 = (4, True, True, True)
    for name, function in (("mse", mse_range), ("entropy", entropy_range)):
        for label, data in (("normal_values(300, 11)", few), ("relu of normal_values(2000, 12)", positive),
                            ("normal_values(20000, 7)", coarse), ("its cubes", cubed)):
            for spec in (affine8, affine4, affine2, symmetric4):
                low, high = function(Values(data), spec)
                print(f"{name} {label} {spec}: {{{literal(low)}, {literal(high)}}}")

    r, t = normal_values(1000, 21), normal_values(1000, 22)
    t = F(r + F(0.125) * t)
    a, b = r.astype(np.float64), t.astype(np.float64)
    print("compare: max", repr(np.max(np.abs(a - b))), "mse", repr(np.mean((a - b) ** 2)),
          "sqnr", repr(10 * np.log10(np.sum(a * a) / np.sum((a - b) ** 2))),
          "cosine", repr(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)))
    counts, _ = np.histogram(r, bins=8, range=(-2, 2))
    print("histogram", counts.tolist(), "below", int(np.sum(r < -2)), "above", int(np.sum(r > 2)))
    p = counts / counts.sum()
    print("entropy", repr(float(-np.sum(p * np.log2(p)))))


if __name__ == "__main__":
    main()

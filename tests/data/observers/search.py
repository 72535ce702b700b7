"""What an observer remembers and the ranges it tries: sections 8.1 and 8.2 of src/quantization.md, written from the document."""
import numpy as np

EXACT = 4096


class Values:
    """The values an observer saw: each distinct one, or bins of width 2^e once there are more than 4,096."""

    def __init__(self, values):
        values = np.asarray(values, np.float32).ravel() + np.float32(0)
        self.low, self.high = float(values.min()), float(values.max())
        self.points, self.counts = np.unique(values, return_counts=True)
        self.bins = None
        if len(self.points) > EXACT:
            self.width = self.width_of_bins(12)
            self.bins, self.counts = np.unique(np.floor(values / self.width).astype(int), return_counts=True)
            self.points = ((self.bins + 0.5) * self.width).astype(np.float32).clip(self.low, self.high)

    def width_of_bins(self, log2_per_side):
        return 2.0**(int(np.frexp(max(-self.low, self.high))[1]) - log2_per_side)

    def wide_bins(self):
        """(width, {bin: count}) of bins of twice that width."""
        width, table = self.width_of_bins(11), {}
        indices = np.floor(self.points / width).astype(int) if self.bins is None else self.bins // 2
        for i, count in zip(indices.tolist(), self.counts.tolist()):
            table[i] = table.get(i, 0) + count
        return width, table

    def sorted_value(self, k):
        """The k-th of the values in order, from 0."""
        n = self.counts.sum()
        behind = np.cumsum(self.counts)
        place = int(np.searchsorted(behind, k, side='right'))
        if self.bins is None:
            return float(self.points[place])
        if k in (0, n - 1):
            return self.low if k == 0 else self.high
        inside = k - (behind[place] - self.counts[place])
        value = (self.bins[place] + (inside + 0.5) / self.counts[place]) * self.width
        return float(np.clip(value, self.low, self.high))

    def percentile(self, u):
        n = int(self.counts.sum())
        h = (n - 1) * (u / 100)
        k = int(h)
        below, above = self.sorted_value(k), self.sorted_value(min(k + 1, n - 1))
        return float(np.float32(np.interp(h - k, [0, 1], [below, above])))


def octaves(steps):
    """`steps` factors in each of 12 octaves, descending from 1."""
    return [2.0**-octave * (1 - step / (2 * steps)) for octave in range(12) for step in range(steps)]


def search_range(low, high, symmetric, error):
    """The range for which error([low, high]) is least, of the candidates of section 8.2 for data in [low, high]."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return low, high
    seen = low, high
    if symmetric:
        low, high = -max(-low, high), max(-low, high)
    both_free = not symmetric and low < 0 < high
    best = {'ends': (low, high), 'factors': (1.0, 1.0), 'error': error((low, high))}

    def consider(*factors):
        factors = tuple(min(f, 1.0) for f in factors)
        ends = float(np.float32(low * factors[0])), float(np.float32(high * factors[1]))
        if ends == best['ends'] or ends == (0, 0):
            return
        wrong, wider = error(ends), ends[1] - ends[0] > best['ends'][1] - best['ends'][0]
        if wrong < best['error'] or wrong == best['error'] and wider:
            best.update(ends=ends, factors=factors, error=wrong)

    def until_still(scan):
        for _ in range(3):
            before = best['ends']
            scan()
            if best['ends'] == before:
                return

    for factor in octaves(8):
        consider(factor, factor)

    def each_end_alone():
        other = best['factors'][1]
        for factor in octaves(2) + [0.0]:
            consider(factor, other)
        other = best['factors'][0]
        for factor in octaves(2) + [0.0]:
            consider(other, factor)

    if both_free:
        for i in range(1, 9):
            for j in range(1, 9):
                consider(i / 8, j / 8)
        until_still(each_end_alone)

    for halvings in range(4, 11):
        delta = 2.0**-halvings

        def around():
            at = best['factors']
            moves = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if both_free or i == j]
            for i, j in moves:
                consider(at[0] * (1 + i * delta), at[1] * (1 + j * delta))
        until_still(around)

    if symmetric:
        return max(seen[0], -best['ends'][1]), min(seen[1], best['ends'][1])
    return best['ends']
